"""What a job at work says of itself, and where it learns that it is to stop."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.jobs.finishing import finish
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.jobs.workers import this_worker
from antigone.engine.errors import AntigoneError

__all__ = ["JobStopped", "RunningJob", "running"]

WRITE_EVERY_SECONDS = 0.5


class JobStopped(Exception):
    """Somebody asked the job to end. What it has done stays done."""


@dataclass(slots=True, kw_only=True)
class RunningJob:
    """A job being done. result: what the caller puts there is kept when the job ends well."""

    job: Job
    by: Actor
    result: dict[str, Any] = field(default_factory=dict)
    _written: float = 0.0

    @property
    def parameters(self) -> dict[str, Any]:
        """As `submit` was given them."""
        return dict(self.job.parameters)

    def progress(self, done: int, total: int | None = None, *, note: str = "") -> None:
        """Say how far the work is, written twice a second at most.

        Raises JobStopped where it is to end: somebody asked, or what the job is about has been erased, and it with it.
        """
        now = time.monotonic()
        if now - self._written < WRITE_EVERY_SECONDS and done != total:
            return
        self._written = now
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, note=note, beat_at=timezone.now())
        if not Job.objects.filter(pk=self.job.pk, asked_to_stop=False).exists():
            raise JobStopped


@contextmanager
def running(job_id: str, *, clock: Callable[[], datetime] = timezone.now) -> Iterator[RunningJob | None]:
    """The job of that id, marked as running, then as done, failed or stopped by how the block ends.

    Gives None where there is nothing to do: the job is gone, over, or another worker's. An AntigoneError ends the job
    with its sentence; any other error ends it, too, and goes on to the worker's log.
    """
    claimed = Job.objects.filter(pk=UUID(job_id), state=JobState.WAITING).update(
        state=JobState.RUNNING, worker=this_worker(), started_at=clock(), beat_at=clock()
    )
    if not claimed:
        yield None
        return
    job = Job.objects.select_related("owner").get(pk=UUID(job_id))
    run = RunningJob(job=job, by=job.actor())
    try:
        with translation.override(job.owner.language or None):
            yield run
    except JobStopped:
        finish(job, JobState.STOPPED, now=clock())
    except AntigoneError as error:
        finish(job, JobState.FAILED, error=error.diagnostics(), now=clock())
    except Exception:
        # The outermost edge of a worker's work. A signal is no Exception: what it breaks off is handed out again.
        finish(job, JobState.FAILED, error=_("The program failed; the server's log says where."), now=clock())
        raise
    else:
        finish(job, JobState.DONE, result=run.result, now=clock())
