"""Reads of the room; whoever sees a case sees its searches."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case
from antigone.casework.cases.selectors import cases_of
from antigone.casework.searches.documents import comparison_document, search_document
from antigone.casework.searches.models import Comparison, Search
from antigone.engine.errors import NotFound

__all__ = [
    "comparison_by_id",
    "comparison_document",
    "comparisons_of",
    "search_by_id",
    "search_document",
    "searches_of",
]


def searches_of(viewer: Actor, case: Case) -> QuerySet[Search]:
    """A case's searches, oldest first."""
    return Search.objects.filter(case=case, case__in=cases_of(viewer))


def comparisons_of(viewer: Actor, case: Case) -> QuerySet[Comparison]:
    """A case's one-to-one comparisons, oldest first."""
    return Comparison.objects.filter(case=case, case__in=cases_of(viewer))


def search_by_id(viewer: Actor, search: UUID) -> Search:
    """Raises NotFound where it is of no case that the viewer sees."""
    found = Search.objects.filter(pk=search, case__in=cases_of(viewer)).select_related("case").first()
    if found is None:
        raise NotFound(
            _("There is no search %(search)s.") % {"search": search},
            advice=_("The case's own page, or `antigone cases show NUMBER`, lists its searches."),
        )
    return found


def comparison_by_id(viewer: Actor, comparison: UUID) -> Comparison:
    """Raises NotFound where it is of no case that the viewer sees."""
    found = Comparison.objects.filter(pk=comparison, case__in=cases_of(viewer)).select_related("case").first()
    if found is None:
        raise NotFound(_("There is no such comparison."))
    return found
