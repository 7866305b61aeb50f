"""Reads of the room: who sees which case."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case, CaseKind, CaseState, Closing
from antigone.engine.errors import NotFound

__all__ = ["CaseFilter", "can_become_members", "case_by_id", "case_by_number", "cases_of", "find_case", "listed_cases"]

_OF_THE_WHOLE_AGENCY = {Role.SUPERVISOR.value, Role.AUDITOR.value}
_ORDERS = {"number": "number", "opened": "opened_at", "expires": "expires_on"}
_OF_THEIR_OWN = {Role.REGISTRAR.value, Role.EXAMINER.value, Role.LIAISON.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases a list shows: text of the number, kind, state, those of the viewer's own; all where nothing is said.

    order: number, opened or expires, with a minus for the other way round.
    """

    number: str = ""
    kind: CaseKind | None = None
    state: CaseState | None = None
    mine: bool = False
    order: str = "-opened"


def cases_of(viewer: Actor) -> QuerySet[Case]:
    """The cases that the viewer sees, by number: all of their agency, those they are a member of, or none."""
    cases = Case.objects.filter(agency=viewer.agency, seeded=False).select_related("agency")
    if viewer.roles & _OF_THE_WHOLE_AGENCY:
        return cases
    if viewer.roles & _OF_THEIR_OWN:
        return cases.filter(memberships__user=viewer.user)
    return cases.none()


def listed_cases(viewer: Actor, wanted: CaseFilter) -> QuerySet[Case]:
    """Those the viewer sees and wants; each with `is_closed` and `photographs_in_use`."""
    standing = Closing.objects.filter(case=OuterRef("pk"), reopened_at__isnull=True)
    in_use = Count("photographs", filter=Q(photographs__withdrawn_at__isnull=True), distinct=True)
    cases = cases_of(viewer).annotate(is_closed=Exists(standing), photographs_in_use=in_use)
    if wanted.number.strip():
        cases = cases.filter(number__icontains=wanted.number.strip())
    if wanted.kind is not None:
        cases = cases.filter(kind=wanted.kind)
    if wanted.state is not None:
        cases = cases.filter(is_closed=wanted.state is CaseState.CLOSED)
    if wanted.mine:
        cases = cases.filter(pk__in=Case.objects.filter(memberships__user=viewer.user))
    sign, name = ("-", wanted.order[1:]) if wanted.order.startswith("-") else ("", wanted.order)
    return cases.order_by(sign + _ORDERS.get(name, "opened_at"), "number")


def case_by_id(viewer: Actor, case: UUID) -> Case:
    """Raises NotFound where there is no such case, or none for the viewer."""
    found = cases_of(viewer).filter(pk=case).first()
    if found is None:
        raise NotFound(_("There is no such case."))
    return found


def find_case(viewer: Actor, number: str) -> Case | None:
    """The case of that number, or None."""
    return cases_of(viewer).filter(number=number.strip()).first()


def case_by_number(viewer: Actor, number: str) -> Case:
    """The case of that number. Raises NotFound where the viewer sees none."""
    case = find_case(viewer, number)
    if case is None:
        raise NotFound(f"There is no case {number}.", advice="`antigone cases list` shows those there are.")
    return case


def can_become_members(case: Case) -> QuerySet[User]:
    """Active people of the agency whose roles let them see cases, and who are no members yet."""
    roles = [role.value for role in Role if Right.READ_CASES in RIGHTS[role] and role != Role.AUDITOR]
    people = User.objects.filter(agency=case.agency_id, is_active=True, roles_held__role__in=roles)
    return people.exclude(pk__in=case.memberships.values("user")).distinct().order_by("display_name")
