"""Writes of the room, except what a running job says of itself, which is in `running`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from antigone.casework.audit import Actor, writing
from antigone.casework.jobs.finishing import finish
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.jobs.workers import is_gone, this_worker
from antigone.engine.errors import StateError

__all__ = ["forget_jobs_about", "recover", "stop_job", "submit"]

Clock = Callable[[], datetime]

_RESULTS_KEPT = timedelta(hours=1)


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
        _forget_results(before=job.created_at - _RESULTS_KEPT)
        task.enqueue(str(job.id))
    return job


def stop_job(*, job: Job, clock: Clock = timezone.now) -> None:
    """Ask a job to end at its next step; one that waits ends at once. Raises StateError where it is over."""
    with writing():
        # A worker may take a waiting job at any moment: only one that it has not taken ends here.
        Job.objects.filter(pk=job.pk).update(asked_to_stop=True)
        waited = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(state=JobState.STOPPED)
        job.refresh_from_db()
        if waited:
            finish(job, JobState.STOPPED, now=clock())
        elif job.is_over:
            raise StateError(_("This job is over already."))


def recover(*, silent_for: timedelta = timedelta(minutes=10), clock: Clock = timezone.now) -> int:
    """Hand out again what a worker left behind that is gone; gives their number.

    A worker of this machine is gone when its process is; one of another machine when it has not been heard of for
    `silent_for`. Tasks are written to go on where they were broken off; one that was asked to stop ends here.
    """
    here = this_worker()
    with writing():
        left = [
            job
            for job in Job.objects.filter(state=JobState.RUNNING)
            if is_gone(job.worker, seen_from=here, silent=job.beat_at is None or clock() - job.beat_at > silent_for)
        ]
        for job in left:
            _hand_out_again(job, now=clock())
        lost = _taken_and_not_begun()
        for job in lost:
            import_string(job.task).enqueue(str(job.id))
    return len(left) + len(lost)


def _hand_out_again(job: Job, *, now: datetime) -> None:
    if job.asked_to_stop:
        finish(job, JobState.STOPPED, now=now)
        return
    job.state, job.worker = JobState.WAITING, ""
    job.save(update_fields=["state", "worker"])
    import_string(job.task).enqueue(str(job.id))


def _taken_and_not_begun() -> list[Job]:
    """Jobs that wait for nobody: a worker took them from the queue and was gone before it began.

    One that a living worker takes right now may be among them; it is handed out twice and done once.
    """
    waiting = list(Job.objects.filter(state=JobState.WAITING))
    queued = DBTaskResult.objects.filter(status=TaskResultStatus.READY).values_list("args_kwargs", flat=True)
    in_queue = {str(argument) for arguments in queued for argument in arguments["args"]}
    return [job for job in waiting if str(job.id) not in in_queue]


def forget_jobs_about(about: UUID) -> int:
    """Delete every job about what is being erased, in the caller's transaction; gives their number.

    What the queue keeps of finished work goes with them, whatever it was about: a traceback may quote anything.
    """
    _forget_results(before=None)
    deleted, _by_model = Job.objects.filter(about=about).delete()
    return deleted


def _forget_results(*, before: datetime | None) -> None:
    """The queue's rows of finished work: all, or those that ended before then. What matters of it is in the job."""
    finished = DBTaskResult.objects.finished()
    (finished if before is None else finished.filter(finished_at__lt=before)).delete()
