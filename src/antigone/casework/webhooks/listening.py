"""What happens elsewhere, as far as webhooks tell of it. Called in the transaction of what happens."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from antigone.casework.audit import Actor, AuditEvent, event_recorded
from antigone.casework.audit.actors import Door
from antigone.casework.cases.selectors import cases_of
from antigone.casework.jobs.finishing import job_finished
from antigone.casework.jobs.models import Job
from antigone.casework.searches.events import SearchRun
from antigone.casework.webhooks.models import Webhook, WebhookEvent
from antigone.casework.webhooks.services import queue

__all__ = ["listen"]


def listen() -> None:
    """Hear of jobs that end and of acts that are logged."""
    job_finished.connect(_job, dispatch_uid="webhooks")
    event_recorded.connect(_act, dispatch_uid="webhooks")


def _job(job: Job, **_signal: Any) -> None:
    facts = {"job": str(job.id), "state": job.state}
    for webhook in Webhook.objects.filter(owner=job.owner_id, active=True):
        _tell(webhook, WebhookEvent.JOB_FINISHED, facts)


def _act(event: AuditEvent, by: Actor, **_signal: Any) -> None:
    if isinstance(event, SearchRun):
        facts = {"case": str(event.case), "search": str(event.search), "outcome": event.outcome}
        _tell_those_who_see(event.case, WebhookEvent.LIST_READY, facts, agency=by.agency)


def _tell_those_who_see(case: UUID, event: WebhookEvent, facts: dict[str, str], *, agency: UUID) -> None:
    for webhook in Webhook.objects.filter(agency=agency, active=True).select_related("owner"):
        if webhook.owner.is_active and cases_of(webhook.owner.actor(Door.API)).filter(pk=case).exists():
            _tell(webhook, event, facts)


def _tell(webhook: Webhook, event: WebhookEvent, facts: dict[str, str]) -> None:
    if event.value in webhook.events:
        queue(webhook, event, facts, now=timezone.now())
