"""What happens elsewhere, as far as webhooks tell of it. Called in the transaction of what happens."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, AuditEvent, event_recorded
from antigone.casework.audit.actors import Door
from antigone.casework.cases.events import CaseClosed
from antigone.casework.cases.selectors import cases_of
from antigone.casework.examinations.events import ScoresRevealed
from antigone.casework.jobs.finishing import job_finished
from antigone.casework.jobs.models import Job
from antigone.casework.searches.events import SearchRun
from antigone.casework.searches.models import Search
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
    elif isinstance(event, CaseClosed):
        facts = {"case": str(event.case), "basis": event.basis}
        _tell_those_who_see(event.case, WebhookEvent.CASE_CLOSED, facts, agency=by.agency)
    elif isinstance(event, ScoresRevealed):
        _list_completed(event, by)


def _list_completed(event: ScoresRevealed, by: Actor) -> None:
    """The examiner's own program hears of every list alike, so that it tells no known answer from a case.

    Others hear who see to examinations: whoever examines must not learn how far the other examiner is.
    """
    for webhook in Webhook.objects.filter(owner=by.user, active=True):
        _tell(webhook, WebhookEvent.EXAMINATION_COMPLETED, {"assignment": str(event.assignment)})
    case = Search.objects.values_list("case", flat=True).get(pk=event.search)
    facts = {"case": str(case), "search": str(event.search)}
    kind = WebhookEvent.EXAMINATION_COMPLETED
    _tell_those_who_see(case, kind, facts, agency=by.agency, right=Right.ASSIGN, but=by.user)


def _tell_those_who_see(
    case: UUID,
    event: WebhookEvent,
    facts: dict[str, str],
    *,
    agency: UUID,
    right: Right = Right.READ_CASES,
    but: UUID | None = None,
) -> None:
    webhooks = Webhook.objects.filter(agency=agency, active=True).exclude(owner=but).select_related("owner")
    for webhook in webhooks:
        owner = webhook.owner.actor(Door.API)
        if webhook.owner.is_active and holds(owner, right) and cases_of(owner).filter(pk=case).exists():
            _tell(webhook, event, facts)


def _tell(webhook: Webhook, event: WebhookEvent, facts: dict[str, str]) -> None:
    if event.value in webhook.events:
        queue(webhook, event, facts, now=timezone.now())
