"""Acts of the room, as the audit log keeps them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from antigone.casework.audit import AuditEvent

__all__ = ["CaseOpened", "CaseRenewed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(AuditEvent):
    """A case was opened. `number` is a commitment owned by the case; `by_default` where a search opened it."""

    name: ClassVar[str] = "cases.case.opened"
    sentence: ClassVar[str] = "opened case {case} ({kind}), to expire on {expires_on}"

    case: UUID
    number: str
    kind: str
    expires_on: str
    by_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRenewed(AuditEvent):
    """A case may be searched until a later day. `authority` is a commitment to who said so."""

    name: ClassVar[str] = "cases.case.renewed"
    sentence: ClassVar[str] = "renewed case {case} until {expires_on}"

    case: UUID
    authority: str
    expires_on: str
