"""A case held for a court, and a case erased."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.examinations.models import Examination
from antigone.casework.galleries.holds import set_hold, standing_holds
from antigone.casework.galleries.models import HoldKind
from antigone.casework.galleries.tasks import order_completion
from antigone.casework.searches.erasure import erase_case
from antigone.casework.searches.selectors import comparisons_of, searches_of
from antigone.web.shared.access import SignedIn, form
from antigone.web.shared.forms import ReasonForm


@form(Right.HOLD)
def hold(request: SignedIn, case: UUID) -> HttpResponseBase:
    """Keep the case from being erased."""
    found, given = case_by_id(request.actor, case), ReasonForm(request.POST or None)
    if given.is_valid():
        set_hold(kind=HoldKind.CASE, about=found.id, reason=given.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("The case is under legal hold."))
        return redirect("cases:show", found.id)
    context = {"case": found, "tab": "case", "form": given}
    return render(request, "web/cases/hold.html", context, status=422 if given.errors else 200)


@form(Right.ERASE_CASES)
def erase(request: SignedIn, case: UUID) -> HttpResponseBase:
    """Say what will go, then let it go. Whoever erases writes the number: the button alone is too near."""
    found, wrong = case_by_id(request.actor, case), ""
    if request.method == "POST":
        if request.POST.get("number", "").strip() == found.number:
            receipt = erase_case(case=found, by=request.actor).receipt
            order_completion(by=request.actor)
            return redirect("galleries:receipt", receipt.id)
        wrong = _("This is not the case's number.")
    context = {
        "case": found,
        "tab": "case",
        "wrong": wrong,
        "photographs": found.photographs.count(),
        "searches": searches_of(request.actor, found).count(),
        "comparisons": comparisons_of(request.actor, found).count(),
        "examinations": Examination.objects.filter(search__case=found).count(),
        "hold": standing_holds(request.actor).filter(about=found.id).first(),
        "may_lift": holds(request.actor, Right.HOLD),
    }
    return render(request, "web/cases/erase.html", context, status=422 if wrong else 200)
