"""Photographs of a search: its probes for whoever sees the case, its candidates for whoever has opened the list."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.searches.models import CandidateParticulars
from antigone.casework.searches.seen import has_seen
from antigone.casework.searches.selectors import search_by_id
from antigone.engine.errors import Forbidden, NotFound
from antigone.web.shared.access import SignedIn, page
from antigone.web.shared.pictures import picture_response


@page(Right.READ_CASES)
def probe(request: SignedIn, search: UUID, order: int) -> HttpResponse:
    """What was searched with."""
    probes = search_by_id(request.actor, search).probes.select_related("photograph")
    found = probes.filter(order=order).first()
    if found is None or found.photograph is None:
        raise NotFound(_("There is no such photograph."))
    return picture_response(request, found.photograph)


@page(Right.SEE_SCORED_LISTS)
def candidate(request: SignedIn, search: UUID, rank: int) -> HttpResponse:
    """The reference that scored. Its rank is part of the address: for those alone who have seen the list."""
    found = search_by_id(request.actor, search)
    if not has_seen(found, request.user.pk):
        raise Forbidden(_("Open the scored list first."))
    particulars = CandidateParticulars.objects.select_related("reference__photograph")
    row = particulars.filter(candidate__search=found, candidate__rank=rank).first()
    if row is None or row.reference.photograph is None:
        raise NotFound(_("There is no such photograph."))
    return picture_response(request, row.reference.photograph)
