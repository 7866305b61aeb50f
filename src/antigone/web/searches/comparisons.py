"""Two photographs of a case, one against the other: asked for, and what came of it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.cases.photographs import photographs_of
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.reports.filling import draw_comparison
from antigone.casework.reports.wording import absence_text, figure_text, ratio_text
from antigone.casework.searches.models import Comparison
from antigone.casework.searches.selectors import comparison_by_id
from antigone.casework.searches.submitting import submit_comparison
from antigone.engine.errors import NotFound
from antigone.web.searches.forms import ComparisonForm
from antigone.web.shared.access import SignedIn, form, page
from antigone.web.shared.forms import refusals_shown
from antigone.web.shared.pictures import picture_response, sealed


@form(Right.SEARCH)
def new(request: SignedIn, case: UUID) -> HttpResponse:
    """Choose two; sent back, they are handed to the workers and the progress shown."""
    of = case_by_id(request.actor, case)
    photographs = photographs_of(of)
    asked = ComparisonForm(request.POST if request.method == "POST" else None, photographs=photographs)
    if asked.is_valid():
        with refusals_shown(asked):
            first, second = asked.chosen()
            job = submit_comparison(case=of, first=first, second=second, by=request.actor)
            return redirect("jobs:show", job.id)
    return render(request, "web/searches/compare.html", {"form": asked, "case": of, "photographs": photographs})


@page(Right.READ_CASES)
def show(request: SignedIn, comparison: UUID) -> HttpResponse:
    """Both photographs for whoever sees the case; the figures for those alone who may see scores."""
    found = comparison_by_id(request.actor, comparison)
    probes = found.probes.select_related("photograph")
    shown = {"comparison": found, "probes": probes, "figures": _figures(found)}
    return render(request, "web/searches/comparison.html", shown)


@page(Right.READ_CASES)
def photograph(request: SignedIn, comparison: UUID, order: int) -> HttpResponse:
    """One of the two."""
    found = comparison_by_id(request.actor, comparison).probes.select_related("photograph").filter(order=order).first()
    if found is None or found.photograph is None:
        raise NotFound(_("There is no such photograph."))
    return picture_response(request, found.photograph)


@page(Right.SEE_SCORED_LISTS)
def sheet(request: SignedIn, comparison: UUID) -> HttpResponse:
    """The comparison sheet, a PNG with the figures on it."""
    found = comparison_by_id(request.actor, comparison)
    drawn = draw_comparison(found)
    if drawn is None:
        raise NotFound(_("One of the photographs shows no face, so there is no sheet."))
    response = sealed(HttpResponse(drawn, content_type="image/png"))
    response.headers["Content-Disposition"] = f'attachment; filename="comparison-{found.id}.png"'
    return response


def _figures(comparison: Comparison) -> dict[str, str]:
    """As texts, empty where there is none."""
    figures = comparison.figures
    if figures is None:
        return {}
    ratio = figures.get("llr")
    return {
        "score": f"{figures['score']:.3f}",
        "ranking_score": "" if figures["ranking_score"] is None else f"{figures['ranking_score']:.2f}",
        "false_match_rate": figure_text(figures["false_match_rate"]),
        "ratio": ratio_text(ratio) if ratio else absence_text(figures.get("llr_absent", "")),
    }
