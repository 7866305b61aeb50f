"""The list with its scores. Whoever opens it can no longer be its examiner: a step of its own, and logged."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.examinations.scored_lists import open_scored_list
from antigone.casework.reports.filling import draw_search
from antigone.casework.searches.exclusions import exclusion_on, lift
from antigone.casework.searches.seen import has_seen
from antigone.casework.searches.selectors import search_by_id
from antigone.web.searches.forms import LiftForm
from antigone.web.searches.listing import listing_of
from antigone.web.searches.summaries import summary_of
from antigone.web.shared.access import SignedIn, act, form
from antigone.web.shared.pictures import sealed


@form(Right.SEE_SCORED_LISTS)
def scored(request: SignedIn, search: UUID) -> HttpResponse:
    """The scored list, for whoever has said that they want to see it; the others are asked on the result's page."""
    found = search_by_id(request.actor, search)
    if request.method == "POST":
        open_scored_list(search=found, by=request.actor)
        return redirect("searches:scored", search)
    if not has_seen(found, request.user.pk):
        return redirect("searches:show", search)
    shown = {"search": found, "summary": summary_of(found), "listing": listing_of(found)}
    return render(request, "web/searches/scored.html", shown)


@act(Right.SEE_SCORED_LISTS)
def sheet(request: SignedIn, search: UUID) -> HttpResponse:
    """The candidate sheet, a PNG. It has the scores on it: to take it is to see them."""
    found = search_by_id(request.actor, search)
    open_scored_list(search=found, by=request.actor)
    response = sealed(HttpResponse(draw_search(found), content_type="image/png"))
    response.headers["Content-Disposition"] = f'attachment; filename="search-{found.id}.png"'
    return response


@act(Right.ARBITRATE)
def lift_exclusion(request: SignedIn, search: UUID, exclusion: UUID) -> HttpResponse:
    """A supervisor lets an excluded subject come back to examination; lists that were made stay as they are."""
    found = search_by_id(request.actor, search)
    told = LiftForm(request.POST)
    told.is_valid()
    reason = told.cleaned_data.get("reason", "")
    lift(exclusion=exclusion_on(found, exclusion), reason=reason, by=request.actor)
    messages.success(request, _("The exclusion is lifted: the person will be examined when a search lists them again."))
    return redirect("searches:scored", found.id)
