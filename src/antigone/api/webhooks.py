"""Webhooks of the key's owner."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Line
from antigone.casework.accounts.roles import Right
from antigone.casework.webhooks.models import Delivery, Webhook, WebhookEvent
from antigone.casework.webhooks.selectors import deliveries_of, webhook_by_id, webhooks_of
from antigone.casework.webhooks.services import create_webhook, delete_webhook, queue_test

webhooks = Resource("webhooks")

EventName = Literal["job.finished", "list.ready", "examination.completed", "case.closed"]


class WebhookAnswer(Schema):
    """An address that is told."""

    id: UUID
    url: str
    events: list[str]
    active: bool
    created_at: datetime


class NewWebhook(WebhookAnswer):
    """The same with the secret that messages are signed with, which is shown this once."""

    secret: str


class WebhookOrder(Schema):
    """What to tell whom."""

    url: Line
    events: list[EventName] = Field(min_length=1, max_length=4)


class DeliveryAnswer(Schema):
    """One message and how far it is."""

    id: UUID
    event: str
    payload: dict[str, str]
    state: Literal["waiting", "delivered", "given_up"]
    attempts: int
    next_at: datetime | None
    delivered_at: datetime | None
    error: str
    created_at: datetime


class Gone(Schema):
    """What was deleted."""

    id: UUID


@webhooks.get("/webhooks", Right.USE_API, answers=Page[WebhookAnswer])
def list_webhooks(request: Called, window: Query[Window]) -> dict[str, Any]:
    """Your webhooks, oldest first."""
    return page_of(request, webhooks_of(request.actor), window, lambda webhook: webhook)


@webhooks.post("/webhooks", Right.USE_API, answers=NewWebhook, status=201)
def create_a_webhook(request: Called, order: WebhookOrder) -> dict[str, Any]:
    """Have an address told. The operator must have named its host in ANTIGONE_WEBHOOK_HOSTS."""
    events = [WebhookEvent(name) for name in order.events]
    webhook, secret = create_webhook(url=order.url, events=events, by=request.actor, now=timezone.now())
    return {**WebhookAnswer.from_orm(webhook).model_dump(), "secret": secret}


@webhooks.get("/webhooks/{uuid:webhook_id}", Right.USE_API, answers=WebhookAnswer)
def show_webhook(request: Called, webhook_id: UUID) -> Webhook:
    """One of your webhooks."""
    return webhook_by_id(request.actor, webhook_id)


@webhooks.delete("/webhooks/{uuid:webhook_id}", Right.USE_API, answers=Gone)
def remove_webhook(request: Called, webhook_id: UUID) -> dict[str, UUID]:
    """Tell the address no more; what it was told is forgotten."""
    delete_webhook(webhook=webhook_by_id(request.actor, webhook_id), by=request.actor)
    return {"id": webhook_id}


@webhooks.post("/webhooks/{uuid:webhook_id}/test", Right.USE_API, answers=DeliveryAnswer, status=202)
def test_webhook(request: Called, webhook_id: UUID) -> Delivery:
    """Send it a message of the event `test`."""
    return queue_test(webhook=webhook_by_id(request.actor, webhook_id), now=timezone.now())


@webhooks.get("/webhooks/{uuid:webhook_id}/deliveries", Right.USE_API, answers=Page[DeliveryAnswer])
def list_deliveries(request: Called, webhook_id: UUID, window: Query[Window]) -> dict[str, Any]:
    """What it was told, newest first."""
    rows = deliveries_of(webhook_by_id(request.actor, webhook_id))
    return page_of(request, rows, window, lambda delivery: delivery)
