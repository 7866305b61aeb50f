"""A piece of work and how far it is."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.models import Agency, User
from antigone.casework.audit import Actor, Door

__all__ = ["Job", "JobState"]


class JobState(models.TextChoices):
    """Where a job stands. Only the first two go on."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class Job(models.Model):
    """One piece of work.

    task: dotted path of the django-tasks task that does it. about: the case, gallery or search it is for, whose erasure
    takes the job along. parameters, result: ids and numbers, no names. total: null where nobody knows it beforehand.
    done, total, note: progress. error: a sentence for the person, empty unless the job failed. worker: host and process
    that runs it. asked_to_stop: somebody wants it to end at the next step.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=8)
    task = models.CharField(max_length=200)
    about = models.UUIDField(null=True, db_index=True)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    worker = models.CharField(max_length=200, blank=True)
    asked_to_stop = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.task} {self.id}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in {JobState.WAITING, JobState.RUNNING}

    def actor(self) -> Actor:
        """Whoever asked for it, through the door they came by."""
        return self.owner.actor(Door(self.door))
