"""Sign-ins and what people do to their own account, for the log. Who asks whether they may is the sign-in itself."""

from antigone.casework.accounts.events import (
    IdentityLinked,
    IdentityUnlinked,
    PasswordChanged,
    SecondFactorAdded,
    SecondFactorRemoved,
    SignedIn,
    SignInRefused,
    SignInsLocked,
)
from antigone.casework.accounts.models import User
from antigone.casework.accounts.names import plain_username
from antigone.casework.accounts.sessions import end_sessions
from antigone.casework.audit import AuditEvent, Door, record, writing

__all__ = [
    "account_named",
    "choose_language",
    "log_identity",
    "log_lockout",
    "log_password_changed",
    "log_refusal",
    "log_second_factor",
    "log_sign_in",
]


def account_named(username: str) -> User | None:
    """The account somebody says to be theirs; None for a name that nobody has, which is not logged either."""
    return User.objects.filter(username__iexact=plain_username(username), is_local_operator=False).first()


def log_sign_in(user: User, *, method: str) -> None:
    """A session began. method: the words of what was shown, `password`, `password, totp`, `passkey`, `oidc`."""
    _log(SignedIn(method=method), user)


def log_refusal(user: User, *, reason: str) -> None:
    """What was shown was not the account's: `password`, `second factor`, or the person is `deactivated`."""
    _log(SignInRefused(reason=reason), user)


def log_lockout(user: User) -> None:
    """The account's sign-ins were refused too often."""
    _log(SignInsLocked(), user)


def log_second_factor(user: User, *, kind: str, added: bool) -> None:
    """A factor was set up or taken away by its owner."""
    _log(SecondFactorAdded(kind=kind) if added else SecondFactorRemoved(kind=kind), user)


def log_identity(user: User, *, provider: str, linked: bool) -> None:
    """The owner tied the account to an identity elsewhere, or cut the tie."""
    _log(IdentityLinked(provider=provider) if linked else IdentityUnlinked(provider=provider), user)


def log_password_changed(user: User, *, session: str) -> None:
    """The owner changed the password: every other session ends, for whoever knew the old one may sit there."""
    with writing():
        ended = end_sessions(user, keep=session)
        record(PasswordChanged(sessions=ended), by=user.actor(Door.WEB))


def choose_language(user: User, language: str) -> None:
    """The language of the person's pages; empty for the browser's. A taste, not an act: it is not logged."""
    with writing():
        user.language = language
        user.save(update_fields=["language"])


def _log(event: AuditEvent, user: User) -> None:
    with writing():
        record(event, by=user.actor(Door.WEB))
