"""The page that a one-time link opens."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from antigone.casework.accounts.invitations import accept, invitation_of
from antigone.casework.accounts.roles import Role
from antigone.web.account.forms import WelcomeForm
from antigone.web.shared.access import Open, form
from antigone.web.shared.forms import refusals_shown


@form(Open.PUBLIC)
@never_cache
@sensitive_post_parameters()
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Join an agency, or get in again; ends signed in as that person, whoever was signed in before."""
    invitation = invitation_of(token)
    answers = WelcomeForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and answers.is_valid():
        given = {name: text for name, text in answers.cleaned_data.items() if name != "again"}
        with refusals_shown(answers):
            user = accept(token=token, **given)
            logout(request)
            record_authentication(request, user, method="invitation")
            return perform_login(request, user, email_verification="none")  # type: ignore[no-any-return] # allauth
    roles = [Role(word).label for word in invitation.roles]
    context = {"form": answers, "invitation": invitation, "roles": roles}
    return render(request, "web/account/welcome.html", context)
