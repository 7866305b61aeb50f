"""A case erased, with all that the workbench keeps of it."""

from datetime import date
from pathlib import Path

import pytest

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.cases.models import Case, CasePhotograph
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import stored_hashes
from antigone.casework.galleries.holds import lift_hold, set_hold
from antigone.casework.galleries.models import ErasureReceipt, HoldKind
from antigone.casework.jobs.models import Job
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.searches.erasure import erase_case
from antigone.casework.searches.exclusions import exclude
from antigone.casework.searches.known import as_probe
from antigone.casework.searches.models import Exclusion, ScoredListView, Search
from antigone.casework.searches.services import run_search
from antigone.casework.searches.submitting import submit_search
from antigone.engine.errors import Forbidden, StateError
from builders.people import person
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, case, case_photograph, enrol, request, session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def worked_on(antigone_home: Path, tmp_path: Path, by: Actor) -> Case:
    """A case with a photograph, a search, a view of its list, an exclusion and a job."""
    of = recogniser()
    enrol(tmp_path / "given", "Anna", of=of, by=by)
    unknown = case(by, expires_on=date(2199, 1, 1))
    photograph = case_photograph(unknown, "Anna found", by=by, read_with=of)
    asked = request(unknown, as_probe(photograph, of))
    found = run_search(session(antigone_home, of, by), asked, by=by, clock=lambda: NOON)
    exclude(candidate=found.candidates.get(), reasons="The ears differ.", by=by)
    submit_search(case=unknown, photographs=[photograph], galleries=[], by=by)
    return unknown


def test_nothing_of_it_is_left_but_the_receipt(worked_on: Case, by: Actor) -> None:
    kept_for_the_gallery = set(Photograph.objects.filter(references__isnull=False).values_list("sha256", flat=True))
    receipt = erase_case(case=worked_on, by=by, clock=lambda: NOON).document()
    for model in (Case, CasePhotograph, Search, ScoredListView, Exclusion, Job):
        assert not model.objects.exists(), model
    assert StoredTemplate.objects.count() == 1
    assert set(stored_hashes(originals_folder())) == kept_for_the_gallery
    assert (receipt["case"], receipt["searches_and_comparisons"], receipt["jobs"]) == ("UA-1", 1, 1)
    assert (receipt["templates"], len(receipt["photographs_destroyed"])) == (1, 1)  # type: ignore[arg-type]
    document = ErasureReceipt.objects.get().document
    assert (document["kind"], document["photographs_destroyed"]) == ("case", 1)
    assert receipt["receipt"] == document["receipt"]


def test_a_legal_hold_keeps_it(worked_on: Case, by: Actor) -> None:
    hold = set_hold(kind=HoldKind.CASE, about=worked_on.id, reason="Court order 5", by=by)
    with pytest.raises(StateError, match="Court order 5"):
        erase_case(case=worked_on, by=by)
    assert Search.objects.exists()
    lift_hold(hold=hold, reason="The court has decided.", by=by)
    erase_case(case=worked_on, by=by)
    assert not Case.objects.exists()


def test_a_registrar_does_not_erase(worked_on: Case, by: Actor) -> None:
    registrar = person(Agency.objects.get(pk=by.agency), Role.REGISTRAR).actor(Door.WEB)
    with pytest.raises(Forbidden):
        erase_case(case=worked_on, by=registrar)
    assert Case.objects.exists()
