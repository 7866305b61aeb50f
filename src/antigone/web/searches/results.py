"""What came of searches, without a score: outcome, basis, and how many candidates there are."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from antigone.casework.accounts.roles import Right
from antigone.casework.cases.policy import is_searchable
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.searches.seen import has_seen
from antigone.casework.searches.selectors import comparisons_of, search_by_id, searches_of
from antigone.web.searches.summaries import summaries_of, summary_of
from antigone.web.shared.access import SignedIn, page


@page(Right.READ_CASES)
def show(request: SignedIn, search: UUID) -> HttpResponse:
    """The result as everybody on the case may see it, examiners too."""
    found = search_by_id(request.actor, search)
    shown = {
        "search": found,
        "summary": summary_of(found),
        "probes": found.probes.select_related("photograph"),
        "views": found.views.select_related("user"),
        "has_seen": has_seen(found, request.user.pk),
    }
    return render(request, "web/searches/show.html", shown)


@page(Right.READ_CASES)
def of_case(request: SignedIn, case: UUID) -> HttpResponse:
    """A case's searches, newest first: a part of the case's page."""
    of = case_by_id(request.actor, case)
    summaries = summaries_of(searches_of(request.actor, of).order_by("-done_at"))
    comparisons = comparisons_of(request.actor, of).order_by("-done_at").prefetch_related("probes")
    shown = {
        "case": of,
        "summaries": summaries,
        "comparisons": comparisons,
        "is_searchable": is_searchable(of, today=timezone.localdate()),
    }
    return render(request, "web/searches/of_case.html", shown)
