"""The end of a case, and its beginning again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.closing import close_case, reopen_case
from antigone.casework.cases.selectors import case_by_id
from antigone.web.cases.forms import ClosingForm, ReopenForm
from antigone.web.shared.access import SignedIn, act, form
from antigone.web.shared.forms import refusals_shown


@form(Right.READ_CASES)
def show(request: SignedIn, case: UUID) -> HttpResponseBase:
    """What was established, and the form to establish it."""
    found = case_by_id(request.actor, case)
    filled = ClosingForm(request.POST or None, case=found)
    if request.method == "POST":
        require(request.actor, Right.CLOSE_CASES)
    if filled.is_valid():
        with refusals_shown(filled):
            close_case(case=found, request=filled.request(), by=request.actor, now=timezone.now())
            messages.success(request, _("Identity established: the case is closed."))
            return redirect("cases:closing", found.id)
    context = {
        "case": found,
        "tab": "closing",
        "form": filled,
        "reopen_form": ReopenForm(),
        "closing": found.closing,
        "former": found.closings.filter(reopened_at__isnull=False).select_related("by", "reopened_by"),
    }
    return render(request, "web/cases/closing.html", context)


@act(Right.CLOSE_CASES)
def reopen(request: SignedIn, case: UUID) -> HttpResponseBase:
    """Doubt what was established."""
    found = case_by_id(request.actor, case)
    reopen_case(case=found, reason=request.POST.get("reason", ""), by=request.actor, now=timezone.now())
    messages.success(request, _("The case is open again."))
    return redirect("cases:closing", found.id)
