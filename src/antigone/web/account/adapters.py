"""What allauth asks us: who may sign in, what is logged of it, how secrets are kept."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from antigone.casework.accounts import signing_in
from antigone.casework.accounts.models import User
from antigone.casework.accounts.names import plain_username
from antigone.engine.errors import Forbidden
from antigone.web.shared.languages import remember_language
from antigone.web.shared.refusals import refusal

# As long as allauth counts refused sign-ins of an account: one line in the log for each lockout.
_LOCKOUT = 300


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Accounts come by invitation alone; sign-ins and refusals are logged."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody makes themselves an account."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises ValidationError while too many were refused, whatever the password is."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            user = signing_in.account_named(credentials.get("username", ""))
            if user and cache.add(f"lockout-logged-{user.id}", 1, _LOCKOUT):
                signing_in.log_lockout(user)
            raise

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The user whom the credentials are of, or None."""
        if "username" in credentials:
            credentials["username"] = plain_username(credentials["username"])
        return super().authenticate(request, **credentials)

    def authentication_failed(self, _request: HttpRequest, **credentials: Any) -> None:
        """A name and a password that do not go together."""
        user = signing_in.account_named(credentials.get("username", ""))
        if user:
            signing_in.log_refusal(user, reason="password" if user.is_active else "deactivated")

    def pre_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse | None:
        """A refusal, or None. The local operator has the machine itself and no business in a browser."""
        if user.is_local_operator:
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return] # allauth has no types
        if not user.is_active:
            signing_in.log_refusal(user, reason="deactivated")
        return super().pre_login(request, user, **login)  # type: ignore[no-any-return] # allauth has no types

    def post_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse:
        """The page a sign-in ends at, in the person's language."""
        response: HttpResponse = super().post_login(request, user, **login)
        signing_in.log_sign_in(user, method=_method(request, user))
        remember_language(response, user.language)
        return response


def _method(request: HttpRequest, user: User) -> str:
    """What was shown to sign in, in the order it was asked for."""
    words = []
    for shown in get_authentication_records(request, user):
        word = {"socialaccount": "oidc", "mfa": shown.get("type", "")}.get(shown["method"], shown["method"])
        words.append("passkey" if shown.get("passwordless") else word)
    return ", ".join(dict.fromkeys(words))


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    """An identity elsewhere opens the account that its owner linked it to, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, _sociallogin: Any) -> bool:
        """Never: it says so on a page of its own."""
        error = Forbidden(
            _("This identity is linked to no account here."),
            advice=_("Sign in with your password first, then link it under your account."),
        )
        raise ImmediateHttpResponse(refusal(request, error))


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Secrets of second factors lie in the database encrypted, by a key that lies elsewhere in the home."""

    def encrypt(self, text: str) -> str:
        """The secret as the database keeps it."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself."""
        return _vault().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 # allauth's name
        """What a new key is called unless its owner says otherwise."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Key %(number)s") % {"number": count + 1}


def _vault() -> Fernet:
    key = hashlib.sha256(b"antigone second factors " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
