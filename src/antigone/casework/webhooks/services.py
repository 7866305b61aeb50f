"""Writes of the room, except what a delivery says of itself, which is in `tasks`."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, forget, record, writing
from antigone.casework.webhooks.addresses import address_of
from antigone.casework.webhooks.events import WebhookCreated, WebhookDeleted
from antigone.casework.webhooks.models import Delivery, Webhook, WebhookEvent
from antigone.casework.webhooks.signing import new_secret, sealed
from antigone.casework.webhooks.tasks import deliver
from antigone.engine.errors import StateError, UsageError

__all__ = ["MOST_WEBHOOKS", "create_webhook", "delete_webhook", "queue", "queue_test"]

MOST_WEBHOOKS = 20


def create_webhook(*, url: str, events: Collection[WebhookEvent], by: Actor, now: datetime) -> tuple[Webhook, str]:
    """Tell an address of events from now on; gives the secret that its messages are signed with, shown once.

    Raises UsageError for an address that is not allowed and for no event, StateError for one webhook too many.
    """
    require(by, Right.USE_API)
    address_of(url)
    wanted = sorted({event.value for event in events} - {WebhookEvent.TEST.value})
    if not wanted:
        raise UsageError(_("A webhook needs at least one event."))
    secret = new_secret()
    with writing():
        if Webhook.objects.filter(owner_id=by.user).count() >= MOST_WEBHOOKS:
            raise StateError(_("You have %(count)d webhooks; delete one first.") % {"count": MOST_WEBHOOKS})
        webhook = Webhook.objects.create(
            agency_id=by.agency,
            owner_id=by.user,
            url=url,
            secret=sealed(secret),
            events=wanted,
            created_at=now,
        )
        address = commitment(owner=webhook.id, value=url)
        record(WebhookCreated(webhook=webhook.id, address=address, events=", ".join(wanted)), by=by)
    return webhook, secret


def delete_webhook(*, webhook: Webhook, by: Actor) -> None:
    """Tell it no more, and forget what it was told."""
    with writing():
        identity = webhook.id
        webhook.delete()
        forget(identity)
        record(WebhookDeleted(webhook=identity), by=by)


def queue_test(*, webhook: Webhook, now: datetime) -> Delivery:
    """Send the address a message that tells of nothing."""
    with writing():
        return queue(webhook, WebhookEvent.TEST, {}, now=now)


def queue(webhook: Webhook, event: WebhookEvent, facts: dict[str, str], *, now: datetime) -> Delivery:
    """A message on its way once the caller's transaction commits. facts: ids and states."""
    delivery = Delivery(webhook=webhook, event=event, created_at=now, next_at=now)
    delivery.payload = {"id": str(delivery.id), "event": event.value, "at": now.isoformat(), **facts}
    delivery.save(force_insert=True)
    deliver.enqueue(str(delivery.id))
    return delivery
