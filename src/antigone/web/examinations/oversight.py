"""An examination for those who see to it: opening it, its progress, and what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.examinations.choosing import examiners_for
from antigone.casework.examinations.oversight import examination_summary
from antigone.casework.examinations.services import fill_seats, open_examination
from antigone.casework.examinations.views import ResultView
from antigone.web.examinations.forms import OpenForm
from antigone.web.examinations.showing import signed_number
from antigone.web.shared.access import SignedIn, act, form, page
from antigone.web.shared.forms import refusals_shown


@page(Right.SEE_SCORED_LISTS)
def of_search(request: SignedIn, search: UUID) -> HttpResponse:
    """Progress while examiners are at it; then each candidate with both opinions and what was resolved."""
    view = examination_summary(request.actor, search)
    if view is None:
        return render(request, "web/examinations/none.html", {"search": search})
    results = [{"view": one, "opinions": _words(one)} for one in view.results]
    may_decide = holds(request.actor, Right.ARBITRATE)
    return render(
        request, "web/examinations/summary.html", {"view": view, "results": results, "may_decide": may_decide}
    )


@form(Right.ASSIGN)
def open_list(request: SignedIn, search: UUID) -> HttpResponse:
    """Give a search's list to two examiners."""
    people = [(str(person.id), person.display_name) for person in examiners_for(request.actor, search)]
    sent = OpenForm(request.POST or None, people=people)
    if request.method == "POST" and sent.is_valid():
        first = sent.cleaned_data["first"]
        with refusals_shown(sent):
            open_examination(search=search, first=UUID(first) if first else None, by=request.actor)
        if sent.is_valid():
            return redirect("examinations:of_search", search)
    return render(request, "web/examinations/open.html", {"search": search, "form": sent})


@act(Right.ASSIGN)
def seats(request: SignedIn, examination: UUID) -> HttpResponse:
    """Look again for examiners of empty seats."""
    filled = len(fill_seats(examination=examination, by=request.actor))
    said = ngettext("%(count)s seat was filled.", "%(count)s seats were filled.", filled) % {"count": filled}
    messages.info(request, said if filled else _("Still nobody may examine this list."))
    return redirect("examinations:list")


def _words(result: ResultView) -> list[dict[str, object]]:
    """What each examiner signed last."""
    last = [(one.examiner, one.opinions[-1]) for one in result.opinions if one.opinions]
    return [
        {
            "examiner": examiner,
            "sign": "" if opinion.conclusion is None else signed_number(opinion.conclusion),
            "outcome": "" if opinion.outcome is None else opinion.outcome.label,
            "after_scores": opinion.after_scores,
        }
        for examiner, opinion in last
    ]
