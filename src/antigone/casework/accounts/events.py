"""Acts of the room, as the audit log keeps them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from antigone.casework.audit import AuditEvent

__all__ = ["HomeCreated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeCreated(AuditEvent):
    """A home folder received its agency and its local operator: the first event of every log."""

    name: ClassVar[str] = "accounts.home.created"
    sentence: ClassVar[str] = "created this home for agency {agency} with local operator {operator}"

    agency: UUID
    operator: UUID
