"""One's own account on one page: what opens it, where it is open, in what language."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from antigone.casework.accounts.factors import has_second_factor
from antigone.casework.accounts.keys import keys_of
from antigone.casework.accounts.sessions import end_own_sessions, sessions_of
from antigone.casework.accounts.signing_in import choose_language
from antigone.engine.errors import UsageError
from antigone.web.account.devices import device_of
from antigone.web.account.forms import LanguageForm, SessionsForm
from antigone.web.account.wording import RIGHTS_IN_WORDS
from antigone.web.shared.access import Open, SignedIn, act, page
from antigone.web.shared.languages import remember_language


@page(Open.SIGNED_IN)
def show(request: SignedIn) -> HttpResponse:
    """Password, second factors, sessions, keys, language."""
    user = request.user
    keys = keys_of(request.actor)
    context = {
        "language_form": LanguageForm(initial={"language": user.language}),
        "second_factor": has_second_factor(user),
        "sessions": [(session, device_of(session.user_agent)) for session in sessions_of(user)],
        "keys": [(key, [RIGHTS_IN_WORDS[word] for word in key.scopes]) for key in keys],
        "roles": [held.get_role_display() for held in user.roles_held.all()],
        "oidc_name": settings.CONFIGURATION.oidc_name if settings.SOCIALACCOUNT_PROVIDERS else "",
    }
    return render(request, "web/account/show.html", context)


@act(Open.SIGNED_IN)
def language(request: SignedIn) -> HttpResponse:
    """Speak another language from the next page on."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise UsageError(_("There is no such language here."))
    chosen = form.cleaned_data["language"]
    choose_language(request.user, chosen)
    with override(chosen or None):
        messages.success(request, _("The pages speak this language from now on."))
    response = redirect("account:show")
    remember_language(response, chosen)
    return response


@act(Open.PUBLIC)
def speak(request: HttpRequest) -> HttpResponse:
    """Speak another language before anybody has signed in; `next` goes on with the sign-in page, which checks it."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise UsageError(_("There is no such language here."))
    onward = request.POST.get("next", "")
    address = reverse("account_login")
    response = redirect(f"{address}?{urlencode({'next': onward})}" if onward else address)
    remember_language(response, form.cleaned_data["language"])
    return response


@act(Open.SIGNED_IN)
def end_sessions(request: SignedIn) -> HttpResponse:
    """Sign out another browser of one's own, or all others."""
    form = SessionsForm(request.POST)
    if not form.is_valid():
        raise UsageError(_("There is no such session."))
    current = request.session.session_key or ""
    ended = end_own_sessions(request.user, current=current, chosen=form.cleaned_data["session"], by=request.actor)
    text = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended) % {"count": ended}
    messages.success(request, text)
    return redirect("account:show")
