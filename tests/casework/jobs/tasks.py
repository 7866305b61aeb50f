"""Tasks for the tests: they go by what their parameters say."""

from django_tasks import task

from antigone.casework.jobs.models import Job
from antigone.casework.jobs.running import running
from antigone.casework.jobs.services import forget_jobs_about, stop_job
from antigone.engine.errors import StateError


@task(queue_name="bulk")
def count(job_id: str) -> None:
    with running(job_id) as run:
        if run is None:
            return
        for number in range(run.parameters["upto"]):
            run.progress(number, run.parameters["upto"], note=f"number {number}")
        run.result["counted"] = run.parameters["upto"]


@task(queue_name="bulk")
def be_refused(job_id: str) -> None:
    with running(job_id) as run:
        if run is not None:
            raise StateError("The case has expired.", advice="Renew it.")


@task(queue_name="bulk")
def be_wrong(job_id: str) -> None:
    with running(job_id) as run:
        if run is not None:
            raise ZeroDivisionError


@task(queue_name="bulk")
def be_stopped(job_id: str) -> None:
    with running(job_id) as run:
        if run is not None:
            run.result["half"] = True
            stop_job(job=Job.objects.get(pk=job_id))
            run.progress(1, 1)
            raise AssertionError("it went on")


@task(queue_name="bulk")
def lose_its_subject(job_id: str) -> None:
    with running(job_id) as run:
        if run is not None and run.job.about is not None:
            forget_jobs_about(run.job.about)
            run.progress(1, 1)
            raise AssertionError("it went on")
