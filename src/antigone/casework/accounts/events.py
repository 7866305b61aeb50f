"""Acts of the room, as the audit log keeps them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from antigone.casework.audit import AuditEvent

__all__ = [
    "HomeCreated",
    "KeyCreated",
    "KeyRevoked",
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
