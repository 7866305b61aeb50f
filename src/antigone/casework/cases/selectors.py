"""Reads of the room; an agency sees its own cases."""

from django.db.models import QuerySet

from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case
from antigone.engine.errors import NotFound

__all__ = ["case_by_number", "cases_of", "find_case"]


def cases_of(viewer: Actor) -> QuerySet[Case]:
    """The cases of the viewer's agency, by number."""
    return Case.objects.filter(agency=viewer.agency).select_related("agency")


def find_case(viewer: Actor, number: str) -> Case | None:
    """The case of that number, or None."""
    return cases_of(viewer).filter(number=number.strip()).first()


def case_by_number(viewer: Actor, number: str) -> Case:
    """The case of that number. Raises NotFound where the viewer's agency has none."""
    case = find_case(viewer, number)
    if case is None:
        raise NotFound(f"There is no case {number}.", advice="`antigone cases list` shows those there are.")
    return case
