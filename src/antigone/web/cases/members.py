"""Who works on a case."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.members import add_member, remove_member
from antigone.casework.cases.selectors import case_by_id
from antigone.engine.errors import NotFound
from antigone.web.cases.forms import MemberForm
from antigone.web.shared.access import SignedIn, act, form
from antigone.web.shared.forms import refusals_shown


@form(Right.READ_CASES)
def show(request: SignedIn, case: UUID) -> HttpResponseBase:
    """The members, and a form to add one."""
    found = case_by_id(request.actor, case)
    filled = MemberForm(request.POST or None, case=found)
    if filled.is_valid():
        with refusals_shown(filled):
            add_member(case=found, user=filled.cleaned_data["user"], by=request.actor, now=timezone.now())
            return redirect("cases:members", found.id)
    memberships = found.memberships.select_related("user").prefetch_related("user__roles_held")
    context = {"case": found, "tab": "members", "form": filled, "memberships": memberships}
    return render(request, "web/cases/members.html", context)


@act(Right.WRITE_CASES)
def remove(request: SignedIn, case: UUID, user: UUID) -> HttpResponseBase:
    """Take the case from somebody's sight."""
    found = case_by_id(request.actor, case)
    person = User.objects.filter(pk=user, agency=found.agency_id).first()
    if person is None:
        raise NotFound("There is no such person.")
    remove_member(case=found, user=person, by=request.actor)
    # Whoever takes themselves off a case may not see its page any more.
    return redirect("cases:list") if person.id == request.user.id else redirect("cases:members", found.id)
