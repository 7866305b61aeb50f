"""Work for the workers of a served home; `asking_for_work` asks for it."""

import time
from pathlib import Path

from django_tasks import task

from antigone.casework.jobs.running import RunningJob, running

STEPS = 60


@task(queue_name="searches")
def meet(job_id: str) -> None:
    """Be there until four are: each puts a file into the folder."""
    with running(job_id) as run:
        if run is None:
            return
        folder = Path(str(run.parameters["file"]))
        (folder / job_id).touch()
        while len(list(folder.iterdir())) < 4:
            time.sleep(0.05)


@task(queue_name="searches")
def slow_search(job_id: str) -> None:
    """As `slow`, in a file of its own in the folder; a minute in all."""
    with running(job_id) as run:
        if run is not None:
            _steps(run, Path(str(run.parameters["file"])) / job_id, count=10 * STEPS)


@task(queue_name="bulk")
def slow(job_id: str) -> None:
    """Count steps in a file that outlives the process, and go on from there: six seconds in all."""
    with running(job_id) as run:
        if run is not None:
            _steps(run, Path(str(run.parameters["file"])))


@task(queue_name="bulk")
def endless(job_id: str) -> None:
    """As `slow`, until a file beside it, `.enough` behind its name, ends it: however starved the machine is."""
    with running(job_id) as run:
        if run is None:
            return
        file = Path(str(run.parameters["file"]))
        while not file.with_suffix(".enough").exists():
            _steps(run, file, count=len(file.read_bytes()) + 1)


def _steps(run: RunningJob, file: Path, *, count: int = STEPS) -> None:
    file.touch()
    for step in range(len(file.read_bytes()), count):
        with file.open("ab") as out:
            out.write(b".")
        time.sleep(0.1)
        run.progress(step, count)


def _log(job_id: str) -> None:
    from antigone.casework.audit import record, writing
    from casework.audit.builders import ThingDone

    with running(job_id) as run:
        for turn in range(20 if run is not None else 0):
            with writing():
                record(ThingDone(number=turn, text=job_id), by=run.by)  # type: ignore[union-attr]


@task(queue_name="searches")
def log_searches(job_id: str) -> None:
    """Write twenty events, a transaction each."""
    _log(job_id)


@task(queue_name="bulk")
def log_bulk(job_id: str) -> None:
    """The same in the other worker."""
    _log(job_id)
