"""Messages on their way, by the workers."""

import json
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from antigone.casework.audit import writing
from antigone.casework.webhooks.addresses import address_of
from antigone.casework.webhooks.models import Delivery, DeliveryState
from antigone.casework.webhooks.sending import NotDelivered, send
from antigone.casework.webhooks.signing import opened, signature
from antigone.engine.errors import AntigoneError

__all__ = ["PAUSES", "deliver"]

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""Between one attempt and the next; after the last of them a message is given up."""


@task(queue_name="bulk")
def deliver(delivery_id: str) -> None:
    """One attempt; where it fails, the next is put off by a growing pause."""
    delivery = Delivery.objects.select_related("webhook").filter(pk=UUID(delivery_id)).first()
    if delivery is None or delivery.state != DeliveryState.WAITING:
        return
    if not delivery.webhook.active:
        _note(delivery, error="the webhook is switched off", again=False)
        return
    try:
        _attempt(delivery)
    except NotDelivered as error:
        _note(delivery, error=str(error), again=True)
    except AntigoneError as error:
        # No later attempt finds another address or another key.
        _note(delivery, error=error.diagnostics(), again=False)
    else:
        _note(delivery, error="", again=False)


def _attempt(delivery: Delivery) -> None:
    address = address_of(delivery.webhook.url)
    secret = opened(bytes(delivery.webhook.secret))
    body = json.dumps(delivery.payload, sort_keys=True).encode()
    signed = signature(secret, body=body, at=int(timezone.now().timestamp()))
    send(address, body, signature=signed, delivery=str(delivery.id))


def _note(delivery: Delivery, *, error: str, again: bool) -> None:
    now = timezone.now()
    delivery.attempts += 1
    delivery.error, delivery.next_at = error[:300], None
    if not error:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, now
    elif again and delivery.attempts <= len(PAUSES):
        delivery.next_at = now + PAUSES[delivery.attempts - 1]
    else:
        delivery.state = DeliveryState.GIVEN_UP
    with writing():
        delivery.save(update_fields=["attempts", "error", "next_at", "state", "delivered_at"])
        if delivery.next_at is not None:
            deliver.using(run_after=delivery.next_at).enqueue(str(delivery.id))
