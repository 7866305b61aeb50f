"""Where to tell, and what was told."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.models import Agency, User

__all__ = ["Delivery", "DeliveryState", "Webhook", "WebhookEvent"]


class WebhookEvent(models.TextChoices):
    """What a program may be told of."""

    JOB_FINISHED = "job.finished", _("a job of the owner is over")
    LIST_READY = "list.ready", _("a candidate list is frozen")
    EXAMINATION_COMPLETED = "examination.completed", _("an examiner has locked all opinions of a list")
    CASE_CLOSED = "case.closed", _("a case is closed")
    TEST = "test", _("the owner asked for a test")


class DeliveryState(models.TextChoices):
    """How far a message is."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")


class Webhook(models.Model):
    """One address that is told. It learns of nothing that its owner could not see.

    secret: encrypted with a key of the home, for what is sent is signed with it. events: values of WebhookEvent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    secret = models.BinaryField()
    events = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """One message to one address.

    payload: ids and states. attempts: made so far.
    next_at: when the next is due; null where there is none. error: why the last one failed, or empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40, choices=WebhookEvent.choices)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
