"""Acts of the room, as the audit log keeps them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from antigone.casework.audit import AuditEvent

__all__ = [
    "AccessRenewalIssued",
    "AccessRenewed",
    "AgencyChanged",
    "AgencyCreated",
    "HomeCreated",
    "IdentityLinked",
    "IdentityUnlinked",
    "InvitationIssued",
    "InvitationWithdrawn",
    "KeyCreated",
    "KeyRevoked",
    "PasswordChanged",
    "PersonDeactivated",
    "PersonJoined",
    "PersonReactivated",
    "RolesChanged",
    "SecondFactorAdded",
    "SecondFactorRemoved",
    "SessionsEnded",
    "SignInRefused",
    "SignInsLocked",
    "SignedIn",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCreated(AuditEvent):
    """A home folder received its agency and its local operator: the first event of every log."""

    name: ClassVar[str] = "accounts.home.created"
    sentence: ClassVar[str] = "created this home for agency {agency} with local operator {operator}"

    agency: UUID
    operator: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCreated(AuditEvent):
    """A person made themselves a key for scripts; scopes are the words of its rights."""

    name: ClassVar[str] = "accounts.key.created"
    sentence: ClassVar[str] = "created API key {key} for: {scopes}"

    key: UUID
    scopes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(AuditEvent):
    """A key works no more."""

    name: ClassVar[str] = "accounts.key.revoked"
    sentence: ClassVar[str] = "revoked API key {key} of {owner}"

    key: UUID
    owner: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyChanged(AuditEvent):
    """Settings of an agency got other values; which ones, not what they say."""

    name: ClassVar[str] = "accounts.agency.changed"
    sentence: ClassVar[str] = "changed the settings of agency {changed}: {fields}"

    changed: UUID
    fields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCreated(AuditEvent):
    """A further agency came to work in this home."""

    name: ClassVar[str] = "accounts.agency.created"
    sentence: ClassVar[str] = "created agency {created}"

    created: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationIssued(AuditEvent):
    """A one-time link was made by which a new person joins an agency; roles are words."""

    name: ClassVar[str] = "accounts.invitation.issued"
    sentence: ClassVar[str] = "invited somebody to agency {into} as {roles} (invitation {invitation})"

    invitation: UUID
    into: UUID
    roles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(AuditEvent):
    """A link that nobody had used works no more."""

    name: ClassVar[str] = "accounts.invitation.withdrawn"
    sentence: ClassVar[str] = "withdrew invitation {invitation}"

    invitation: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(AuditEvent):
    """Somebody used an invitation and chose their password: the actor is the new account."""

    name: ClassVar[str] = "accounts.person.joined"
    sentence: ClassVar[str] = "joined as {roles} by invitation {invitation}"

    invitation: UUID
    roles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRenewalIssued(AuditEvent):
    """An administrator made a one-time link by which a person sets a new password."""

    name: ClassVar[str] = "accounts.access.renewal_issued"
    sentence: ClassVar[str] = "issued {person} a link to get in again (invitation {invitation})"

    person: UUID
    invitation: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRenewed(AuditEvent):
    """A person used the link that an administrator had issued them."""

    name: ClassVar[str] = "accounts.access.renewed"
    sentence: ClassVar[str] = (
        "set a new password by invitation {invitation}; second factors dropped: "
        "{second_factors}, sessions ended: {sessions}"
    )

    invitation: UUID
    second_factors: int
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChanged(AuditEvent):
    """A person holds other roles from now on."""

    name: ClassVar[str] = "accounts.roles.changed"
    sentence: ClassVar[str] = "changed the roles of {person} from {before} to {after}"

    person: UUID
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDeactivated(AuditEvent):
    """A person may not sign in any more."""

    name: ClassVar[str] = "accounts.person.deactivated"
    sentence: ClassVar[str] = "deactivated {person}; sessions ended: {sessions}, API keys revoked: {keys}"

    person: UUID
    sessions: int
    keys: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReactivated(AuditEvent):
    """A deactivated person may sign in again."""

    name: ClassVar[str] = "accounts.person.reactivated"
    sentence: ClassVar[str] = "reactivated {person}"

    person: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(AuditEvent):
    """A browser session began; method says by what."""

    name: ClassVar[str] = "accounts.session.opened"
    sentence: ClassVar[str] = "signed in ({method})"

    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRefused(AuditEvent):
    """Somebody gave the name of this account and could not show to be its owner: the actor is the account tried,
    not a person who is known to have tried. An unknown name is not logged.
    """

    name: ClassVar[str] = "accounts.session.refused"
    sentence: ClassVar[str] = "was refused at sign-in: {reason}"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInsLocked(AuditEvent):
    """So many sign-ins of this account were refused that for a while even the right password is."""

    name: ClassVar[str] = "accounts.session.locked"
    sentence: ClassVar[str] = "was locked out after refused sign-ins"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsEnded(AuditEvent):
    """A person signed their other browsers out."""

    name: ClassVar[str] = "accounts.session.ended"
    sentence: ClassVar[str] = "ended {sessions} of their own sessions"

    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(AuditEvent):
    """A person chose another password while signed in."""

    name: ClassVar[str] = "accounts.password.changed"
    sentence: ClassVar[str] = "changed their password; other sessions ended: {sessions}"

    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorAdded(AuditEvent):
    """A person can show to be themselves by one more thing: totp, webauthn, recovery_codes."""

    name: ClassVar[str] = "accounts.second_factor.added"
    sentence: ClassVar[str] = "set up a second factor: {kind}"

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorRemoved(AuditEvent):
    """A person took away one of their second factors."""

    name: ClassVar[str] = "accounts.second_factor.removed"
    sentence: ClassVar[str] = "removed a second factor: {kind}"

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityLinked(AuditEvent):
    """A person tied their account to an identity of the agency's OpenID Connect provider."""

    name: ClassVar[str] = "accounts.identity.linked"
    sentence: ClassVar[str] = "linked an identity of {provider}"

    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityUnlinked(AuditEvent):
    """A person cut that tie."""

    name: ClassVar[str] = "accounts.identity.unlinked"
    sentence: ClassVar[str] = "removed the link to an identity of {provider}"

    provider: str
