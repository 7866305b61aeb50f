"""Identity established: by what identifies, by a named official, and by nothing else."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.cases.closing import ClosingRequest, close_case, reopen_case
from antigone.casework.cases.models import Basis, CaseKind, CaseState
from antigone.casework.cases.policy import require_searchable
from antigone.engine.errors import Forbidden, StateError, UsageError
from builders.people import agency
from casework.cases.builders import NOON, actor, case_of

pytestmark = pytest.mark.django_db

TEETH = ClosingRequest(
    basis=Basis.ODONTOLOGY,
    laboratory="Institute of forensic medicine",
    reference="Report 12/2026",
    decided_on=date(2026, 2, 27),
    official="O. Kovalenko",
    established_name="Іван Франко",
)


@pytest.fixture
def supervisor() -> Actor:
    return actor(agency(), Role.SUPERVISOR)


def test_a_closed_case_is_searched_no_more_until_it_is_open_again(supervisor: Actor) -> None:
    case = case_of(supervisor)
    close_case(case=case, request=TEETH, by=supervisor, now=NOON)
    assert case.state == CaseState.CLOSED
    event = Event.objects.order_by("seq").last()
    assert event.name == "cases.case.closed"
    assert "Франко" not in event.payload
    assert "Kovalenko" not in event.payload
    with pytest.raises(StateError, match="the identity is established"):
        require_searchable(case, today=NOON.date())
    with pytest.raises(StateError, match="is closed"):
        close_case(case=case, request=TEETH, by=supervisor, now=NOON)
    with pytest.raises(UsageError, match="Say why"):
        reopen_case(case=case, reason="  ", by=supervisor, now=NOON)
    reopen_case(case=case, reason="The laboratory withdrew its report.", by=supervisor, now=NOON)
    assert case.state == CaseState.OPEN
    require_searchable(case, today=NOON.date())
    assert case.closings.get().reopened_reason == "The laboratory withdrew its report."
    with pytest.raises(StateError, match="is open"):
        reopen_case(case=case, reason="Again", by=supervisor, now=NOON)
    close_case(case=case, request=replace(TEETH, reference="Report 13/2026"), by=supervisor, now=NOON)
    assert [one.reference for one in case.closings.all()] == ["Report 12/2026", "Report 13/2026"]


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"laboratory": " "}, "needs the laboratory"),
        ({"basis": Basis.AUTHORITY, "laboratory": ""}, "needs the authority"),
        ({"reference": ""}, "Give the reference"),
        ({"official": " "}, "Name the official"),
        ({"established_name": ""}, "whose identity"),
        ({"official": "two\nlines"}, "A line takes"),
    ],
)
def test_nothing_may_be_missing(changed: dict[str, object], refused: str) -> None:
    with pytest.raises(UsageError, match=refused):
        replace(TEETH, **changed)  # type: ignore[arg-type]


def test_a_person_of_a_gallery_needs_no_name_beside(supervisor: Actor) -> None:
    subject = uuid4()
    request = replace(TEETH, established_name="", subject_uuid=subject)
    assert close_case(case=case_of(supervisor), request=request, by=supervisor, now=NOON).subject_uuid == subject


@pytest.mark.parametrize("basis", [Basis.OWN_STATEMENT, Basis.PAPERS])
def test_a_statement_and_papers_are_for_the_living_unknown_alone(supervisor: Actor, basis: Basis) -> None:
    request = replace(TEETH, basis=basis, laboratory="", reference="")
    for kind in (CaseKind.DECEASED, CaseKind.CUSTODY):
        case = case_of(supervisor, kind=kind, number=kind.value)
        with pytest.raises(UsageError, match="living unknown person only"):
            close_case(case=case, request=request, by=supervisor, now=NOON)
    close_case(case=case_of(supervisor, kind=CaseKind.LIVING_UNKNOWN), request=request, by=supervisor, now=NOON)


def test_a_decision_is_not_of_tomorrow(supervisor: Actor) -> None:
    request = replace(TEETH, decided_on=date(2026, 3, 2))
    with pytest.raises(UsageError, match="still to come"):
        close_case(case=case_of(supervisor), request=request, by=supervisor, now=NOON)


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.EXAMINER, Role.LIAISON, Role.AUDITOR])
def test_only_a_supervisor_closes_and_opens_again(role: Role) -> None:
    bureau = agency()
    supervisor, other = actor(bureau, Role.SUPERVISOR), actor(bureau, role)
    case = case_of(supervisor)
    with pytest.raises(Forbidden):
        close_case(case=case, request=TEETH, by=other, now=NOON)
    close_case(case=case, request=TEETH, by=supervisor, now=NOON)
    with pytest.raises(Forbidden):
        reopen_case(case=case, reason="Doubt", by=other, now=NOON)
