"""The list of people, and one of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.agencies import administers_home
from antigone.casework.accounts.factors import people_with_second_factor
from antigone.casework.accounts.invitations import open_invitations
from antigone.casework.accounts.people import change_roles, deactivate, people_of, person_by_id, reactivate
from antigone.casework.accounts.roles import Right, Role
from antigone.web.people.forms import RolesForm
from antigone.web.shared.access import SignedIn, act, form, page
from antigone.web.shared.forms import refusals_shown


@page(Right.MANAGE_ACCOUNTS)
def listing(request: SignedIn) -> HttpResponse:
    """Everybody of the agency, and links that nobody has used yet."""
    people = people_of(request.actor)
    context = {
        "people": people,
        "secured": people_with_second_factor(people),
        "invitations": [
            (invitation, [Role(word).label for word in invitation.roles])
            for invitation in open_invitations(request.actor)
        ],
        "administers_home": administers_home(request.actor),
    }
    return render(request, "web/people/list.html", context)


@form(Right.MANAGE_ACCOUNTS)
def show(request: SignedIn, person: UUID) -> HttpResponse:
    """One person: roles to change, access to end or to renew."""
    user = person_by_id(request.actor, person)
    asked = RolesForm(request.POST or None, initial={"roles": sorted(user.roles())})
    if request.method == "POST" and asked.is_valid():
        with refusals_shown(asked):
            change_roles(person, asked.chosen(), by=request.actor)
            messages.success(request, _("The roles apply from now on."))
            return redirect("people:show", person)
    context = {"person": user, "form": asked, "oneself": user == request.user}
    return render(request, "web/people/show.html", {**context, "secured": people_with_second_factor([user])})


@act(Right.MANAGE_ACCOUNTS)
def deactivate_person(request: SignedIn, person: UUID) -> HttpResponse:
    """End somebody's access."""
    user = deactivate(person, by=request.actor)
    text = _("%(name)s is signed out everywhere and may not sign in any more.") % {"name": user.display_name}
    messages.success(request, text)
    return redirect("people:show", person)


@act(Right.MANAGE_ACCOUNTS)
def reactivate_person(request: SignedIn, person: UUID) -> HttpResponse:
    """Let somebody in again."""
    user = reactivate(person, by=request.actor)
    messages.success(request, _("%(name)s may sign in again.") % {"name": user.display_name})
    return redirect("people:show", person)
