"""What allauth tells of an account, carried to the log."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.http import HttpRequest

from antigone.casework.accounts import signing_in
from antigone.casework.accounts.models import User


def listen() -> None:
    """Connect all of it; once, when the program starts."""
    authenticator_added.connect(_added)
    authenticator_reset.connect(_added)
    authenticator_removed.connect(_removed)
    authentication_failed.connect(_refused)
    password_changed.connect(_password_changed)
    social_account_added.connect(_linked)
    social_account_removed.connect(_unlinked)


def _added(user: User, authenticator: Authenticator, **_rest: Any) -> None:
    signing_in.log_second_factor(user, kind=authenticator.type, added=True)


def _removed(user: User, authenticator: Authenticator, **_rest: Any) -> None:
    signing_in.log_second_factor(user, kind=authenticator.type, added=False)


def _refused(user: User, authenticator: Authenticator, **_rest: Any) -> None:
    signing_in.log_refusal(user, reason=authenticator.type)


def _password_changed(request: HttpRequest, user: User, **_rest: Any) -> None:
    signing_in.log_password_changed(user, session=request.session.session_key or "")


def _linked(sociallogin: SocialLogin, **_rest: Any) -> None:
    signing_in.log_identity(sociallogin.user, provider=sociallogin.account.provider, linked=True)


def _unlinked(socialaccount: SocialAccount, **_rest: Any) -> None:
    signing_in.log_identity(socialaccount.user, provider=socialaccount.provider, linked=False)
