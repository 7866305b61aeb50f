"""A search from photographs to its frozen list."""

import json
import math
from datetime import date
from pathlib import Path

import pytest

from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.cases.models import BodyClass, Case, CaseKind
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import stored_hashes
from antigone.casework.galleries.models import Subject
from antigone.casework.galleries.services import erase_subject
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.searches.documents import search_document
from antigone.casework.searches.models import FrozenCandidate, Search
from antigone.casework.searches.selectors import search_by_id, searches_of
from antigone.casework.searches.services import run_search, run_searches
from antigone.casework.searches.session import SearchSession
from antigone.engine.errors import DamagedImage, StateError, UsageError
from builders.calibrations import straight_ratios
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, case, enrol, photograph, request, session

pytestmark = pytest.mark.django_db(transaction=True)

CONTRACT = {
    "case", "search", "outcome", "pack", "population", "galleries", "probes", "candidates", "excluded_before", "cut",
    "timings_ms",
}  # fmt: skip
CANDIDATE = {
    "rank", "subject", "label", "photograph", "score", "ranking_score", "false_match_rate", "expected_strangers",
    "expected_strangers_global", "expected_strangers_by_probe", "llr",
}  # fmt: skip
PROBE = {"file", "sha256", "rotation", "faces", "box", "landmarks", "landmarks_by", "quality", "warnings"}


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()


@pytest.fixture
def opened(antigone_home: Path, of: Recogniser, by: Actor) -> SearchSession:
    return session(antigone_home, of, by)


@pytest.fixture
def unknown(by: Actor) -> Case:
    return case(by)


def searched(opened: SearchSession, *asked: object, by: Actor, **settings: object) -> Search:
    return run_search(opened, request(*asked, **settings), by=by, clock=lambda: NOON)  # type: ignore[arg-type]


def test_the_document_keeps_the_contract(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Анна", "Borys", "Chen", of=of, by=by)
    found = searched(opened, unknown, photograph(tmp_path, "Анна found"), by=by, strangers=None)
    document = search_document(found)
    json.dumps(document, allow_nan=False)
    assert set(document) >= CONTRACT
    assert (document["case"], document["outcome"], document["cut"]) == ("UA-1", "candidates", 0)
    assert document["pack"] == {"id": "a-pack", "recogniser": "a-recogniser", "sha256": "e" * 64}
    assert document["population"] == "random numbers"
    (gallery,) = document["galleries"]
    assert (gallery["name"], gallery["subjects"], gallery["templates"], gallery["change"]) == ("missing", 3, 3, 3)
    (probe,) = document["probes"]
    assert set(probe) >= PROBE
    assert (probe["file"], probe["faces"], probe["landmarks_by"], probe["rotation"]) == ("probe.jpg", 2, "machine", 0)
    assert probe["quality"] == {"inter_eye_px": 45.5, "inter_eye_distance_px": 45.5, "sharpness": 0.1, "overall": 70.0}
    assert probe["warnings"] == ["2 faces; the largest was taken.", "Hold still."]
    first, *others = document["candidates"]
    assert set(first) >= CANDIDATE
    assert (first["rank"], first["subject"], first["label"]) == (1, "Анна", "Анна")
    assert first["photograph"]["file"] == "Анна/1.jpg"
    assert first["score"] > max(other["score"] for other in others)
    assert first["expected_strangers"] < others[0]["expected_strangers"]
    assert first["expected_strangers_low"] <= first["expected_strangers"] <= first["expected_strangers_high"]
    assert first["llr"] is None
    assert first["expected_strangers_by_probe"] is None
    assert set(document["absent"]) == {"llr", "expected_strangers_by_probe"}
    assert document["timings_ms"].keys() == {"decode", "detect", "embed", "index", "total"}
    assert document["timings_ms"]["total"] >= 6.0


def test_everything_is_kept_in_one_step_with_its_event(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Anna", of=of, by=by)
    found = searched(opened, unknown, photograph(tmp_path, "Anna found"), by=by)
    probe = found.probes.get()
    assert probe.photograph is not None
    assert probe.template == StoredTemplate.objects.get(face=probe.face)
    event = Event.objects.order_by("seq").last()
    assert event.name == "searches.search.run"
    payload = json.loads(event.payload)
    assert (payload["search"], payload["case"], payload["strangers"]) == (str(found.id), str(unknown.id), "1")
    assert (payload["candidates"], payload["galleries"], payload["probes"]) == (1, 1, 1)
    assert search_by_id(by, found.id) == searches_of(by, unknown).get() == found


def test_the_document_stays_when_the_gallery_changes_and_forgets_who_is_erased(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Anna", "Borys", of=of, by=by)
    found = searched(opened, unknown, photograph(tmp_path, "Anna found"), by=by, strangers=None)
    before = search_document(found)
    enrol(tmp_path / "later", "Chen", of=of, by=by)
    Subject.objects.filter(identifier="Anna").update(label="Another")
    assert search_document(Search.objects.get()) == before
    erase_subject(subject=Subject.objects.get(identifier="Anna"), by=by)
    after = search_document(Search.objects.get())
    first, second = after["candidates"]
    assert (first["erased"], first["subject"], first["label"], first["photograph"]) == (True, None, None, None)
    assert first["score"] == before["candidates"][0]["score"]
    assert second == before["candidates"][1]
    assert "Anna" not in json.dumps(after)


def test_a_stranger_is_cut_and_none_is_an_answer(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", *(f"p{number}" for number in range(20)), of=of, by=by)
    found = searched(opened, unknown, photograph(tmp_path, "nobody found"), by=by, strangers=0.001)
    document = search_document(found)
    assert (document["outcome"], document["candidates"], document["cut"]) == ("none", [], 20)
    assert document["searched"]["subjects"] == 20


def test_no_gallery_is_an_answer_that_says_so(opened: SearchSession, unknown: Case, by: Actor, tmp_path: Path) -> None:
    found = searched(opened, unknown, photograph(tmp_path, "Anna found"), by=by)
    assert (found.outcome, found.galleries) == ("none", [])
    assert "There is no gallery yet, so the probe was compared with nobody" in found.warnings[0]


def test_a_gallery_without_templates_is_named(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Anna", of=of, by=by)
    erase_subject(subject=Subject.objects.get(), by=by)
    found = searched(opened, unknown, photograph(tmp_path, "Anna found"), by=by)
    assert found.outcome == "none"
    assert "Gallery missing holds no template of this recogniser." in found.warnings


def test_no_face_is_an_answer_and_the_photograph_is_evidence(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Anna", of=of, by=by)
    document = search_document(searched(opened, unknown, photograph(tmp_path, "no-face"), by=by))
    assert (document["outcome"], document["candidates"]) == ("no_face", [])
    (probe,) = document["probes"]
    assert probe["refused"] == "probe.jpg: no face was found. Draw it."
    assert (probe["faces"], probe["box"], probe["quality"]) == (0, None, None)
    assert Photograph.objects.filter(sha256=probe["sha256"]).exists()
    assert document["galleries"][0]["subjects"] == 1


def test_several_photographs_are_one_person_and_those_without_a_face_are_named(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Anna", "Borys", of=of, by=by)
    photographs = [
        photograph(tmp_path, "Anna one", name="1.jpg"),
        photograph(tmp_path, "damaged", name="2.jpg"),
        photograph(tmp_path, "Anna three", name="3.jpg"),
    ]
    document = search_document(searched(opened, unknown, *photographs, by=by, strangers=None))
    assert [probe["file"] for probe in document["probes"]] == ["1.jpg", "2.jpg", "3.jpg"]
    assert [probe["sha256"] is None for probe in document["probes"]] == [False, True, False]
    assert document["candidates"][0]["label"] == "Anna"
    assert "Not used, because no template came of it: 2.jpg." in document["warnings"]


def test_what_is_no_photograph_is_no_search(opened: SearchSession, unknown: Case, by: Actor, tmp_path: Path) -> None:
    with pytest.raises(DamagedImage):
        searched(opened, unknown, photograph(tmp_path, "damaged"), by=by)
    assert not Search.objects.exists()


def test_an_expired_case_is_not_searched_and_nothing_is_kept(
    opened: SearchSession, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    expired = case(by, "UA-2", expires_on=date(2026, 2, 28))
    with pytest.raises(StateError, match="Case UA-2 expired on 2026-02-28") as refused:
        searched(opened, expired, photograph(tmp_path, "Anna found"), by=by)
    assert "antigone cases renew UA-2" in refused.value.advice
    assert not Search.objects.exists()
    assert list(stored_hashes(originals_folder())) == []


def test_only_the_galleries_named_and_the_subjects_that_fit_are_searched(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "one", "Anna", "Borys", of=of, by=by, gallery="one")
    enrol(tmp_path / "two", "Chen", of=of, by=by, gallery="two")
    Subject.objects.filter(identifier="Borys").update(sex="male")
    probe = photograph(tmp_path, "Anna found")
    document = search_document(searched(opened, unknown, probe, by=by, galleries=("one",), strangers=None))
    assert {row["label"] for row in document["candidates"]} == {"Anna", "Borys"}
    assert [gallery["name"] for gallery in document["galleries"]] == ["one"]
    document = search_document(searched(opened, unknown, probe, by=by, where="sex=female", strangers=None))
    assert {row["label"] for row in document["candidates"]} == {"Anna", "Chen"}
    assert document["searched"]["subjects"] == 2
    assert document["settings"]["where"] == "sex=female"
    with pytest.raises(StateError, match="There is no gallery three"):
        searched(opened, unknown, probe, by=by, galleries=("three",))


def test_without_a_calibration_figures_are_null_with_their_reason(
    antigone_home: Path, unknown: Case, by: Actor, tmp_path: Path
) -> None:
    of = recogniser(calibrated=False)
    enrol(tmp_path / "given", "Anna", "Borys", of=of, by=by)
    found = searched(session(antigone_home, of, by), unknown, photograph(tmp_path, "Anna found"), by=by)
    document = search_document(found)
    first = document["candidates"][0]
    assert (first["label"], first["ranking_score"], first["expected_strangers"]) == ("Anna", None, None)
    assert (document["population"], document["calibration"]["sha256"]) == (None, None)
    assert set(document["absent"]) >= {"ranking_score", "false_match_rate", "expected_strangers", "llr"}


def test_the_living_get_a_likelihood_ratio_that_names_its_data(
    opened: SearchSession, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Anna", "Borys", of=of, by=by)
    living = case(by, "L-1", kind=CaseKind.LIVING_UNKNOWN)
    document = search_document(searched(opened, living, photograph(tmp_path, "Anna found"), by=by, strangers=None))
    first = document["candidates"][0]
    wanted = straight_ratios().ratio(first["ranking_score"])
    assert first["llr"] == {
        "log10": pytest.approx(wanted.log10),
        "low": pytest.approx(wanted.low),
        "high": pytest.approx(wanted.high),
        "capped": False,
        "method": "logistic",
        "validated_on": "random numbers",
    }
    assert "llr" not in document["absent"]


@pytest.mark.parametrize(
    ("body_class", "tier"),
    [
        (BodyClass.NATURAL_TISSUE, "the dead with natural tissue"),
        (BodyClass.DECOMPOSED, "the dead whose condition is damaged, decomposed or not stated"),
        (None, "the dead whose condition is damaged, decomposed or not stated"),
    ],
)
def test_the_dead_get_none_and_the_reason(
    antigone_home: Path, by: Actor, tmp_path: Path, body_class: BodyClass | None, tier: str
) -> None:
    enrol(tmp_path / "given", "Anna", of=recogniser(), by=by)
    dead = case(by, "D-1", body_class=body_class)
    opened = session(antigone_home, recogniser(), by)
    document = search_document(searched(opened, dead, photograph(tmp_path, "Anna found"), by=by))
    assert [candidate["llr"] for candidate in document["candidates"]] == [None]
    assert document["absent"]["llr"] == f"no validation data of photographs of {tier}"


def test_many_searches_go_through_one_session_and_one_failure_stops_none(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Anna", "Borys", of=of, by=by)
    requests = [
        request(unknown, photograph(tmp_path, "Anna a", name="a.jpg"), photograph(tmp_path, "Anna b", name="b.jpg")),
        request(unknown, photograph(tmp_path, "damaged", name="c.jpg")),
        request(case(by, "UA-3", expires_on=date(2026, 2, 1)), photograph(tmp_path, "Anna d", name="d.jpg")),
        request(unknown, photograph(tmp_path, "Borys e", name="e.jpg")),
    ]
    outcomes = list(run_searches(opened, requests, by=by, clock=lambda: NOON))
    assert [asked for asked, _ in outcomes] == requests
    found, damaged, expired, last = (outcome for _, outcome in outcomes)
    assert isinstance(damaged, DamagedImage)
    assert isinstance(expired, StateError)
    assert isinstance(found, Search)
    assert isinstance(last, Search)
    assert [search_document(one)["candidates"][0]["label"] for one in (found, last)] == ["Anna", "Borys"]
    assert found.probes.count() == 2


def test_an_enrolment_between_two_searches_is_seen(
    opened: SearchSession, unknown: Case, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "given", "Borys", of=of, by=by)
    probe = photograph(tmp_path, "Anna found")
    searched(opened, unknown, probe, by=by)
    enrol(tmp_path / "later", "Anna", of=of, by=by)
    found = searched(opened, unknown, probe, by=by)
    assert search_document(found)["candidates"][0]["label"] == "Anna"
    assert FrozenCandidate.objects.filter(search=found, rank=1).exists()


@pytest.mark.parametrize("asked", [{"top": 0}, {"top": 1001}, {"strangers": -1.0}, {"strangers": math.nan}])
def test_what_cannot_be_asked_is_a_usage_error(unknown: Case, tmp_path: Path, asked: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        request(unknown, photograph(tmp_path, "Anna found"), **asked)
    with pytest.raises(UsageError, match="needs a photograph"):
        request(unknown)
