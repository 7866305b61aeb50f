"""One-time links: by one a person joins an agency, by another one gets in again. No e-mail is sent: the link is shown
once to whoever made it, who hands it over."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.agencies import require_home_administrator
from antigone.casework.accounts.events import (
    AccessRenewalIssued,
    AccessRenewed,
    InvitationIssued,
    InvitationWithdrawn,
    PersonJoined,
)
from antigone.casework.accounts.factors import drop_second_factors
from antigone.casework.accounts.models import Agency, Invitation, User
from antigone.casework.accounts.names import free_username
from antigone.casework.accounts.people import hold_roles, person_by_id, words_of
from antigone.casework.accounts.policy import require, require_compatible
from antigone.casework.accounts.roles import Right, Role
from antigone.casework.accounts.secrets import digest_of, new_secret
from antigone.casework.accounts.selectors import local_operator
from antigone.casework.accounts.sessions import end_sessions
from antigone.casework.audit import Actor, Door, record, writing
from antigone.engine.errors import Forbidden, NotFound, UsageError

__all__ = [
    "LASTS",
    "accept",
    "first_administrator_link",
    "invitation_of",
    "invite",
    "invite_administrator",
    "open_invitations",
    "renew_access",
    "withdraw",
]

LASTS = timedelta(days=3)


def invite(*, roles: Collection[Role], display_name: str, by: Actor) -> str:
    """The token of a new link to the administrator's own agency. Raises Forbidden, UsageError."""
    require(by, Right.MANAGE_ACCOUNTS)
    require_compatible(roles)
    return _invite(by.agency, roles, display_name, by)


def invite_administrator(agency: UUID, *, display_name: str, by: Actor) -> str:
    """The token of a link for an administrator of any agency of the home. Raises Forbidden, NotFound, UsageError."""
    require_home_administrator(by)
    if not Agency.objects.filter(id=agency).exists():
        raise NotFound(_("There is no such agency."))
    return _invite(agency, [Role.ADMINISTRATOR], display_name, by)


def first_administrator_link() -> str | None:
    """The token of the link by which a home gets its first administrator; None where there is one.

    Shown on the terminal to whoever starts the server, it is the machine's own: the local operator invites. Links of
    earlier starts stop working, so that one at most lies about.
    """
    operator = local_operator()
    by = operator.actor(Door.CLI)
    with writing():
        administrators = User.objects.filter(
            is_active=True, is_local_operator=False, roles_held__role=Role.ADMINISTRATOR, agency=operator.agency
        )
        if administrators.exists():
            return None
        for earlier in _open().filter(agency=operator.agency, invited_by__isnull=True):
            _withdraw(earlier, by)
        return _issue(operator.agency_id, [Role.ADMINISTRATOR], _("Administrator"), by, first=True)


def renew_access(person: UUID, *, by: Actor) -> str:
    """The token of a link by which one of the agency's people sets a new password; their second factors go with it.

    Until it is used the old ways in stay. An earlier link of theirs stops working. Raises Forbidden for oneself and
    for a deactivated person, NotFound.
    """
    user = person_by_id(by, person)
    if user.id == by.user:
        raise Forbidden(_("Change your own password in your account."))
    if not user.is_active:
        raise Forbidden(_("A deactivated person cannot get in."), advice=_("Reactivate them first."))
    token = new_secret()
    with writing():
        for earlier in _open().filter(user=user):
            _withdraw(earlier, by)
        invitation = Invitation.objects.create(
            agency_id=user.agency_id,
            display_name=user.display_name,
            digest=digest_of(token),
            invited_by_id=by.user,
            expires_at=timezone.now() + LASTS,
            renews=True,
            user=user,
        )
        record(AccessRenewalIssued(person=user.id, invitation=invitation.id), by=by)
    return token


def open_invitations(viewer: Actor) -> list[Invitation]:
    """Links to the administrator's agency that still work, the newest first."""
    require(viewer, Right.MANAGE_ACCOUNTS)
    return list(_open().filter(agency_id=viewer.agency).select_related("user").order_by("-created_at"))


def withdraw(invitation: UUID, *, by: Actor) -> None:
    """Stop a link of the administrator's agency. Raises Forbidden, NotFound for one that does not work any more."""
    require(by, Right.MANAGE_ACCOUNTS)
    with writing():
        found = _open().filter(id=invitation, agency_id=by.agency).first()
        if found is None:
            raise NotFound(_("There is no such invitation, or it was used."))
        _withdraw(found, by)


def invitation_of(token: str) -> Invitation:
    """What a link is for. Raises NotFound alike for a link that is used, withdrawn, expired or was never made."""
    found = _open().filter(digest=digest_of(token)).select_related("agency", "user").first()
    if found is None:
        raise NotFound(
            _("This link works no more, or never did."), advice=_("Ask your agency's administrator for a new one.")
        )
    return found


def accept(*, token: str, password: str, username: str = "", display_name: str = "") -> User:
    """Use a link: make the account it invites to, or set the password of the one it renews, and give the person.

    username: to sign in with, ignored by a renewal. display_name: where the person writes their name otherwise than the
    invitation does. Raises NotFound as `invitation_of`, UsageError for a name that is taken or a password that is weak.
    """
    invitation = invitation_of(token)
    name = display_name.strip() or invitation.display_name
    user = invitation.user or User(agency=invitation.agency, username=free_username(username), display_name=name[:200])
    _check_password(password, user)
    hashed = make_password(password)  # slow on purpose: not while others wait to write
    with writing():
        invitation = invitation_of(token)
        user.password = hashed
        if invitation.renews:
            _renew(invitation, user)
        else:
            _join(invitation, user)
        invitation.user = user
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["user", "accepted_at"])
    return user


def _join(invitation: Invitation, user: User) -> None:
    user.username = free_username(user.username)
    user.save()
    hold_roles(user, [Role(word) for word in invitation.roles])
    joined = PersonJoined(invitation=invitation.id, roles=words_of(invitation.roles))
    record(joined, by=user.actor(Door.WEB))


def _renew(invitation: Invitation, user: User) -> None:
    user.save(update_fields=["password"])
    renewed = AccessRenewed(
        invitation=invitation.id, second_factors=drop_second_factors(user), sessions=end_sessions(user)
    )
    record(renewed, by=user.actor(Door.WEB))


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise UsageError(" ".join(error.messages)) from error


def _open() -> "QuerySet[Invitation]":
    usable = Q(user__isnull=True) | Q(user__is_active=True)
    waiting = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.filter(usable, expires_at__gt=timezone.now())


def _invite(agency: UUID, roles: Collection[Role], display_name: str, by: Actor) -> str:
    if not display_name.strip() or len(display_name.strip()) > 200:
        raise UsageError(_("Say who is invited, in up to 200 characters."))
    with writing():
        return _issue(agency, roles, display_name.strip(), by)


def _issue(agency: UUID, roles: Collection[Role], display_name: str, by: Actor, *, first: bool = False) -> str:
    token = new_secret()
    words = [role.value for role in Role if role in roles]
    invitation = Invitation.objects.create(
        agency_id=agency,
        roles=words,
        display_name=display_name,
        digest=digest_of(token),
        invited_by_id=None if first else by.user,
        expires_at=timezone.now() + LASTS,
    )
    record(InvitationIssued(invitation=invitation.id, into=agency, roles=words_of(words)), by=by)
    return token


def _withdraw(invitation: Invitation, by: Actor) -> None:
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(InvitationWithdrawn(invitation=invitation.id), by=by)
