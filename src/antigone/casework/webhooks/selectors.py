"""Reads of the room; a person sees their own webhooks."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.webhooks.models import Delivery, Webhook
from antigone.engine.errors import NotFound

__all__ = ["deliveries_of", "webhook_by_id", "webhooks_of"]


def webhooks_of(viewer: Actor) -> QuerySet[Webhook]:
    """The viewer's own, oldest first."""
    return Webhook.objects.filter(agency=viewer.agency, owner=viewer.user)


def webhook_by_id(viewer: Actor, webhook: UUID) -> Webhook:
    """Raises NotFound where the viewer has no such webhook."""
    found = webhooks_of(viewer).filter(pk=webhook).first()
    if found is None:
        raise NotFound(_("There is no such webhook."))
    return found


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """What the address was told, newest first."""
    return webhook.deliveries.all()
