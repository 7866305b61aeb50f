"""Jobs: handed out, done, stopped, left behind by a process that is gone, and taken up again."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.jobs.finishing import job_finished
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.jobs.running import running
from antigone.casework.jobs.selectors import job_by_id, jobs_of
from antigone.casework.jobs.services import forget_jobs_about, recover, stop_job, submit
from antigone.casework.jobs.workers import this_worker
from antigone.engine.errors import NotFound, StateError
from builders.jobs import work
from builders.people import agency, person
from casework.jobs import tasks

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def by() -> Actor:
    return person(agency(), Role.REGISTRAR).actor(Door.WEB)


@pytest.fixture
def told() -> Iterator[list[str]]:
    """States of the jobs that ended, as listeners hear of them."""
    heard: list[str] = []

    def listen(job: Job, **_: object) -> None:
        heard.append(job.state)

    job_finished.connect(listen)
    yield heard
    job_finished.disconnect(listen)


def left_behind(job: Job, *, worker: str) -> None:
    """As a worker leaves it that was killed at work: its row of the queue is taken, the job says `running`."""
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, worker=worker, beat_at=NOON)


def test_a_job_waits_is_done_and_keeps_its_result(by: Actor, told: list[str]) -> None:
    job = submit(tasks.count, by=by, about=uuid4(), upto=3)
    assert (job.state, job.actor(), job.parameters) == (JobState.WAITING, by, {"upto": 3})
    assert DBTaskResult.objects.get(status=TaskResultStatus.READY).queue_name == "bulk"
    assert work() == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (JobState.DONE, 3, 3, {"counted": 3})
    assert job.started_at is not None
    assert job.finished_at is not None
    assert told == ["done"]


def test_progress_is_written_while_it_goes_on(by: Actor) -> None:
    job = submit(tasks.count, by=by, upto=2)
    with running(str(job.id)) as run:
        assert run is not None
        run.progress(1, 2, note="half")
        seen = Job.objects.get(pk=job.pk)
        assert (seen.state, seen.done, seen.total, seen.note) == (JobState.RUNNING, 1, 2, "half")
        assert seen.worker == this_worker()


def test_a_refusal_is_the_jobs_sentence(by: Actor, told: list[str]) -> None:
    job = submit(tasks.be_refused, by=by)
    work()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "The case has expired. Renew it.")
    assert told == ["failed"]


def test_a_defect_fails_the_job_and_reaches_the_workers_log(by: Actor) -> None:
    job = submit(tasks.be_wrong, by=by)
    with pytest.raises(ZeroDivisionError):
        work()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "The program failed; the server's log says where.")


def test_a_job_is_done_once(by: Actor) -> None:
    job = submit(tasks.count, by=by, upto=1)
    with running(str(job.id)) as first, running(str(job.id)) as second:
        assert first is not None
        assert second is None
    with running(str(job.id)) as again:
        assert again is None
    with running(str(uuid4())) as unknown:
        assert unknown is None


def test_a_waiting_job_is_stopped_at_once_and_never_begun(by: Actor, told: list[str]) -> None:
    job = submit(tasks.count, by=by, upto=1)
    stop_job(job=job)
    assert (job.state, job.is_over, told) == (JobState.STOPPED, True, ["stopped"])
    tasks.count.call(str(job.id))
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.STOPPED, {})
    with pytest.raises(StateError, match="over already"):
        stop_job(job=job)


def test_a_running_job_ends_at_its_next_step(by: Actor, told: list[str]) -> None:
    job = submit(tasks.be_stopped, by=by)
    work()
    job.refresh_from_db()
    assert (job.state, job.result, told) == (JobState.STOPPED, {}, ["stopped"])


def test_a_job_whose_subject_is_erased_ends_and_leaves_nothing(by: Actor, told: list[str]) -> None:
    submit(tasks.lose_its_subject, by=by, about=uuid4())
    assert work() == 1
    assert not Job.objects.exists()
    assert told == []


def test_jobs_about_what_is_erased_go(by: Actor) -> None:
    case = uuid4()
    submit(tasks.count, by=by, about=case, upto=1)
    other = submit(tasks.count, by=by, about=uuid4(), upto=1)
    assert forget_jobs_about(case) == 1
    assert list(Job.objects.all()) == [other]


def failed_with(text: str, *, at: datetime) -> None:
    """What the queue keeps of a task that failed."""
    failed = {"status": TaskResultStatus.FAILED, "traceback": text, "finished_at": at}
    assert DBTaskResult.objects.filter(traceback="").update(**failed) == 1


def test_with_what_is_erased_goes_what_the_queue_kept_of_finished_work(by: Actor) -> None:
    submit(tasks.count, by=by, upto=1)
    failed_with("Anna's photograph could not be read", at=timezone.now())
    waiting = submit(tasks.count, by=by, upto=1)
    forget_jobs_about(uuid4())
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[str(waiting.id)]]


def test_what_the_queue_kept_of_finished_work_goes_after_an_hour(by: Actor) -> None:
    for minutes in (0, 30):
        submit(tasks.count, by=by, clock=lambda: NOON, upto=1)
        failed_with(f"ended at {minutes}", at=NOON + timedelta(minutes=minutes))
    submit(tasks.count, by=by, clock=lambda: NOON + timedelta(minutes=61), upto=1)
    assert sorted(DBTaskResult.objects.values_list("traceback", flat=True)) == ["", "ended at 30"]


def test_what_a_process_left_behind_that_is_gone_is_done_after_all(by: Actor) -> None:
    job = submit(tasks.count, by=by, upto=2)
    host, number, start = this_worker().split("/")
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    left_behind(job, worker=f"{host}/{int(gone.stdout)}/{start}")
    assert recover() == 1
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1
    work()
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"counted": 2})
    assert int(number) == os.getpid()


def test_a_later_process_of_the_same_number_is_another_one(by: Actor) -> None:
    job = submit(tasks.count, by=by, upto=1)
    host, number, start = this_worker().split("/")
    left_behind(job, worker=f"{host}/{number}/{start}0")
    assert recover() == 1


def test_a_job_whose_process_lives_is_left_alone_however_silent(by: Actor) -> None:
    job = submit(tasks.count, by=by, upto=1)
    left_behind(job, worker=this_worker())
    assert recover(clock=lambda: NOON + timedelta(days=1)) == 0


def test_a_worker_of_another_machine_is_gone_when_it_has_been_silent(by: Actor) -> None:
    job = submit(tasks.count, by=by, upto=1)
    left_behind(job, worker="another-machine/1/2")
    assert recover(clock=lambda: NOON + timedelta(minutes=9)) == 0
    assert recover(clock=lambda: NOON + timedelta(minutes=11)) == 1


def test_what_was_taken_from_the_queue_and_never_begun_is_handed_out_again(by: Actor) -> None:
    submit(tasks.count, by=by, upto=1)
    assert recover() == 0
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert recover() == 1
    assert recover() == 0


def test_what_was_to_stop_when_its_process_went_is_stopped(by: Actor, told: list[str]) -> None:
    job = submit(tasks.count, by=by, upto=1)
    left_behind(job, worker="another-machine/1/2")
    stop_job(job=job)
    recover(clock=lambda: timezone.now() + timedelta(hours=1))
    job.refresh_from_db()
    assert (job.state, told) == (JobState.STOPPED, ["stopped"])


def test_a_person_sees_their_own_jobs(by: Actor) -> None:
    job = submit(tasks.count, by=by, upto=1)
    colleague = person(job.agency, Role.SUPERVISOR).actor(Door.WEB)
    assert job_by_id(by, job.id) == job
    assert list(jobs_of(colleague)) == []
    with pytest.raises(NotFound):
        job_by_id(colleague, job.id)
