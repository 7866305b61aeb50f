"""The way to the agency's OpenID Connect provider and back."""

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from requests import RequestException

from antigone.engine.errors import StateError


def leave(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send the browser to the provider by a page of our own: our policy lets no form end at another's address."""
    response = _asking(request, provider_id, views.login)
    if response.status_code == 302:
        return render(request, "socialaccount/leaving.html", {"address": response.headers["Location"]})
    return response


def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take what the provider says of whoever it sends back."""
    return _asking(request, provider_id, views.callback)


def _asking(request: HttpRequest, provider_id: str, view: object) -> HttpResponse:
    try:
        return view(request, provider_id)  # type: ignore[no-any-return, operator] # allauth has no types
    except RequestException as error:
        raise StateError(
            _("The provider of your agency's identities does not answer as it should."),
            advice=_("Sign in with your password, and tell your administrator."),
        ) from error
