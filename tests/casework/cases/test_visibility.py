"""Who sees which case, who works on it, and who may write to it."""

import pytest

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door
from antigone.casework.audit.models import Event
from antigone.casework.cases.condition import Condition, describe_case
from antigone.casework.cases.members import add_member, remove_member
from antigone.casework.cases.models import Case, CaseKind, CaseState
from antigone.casework.cases.selectors import CaseFilter, can_become_members, case_by_id, cases_of, listed_cases
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from builders.people import agency, person
from casework.cases.builders import NOON, actor, case_of

pytestmark = pytest.mark.django_db


def numbers(viewer: object) -> list[str]:
    return [case.number for case in cases_of(viewer)]  # type: ignore[arg-type]


def test_members_see_their_case_and_supervisors_and_auditors_all() -> None:
    bureau, other = agency(), agency("Another")
    registrar = actor(bureau, Role.REGISTRAR)
    case_of(registrar)
    assert numbers(registrar) == ["UA-7"]
    assert numbers(actor(bureau, Role.SUPERVISOR)) == ["UA-7"]
    assert numbers(actor(bureau, Role.AUDITOR)) == ["UA-7"]
    for role in (Role.EXAMINER, Role.LIAISON, Role.GALLERY_MANAGER, Role.ADMINISTRATOR):
        assert numbers(actor(bureau, role)) == []
    assert numbers(actor(bureau, Role.REGISTRAR, name="second")) == []
    assert numbers(actor(other, Role.SUPERVISOR, name="far")) == []


def test_a_member_sees_the_case_until_they_are_removed() -> None:
    bureau = agency()
    registrar, examiner = actor(bureau, Role.REGISTRAR), person(bureau, Role.EXAMINER)
    case = case_of(registrar)
    assert list(can_become_members(case)) == [examiner]
    add_member(case=case, user=examiner, by=registrar, now=NOON)
    assert case_by_id(examiner.actor(Door.WEB), case.id) == case
    with pytest.raises(UsageError, match="cannot be added"):
        add_member(case=case, user=examiner, by=registrar, now=NOON)
    remove_member(case=case, user=examiner, by=registrar)
    with pytest.raises(NotFound):
        case_by_id(examiner.actor(Door.WEB), case.id)
    with pytest.raises(StateError, match="does not work on this case"):
        remove_member(case=case, user=examiner, by=registrar)
    assert [event.name for event in Event.objects.order_by("seq")][-2:] == [
        "cases.member.added",
        "cases.member.removed",
    ]


@pytest.mark.parametrize("role", [Role.GALLERY_MANAGER, Role.ADMINISTRATOR])
def test_nobody_joins_whose_role_sees_no_cases(role: Role) -> None:
    bureau = agency()
    registrar = actor(bureau, Role.REGISTRAR)
    with pytest.raises(UsageError):
        add_member(case=case_of(registrar), user=person(bureau, role), by=registrar, now=NOON)


def test_nobody_of_another_agency_joins() -> None:
    registrar = actor(agency(), Role.REGISTRAR)
    stranger = person(agency("Another"), Role.EXAMINER)
    with pytest.raises(UsageError):
        add_member(case=case_of(registrar), user=stranger, by=registrar, now=NOON)


def test_who_may_not_write_is_refused() -> None:
    bureau = agency()
    case, examiner = case_of(actor(bureau, Role.REGISTRAR)), actor(bureau, Role.EXAMINER)
    with pytest.raises(Forbidden):
        case_of(examiner, number="UA-8")
    with pytest.raises(Forbidden):
        describe_case(case=case, condition=Condition(), by=examiner)
    with pytest.raises(NotFound):
        describe_case(case=case, condition=Condition(), by=actor(bureau, Role.REGISTRAR, name="second"))
    with pytest.raises(NotFound):
        add_member(
            case=case,
            user=User.objects.get(pk=examiner.user),
            by=actor(bureau, Role.REGISTRAR, name="third"),
            now=NOON,
        )


def test_a_known_answers_pseudo_case_is_no_case() -> None:
    registrar = actor(agency(), Role.REGISTRAR)
    Case.objects.filter(pk=case_of(registrar).pk).update(seeded=True)
    assert numbers(registrar) == []


def test_the_list_is_narrowed_and_ordered() -> None:
    bureau = agency()
    registrar, supervisor = actor(bureau, Role.REGISTRAR), actor(bureau, Role.SUPERVISOR)
    for number, kind in (("B-1", CaseKind.DECEASED), ("A-2", CaseKind.CUSTODY)):
        case_of(registrar, number=number, kind=kind)
    case_of(supervisor, number="C-3")

    def listed(**wanted: object) -> list[str]:
        asked = CaseFilter(order="number", **wanted)  # type: ignore[arg-type]
        return [case.number for case in listed_cases(supervisor, asked)]

    assert listed() == ["A-2", "B-1", "C-3"]
    assert listed(number="b-") == ["B-1"]
    assert listed(kind=CaseKind.CUSTODY) == ["A-2"]
    assert listed(mine=True) == ["C-3"]
    assert listed(state=CaseState.CLOSED) == []
