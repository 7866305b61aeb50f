"""Writes of the room, except what a running job says of itself, which is in `running`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks.base import Task

from antigone.casework.audit import Actor, writing
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.jobs.workers import is_gone, this_worker
from antigone.engine.errors import StateError

__all__ = ["forget_jobs_about", "recover", "stop_job", "submit"]

Clock = Callable[[], datetime]


def submit(
    task: Task[[str], None],
    *,
    by: Actor,
    about: UUID | None = None,
    clock: Clock = timezone.now,
    **parameters: str | float | bool | list[str] | None,
) -> Job:
    """Hand a piece of work to the workers; it is there once the caller's transaction commits.

    task: of a room's `tasks`, whose one argument is the job's id. parameters: what it needs beside that, ids rather
    than names. No event of its own: the act is logged by whoever does it.
    """
    with writing():
        job = Job.objects.create(
            agency_id=by.agency,
            owner_id=by.user,
            door=by.door.value,
            task=f"{task.func.__module__}.{task.func.__name__}",
            about=about,
            parameters=parameters,
            created_at=clock(),
        )
        task.enqueue(str(job.id))
    return job


def stop_job(*, job: Job) -> None:
    """Ask a job to end at its next step; one that waits ends at once. Raises StateError where it is over."""
    with writing():
        job.refresh_from_db()
        if job.is_over:
            raise StateError(_("This job is over already."))
        job.asked_to_stop = True
        if job.state == JobState.WAITING:
            job.state, job.finished_at = JobState.STOPPED, timezone.now()
        job.save(update_fields=["asked_to_stop", "state", "finished_at"])


def recover(*, silent_for: timedelta = timedelta(minutes=10), clock: Clock = timezone.now) -> int:
    """Hand out again what a worker left behind that is gone; gives their number.

    A worker of this machine is gone when its process is; one of another machine when it has not been heard of for
    `silent_for`. Tasks are written to go on where they were broken off.
    """
    here = this_worker()
    with writing():
        left = [
            job
            for job in Job.objects.filter(state=JobState.RUNNING)
            if is_gone(job.worker, seen_from=here, silent=job.beat_at is None or clock() - job.beat_at > silent_for)
        ]
        for job in left:
            job.state, job.worker = JobState.WAITING, ""
            job.save(update_fields=["state", "worker"])
            import_string(job.task).enqueue(str(job.id))
    return len(left)


def forget_jobs_about(about: UUID) -> int:
    """Delete every job about what is being erased, in the caller's transaction; gives their number."""
    deleted, _by_model = Job.objects.filter(about=about).delete()
    return deleted
