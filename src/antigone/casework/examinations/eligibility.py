"""Who may examine a list."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import User
from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import RIGHTS, Right, Role
from antigone.casework.audit import Door
from antigone.casework.examinations.models import Assignment, Examination
from antigone.casework.searches.models import Search
from antigone.casework.searches.seen import has_seen

__all__ = ["candidates_for_seat", "refusal", "why_nobody"]

_EXAMINING_ROLES = [role.value for role in Role if Right.EXAMINE in RIGHTS[role]]


def refusal(user: User, search: Search, *, taken: Collection[UUID]) -> str:
    """Why this person cannot examine the search's list, a sentence; empty where they can.

    taken: those who have, or had, a list of the same examination. Whoever asked for the search may examine it, as long
    as its scores were not shown to them, through any door.
    """
    named = {"name": user.display_name}
    if user.agency_id != search.case.agency_id or not user.is_active:
        return _("%(name)s does not work for this agency, or not any more.") % named
    if not holds(user.actor(Door.WEB), Right.EXAMINE):
        return _("%(name)s is no examiner.") % named
    if user.id in taken:
        return _("%(name)s has, or had, this list already; nobody is their own second examiner.") % named
    if has_seen(search, user.id):
        return _("%(name)s has seen this list with its scores and can no longer examine it blind.") % named
    return ""


def candidates_for_seat(search: Search, *, taken: Collection[UUID]) -> list[User]:
    """Those with the fewest open lists among all who may examine this one; several where they are equal."""
    is_open = Q(assignments__completed_at=None, assignments__declined_at=None, assignments__isnull=False)
    people = (
        User.objects.filter(
            agency=search.case.agency_id, is_active=True, is_local_operator=False, roles_held__role__in=_EXAMINING_ROLES
        )
        .annotate(lists=Count("assignments", filter=is_open, distinct=True))
        .order_by("pk")
    )
    able = [person for person in people.distinct() if not refusal(person, search, taken=taken)]
    fewest = min((person.lists for person in able), default=0)
    return [person for person in able if person.lists == fewest]


def people_of(examination: Examination) -> set[UUID]:
    """All who have or had a list of it, those who declined too."""
    return set(Assignment.objects.filter(examination=examination).values_list("examiner", flat=True))


def why_nobody(examination: Examination, *, empty: int) -> str:
    """Why seats are empty, a sentence; empty where none is."""
    if empty == 0:
        return ""
    if empty == examination.seats:
        return _("No examiner could be found: everybody who may examine has seen this list's scores, or declined.")
    return _(
        "The second examiner is missing: nobody else here may examine this list. Add an examiner, or look again once "
        "one is there; the outcome waits for two."
    )
