"""Whom a person who opens an examination may name for its first seat."""

from uuid import UUID

from django.db.models import QuerySet

from antigone.casework.accounts.models import User
from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.examinations.eligibility import refusal
from antigone.casework.searches.selectors import search_by_id

__all__ = ["examiners_for"]


def examiners_for(viewer: Actor, search: UUID) -> tuple[User, ...]:
    """By name. Raises Forbidden without the right to assign, NotFound for a search the viewer does not see."""
    require(viewer, Right.ASSIGN)
    found = search_by_id(viewer, search)
    people: QuerySet[User] = User.objects.filter(agency=viewer.agency, is_active=True, is_local_operator=False)
    return tuple(one for one in people.order_by("display_name") if not refusal(one, found, taken=()))
