"""Acts of the room, as the audit log keeps them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from antigone.casework.audit import AuditEvent

__all__ = ["WebhookCreated", "WebhookDeleted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCreated(AuditEvent):
    """An address is told of events from now on. address: a commitment, owned by the webhook."""

    name: ClassVar[str] = "webhooks.webhook.created"
    sentence: ClassVar[str] = "had another program told of {events}, by webhook {webhook}"

    webhook: UUID
    address: str
    events: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeleted(AuditEvent):
    """An address is told no more."""

    name: ClassVar[str] = "webhooks.webhook.deleted"
    sentence: ClassVar[str] = "deleted webhook {webhook}"

    webhook: UUID
