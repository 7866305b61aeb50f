"""Jobs of the key's owner."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Query, Schema

from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Sentence
from antigone.casework.accounts.roles import Right
from antigone.casework.jobs.models import Job
from antigone.casework.jobs.selectors import job_by_id, jobs_of
from antigone.casework.jobs.services import stop_job as stop

jobs = Resource("jobs")


class JobAnswer(Schema):
    """A piece of work. about: the case or gallery it is for. total: null where nobody knows. result: of one done."""

    id: UUID
    task: str
    about: UUID | None
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    done: int
    total: int | None
    note: str
    result: dict[str, Any]
    error: Sentence
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @staticmethod
    def resolve_task(job: Job) -> str:
        """What is done, without where in the program."""
        return job.task.rpartition(".")[2]


@jobs.get("/jobs", Right.USE_API, answers=Page[JobAnswer])
def list_jobs(request: Called, window: Query[Window]) -> dict[str, Any]:
    """What you asked for, newest first."""
    return page_of(request, jobs_of(request.actor), window, lambda job: job)


@jobs.get("/jobs/{uuid:job_id}", Right.USE_API, answers=JobAnswer)
def show_job(request: Called, job_id: UUID) -> Job:
    """How far one is."""
    return job_by_id(request.actor, job_id)


@jobs.post("/jobs/{uuid:job_id}/stop", Right.USE_API, answers=JobAnswer)
def stop_job(request: Called, job_id: UUID) -> Job:
    """Ask one to end at its next step; what it has done stays done."""
    job = job_by_id(request.actor, job_id)
    stop(job=job)
    return job
