"""The end of a job, for those who wait for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import Signal

from antigone.casework.audit import writing
from antigone.casework.jobs.models import Job, JobState

__all__ = ["finish", "job_finished"]

job_finished = Signal()
"""Sent in the transaction that ends a job, with `job`: rooms above listen (webhooks), this one knows none of them."""


def finish(
    job: Job, state: JobState, *, now: datetime, error: str = "", result: Mapping[str, Any] | None = None
) -> None:
    """Mark the job as over and tell the listeners, in one transaction; one erased meanwhile stays gone."""
    with writing():
        if not Job.objects.filter(pk=job.pk).exists():
            return
        job.refresh_from_db()
        job.state, job.error, job.result, job.finished_at = state, error, dict(result or {}), now
        if state == JobState.DONE and job.total is not None:
            job.done = job.total
        job.save(update_fields=["state", "error", "result", "finished_at", "done"])
        job_finished.send(sender=Job, job=job)
