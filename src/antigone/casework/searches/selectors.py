"""Reads of the room; an agency sees the searches of its own cases."""

from uuid import UUID

from django.db.models import QuerySet

from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case
from antigone.casework.searches.documents import comparison_document, search_document
from antigone.casework.searches.models import Comparison, Search
from antigone.engine.errors import NotFound

__all__ = ["comparison_document", "comparisons_of", "search_by_id", "search_document", "searches_of"]


def searches_of(viewer: Actor, case: Case) -> QuerySet[Search]:
    """A case's searches, oldest first."""
    return Search.objects.filter(case=case, case__agency=viewer.agency)


def comparisons_of(viewer: Actor, case: Case) -> QuerySet[Comparison]:
    """A case's one-to-one comparisons, oldest first."""
    return Comparison.objects.filter(case=case, case__agency=viewer.agency)


def search_by_id(viewer: Actor, search: UUID) -> Search:
    """Raises NotFound where the viewer's agency has no such search."""
    found = Search.objects.filter(pk=search, case__agency=viewer.agency).first()
    if found is None:
        raise NotFound(f"There is no search {search}.", advice="`antigone cases show NUMBER` lists those of a case.")
    return found
