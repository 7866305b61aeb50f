"""One's own keys for scripts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.keys import create_key, revoke_key
from antigone.casework.accounts.roles import Right
from antigone.web.account.forms import KeyForm
from antigone.web.shared.access import Open, SignedIn, act, form
from antigone.web.shared.forms import refusals_shown
from antigone.web.shared.once import shown_once


@form(Right.USE_API)
def new(request: SignedIn) -> HttpResponse:
    """Make a key; its secret is shown on the page that answers, and never again."""
    asked = KeyForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and asked.is_valid():
        with refusals_shown(asked):
            key, secret = create_key(**asked.wanted(), by=request.actor)
            return shown_once(request, "web/account/key_made.html", {"key": key, "secret": secret})
    return render(request, "web/account/new_key.html", {"form": asked})


@act(Open.SIGNED_IN)
def revoke(request: SignedIn, key: UUID) -> HttpResponse:
    """End one of them."""
    revoke_key(key, by=request.actor)
    messages.success(request, _("The key works no more."))
    return redirect("account:show")
