"""A search of a case is asked for."""

from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render

from antigone.casework.accounts.roles import Right
from antigone.casework.cases.photographs import photographs_of
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.galleries.selectors import searchable_galleries
from antigone.casework.searches.submitting import submit_search
from antigone.web.searches.forms import SearchForm
from antigone.web.shared.access import SignedIn, form
from antigone.web.shared.forms import refusals_shown


@form(Right.SEARCH)
def new(request: SignedIn, case: UUID) -> HttpResponse:
    """The form; sent back, the search is handed to the workers and its progress shown."""
    of = case_by_id(request.actor, case)
    photographs = photographs_of(of)
    galleries = list(searchable_galleries(request.actor).select_related("agency").annotate(people=Count("subjects")))
    asked = SearchForm(request.POST or None, photographs=photographs, galleries=galleries)
    if request.method == "POST" and asked.is_valid():
        with refusals_shown(asked):
            job = submit_search(case=of, by=request.actor, **asked.asked())
            return redirect("jobs:show", job.id)
    shown = {"form": asked, "case": of, "photographs": photographs, "galleries": galleries}
    return render(request, "web/searches/new.html", shown)
