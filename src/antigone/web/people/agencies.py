"""What the administrator's agency goes by, and the other agencies of the home."""

from uuid import UUID

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.agencies import (
    administers_home,
    agencies_for,
    change_agency,
    create_agency,
    require_home_administrator,
)
from antigone.casework.accounts.invitations import invite_administrator
from antigone.casework.accounts.roles import Right
from antigone.engine.errors import NotFound
from antigone.web.people.forms import AdministratorForm, AgencyForm, NewAgencyForm
from antigone.web.people.invitations import link_page
from antigone.web.shared.access import SignedIn, form
from antigone.web.shared.forms import refusals_shown


@form(Right.MANAGE_ACCOUNTS)
def settings(request: SignedIn) -> HttpResponse:
    """The agency's own settings."""
    asked = AgencyForm(request.POST or None, initial=model_to_dict(request.user.agency))
    if request.method == "POST" and asked.is_valid():
        with refusals_shown(asked):
            change_agency(**asked.cleaned_data, by=request.actor)
            messages.success(request, _("The agency's settings apply from now on."))
            return redirect("people:agency")
    context = {"form": asked, "administers_home": administers_home(request.actor)}
    return render(request, "web/people/agency.html", context)


@form(Right.MANAGE_ACCOUNTS)
def listing(request: SignedIn) -> HttpResponse:
    """All agencies of the home, and a further one: for administrators of the first."""
    require_home_administrator(request.actor)
    asked = NewAgencyForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        with refusals_shown(asked):
            agency = create_agency(**asked.cleaned_data, by=request.actor)
            return redirect("people:invite_administrator", agency.id)
    context = {"form": asked, "agencies": agencies_for(request.actor), "administers_home": True}
    return render(request, "web/people/agencies.html", context)


@form(Right.MANAGE_ACCOUNTS)
def invite_its_administrator(request: SignedIn, agency: UUID) -> HttpResponse:
    """The link by which an agency gets an administrator."""
    require_home_administrator(request.actor)
    found = next((one for one in agencies_for(request.actor) if one.id == agency), None)
    if found is None:
        raise NotFound(_("There is no such agency."))
    asked = AdministratorForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        name = asked.cleaned_data["display_name"]
        with refusals_shown(asked):
            token = invite_administrator(agency, display_name=name, by=request.actor)
            return link_page(request, token, name)
    return render(request, "web/people/invite_administrator.html", {"form": asked, "agency": found})
