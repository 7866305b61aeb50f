"""Acts of the room, as the audit log keeps them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from antigone.casework.audit import AuditEvent

__all__ = ["PhotographDestroyed", "PhotographReceived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographReceived(AuditEvent):
    """An original entered the home. `sha256` is a commitment owned by the photograph, not the hash itself."""

    name: ClassVar[str] = "evidence.photograph.received"
    sentence: ClassVar[str] = "received photograph {photograph}"

    photograph: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographDestroyed(AuditEvent):
    """An original, its faces and the salt of its commitment were destroyed: nothing used it any more."""

    name: ClassVar[str] = "evidence.photograph.destroyed"
    sentence: ClassVar[str] = "destroyed photograph {photograph}, which nothing used any more"

    photograph: UUID
