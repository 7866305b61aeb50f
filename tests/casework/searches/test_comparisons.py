"""Two photographs, one against the other."""

import json
from datetime import date
from pathlib import Path

import pytest

from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.cases.models import CaseKind
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.searches.comparisons import compare_photographs
from antigone.casework.searches.documents import comparison_document
from antigone.casework.searches.models import Comparison
from antigone.casework.searches.requests import ComparisonRequest
from antigone.casework.searches.selectors import comparisons_of
from antigone.engine.errors import DamagedImage, StateError
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, case, photograph, session, vector

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return operator()


def compared(home: Path, contents: tuple[str, str], *, by: Actor, of: Recogniser | None = None) -> Comparison:
    first, second = (photograph(home / "given", text, name=f"{place}.jpg") for place, text in enumerate(contents))
    opened = session(home, of or recogniser(), by)
    return compare_photographs(opened, ComparisonRequest(case=case(by), first=first, second=second), by=by, now=NOON)


def test_both_probes_are_kept_with_their_figures(antigone_home: Path, by: Actor) -> None:
    found = compared(antigone_home, ("Anna one", "Anna two"), by=by)
    document = comparison_document(Comparison.objects.get())
    json.dumps(document, allow_nan=False)
    assert document["outcome"] == "compared"
    assert document["score"] == pytest.approx(float(vector("Anna", "one") @ vector("Anna", "two")), abs=1e-5)
    assert document["false_match_rate_low"] <= document["false_match_rate"] <= document["false_match_rate_high"]
    assert [probe["file"] for probe in document["probes"]] == ["0.jpg", "1.jpg"]
    assert document["llr"] is None
    assert set(document["absent"]) == {"llr"}
    event = Event.objects.order_by("seq").last()
    assert (event.name, json.loads(event.payload)["faces"]) == ("searches.photographs.compared", 2)
    assert comparisons_of(by, found.case).get() == found


def test_the_living_get_a_likelihood_ratio(antigone_home: Path, by: Actor) -> None:
    one, two = (photograph(antigone_home, f"Anna {name}", name=name) for name in ("one", "two"))
    asked = ComparisonRequest(case=case(by, kind=CaseKind.LIVING_UNKNOWN), first=one, second=two)
    document = comparison_document(
        compare_photographs(session(antigone_home, recogniser(), by), asked, by=by, now=NOON)
    )
    assert document["llr"]["validated_on"] == "random numbers"
    assert document["llr"]["low"] <= document["llr"]["log10"] <= document["llr"]["high"]
    assert document["absent"] == {}


def test_without_a_face_there_are_no_figures(antigone_home: Path, by: Actor) -> None:
    document = comparison_document(compared(antigone_home, ("Anna one", "no-face"), by=by))
    assert (document["outcome"], document["score"], document["false_match_rate"]) == ("no_face", None, None)
    assert "Not used, because no template came of it: 1.jpg." in document["warnings"]


def test_without_a_calibration_there_is_a_score_alone(antigone_home: Path, by: Actor) -> None:
    found = compared(antigone_home, ("Anna one", "Borys two"), by=by, of=recogniser(calibrated=False))
    document = comparison_document(found)
    assert document["score"] is not None
    assert (document["ranking_score"], document["false_match_rate"]) == (None, None)
    assert set(document["absent"]) == {"ranking_score", "false_match_rate", "llr"}


def test_two_files_that_are_no_photographs_are_no_comparison(antigone_home: Path, by: Actor) -> None:
    with pytest.raises(DamagedImage):
        compared(antigone_home, ("damaged", "damaged too"), by=by)
    assert not Comparison.objects.exists()


def test_an_expired_case_is_not_compared_for(antigone_home: Path, by: Actor) -> None:
    one = photograph(antigone_home, "Anna one")
    asked = ComparisonRequest(case=case(by, expires_on=date(2026, 2, 1)), first=one, second=one)
    with pytest.raises(StateError, match="expired"):
        compare_photographs(session(antigone_home, recogniser(), by), asked, by=by, now=NOON)
