"""Links that are shown once: to join, and to get in again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from antigone.casework.accounts.invitations import LASTS, invite, renew_access, withdraw
from antigone.casework.accounts.people import person_by_id
from antigone.casework.accounts.roles import Right
from antigone.web.people.forms import InvitationForm
from antigone.web.shared.access import SignedIn, act, form
from antigone.web.shared.forms import refusals_shown
from antigone.web.shared.once import shown_once


@form(Right.MANAGE_ACCOUNTS)
def invite_person(request: SignedIn) -> HttpResponse:
    """Ask who is to join; the answer is the page with the link."""
    asked = InvitationForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        name = asked.cleaned_data["display_name"]
        with refusals_shown(asked):
            token = invite(roles=asked.chosen(), display_name=name, by=request.actor)
            return link_page(request, token, name)
    return render(request, "web/people/invite.html", {"form": asked})


@act(Right.MANAGE_ACCOUNTS)
def renew(request: SignedIn, person: UUID) -> HttpResponse:
    """A link by which somebody sets a new password."""
    token = renew_access(person, by=request.actor)
    return link_page(request, token, person_by_id(request.actor, person).display_name, renews=True)


@act(Right.MANAGE_ACCOUNTS)
def withdraw_link(request: SignedIn, invitation: UUID) -> HttpResponse:
    """Stop a link."""
    withdraw(invitation, by=request.actor)
    messages.success(request, _("The link works no more."))
    return redirect("people:list")


def link_page(request: SignedIn, token: str, name: str, *, renews: bool = False) -> HttpResponse:
    """The whole address of the link, for whom it is, and how long it works."""
    address = request.build_absolute_uri(reverse("welcome", args=[token]))
    context = {"address": address, "name": name, "renews": renews, "days": LASTS.days}
    return shown_once(request, "web/people/link.html", context)
