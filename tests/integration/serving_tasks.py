"""Work for the workers of a served home: `python -m integration.serving_tasks TASK NUMBER [FILE]` asks for it."""

import sys
import time
from pathlib import Path

from django_tasks import task

from antigone.casework.jobs.running import running

STEPS = 60


@task(queue_name="bulk")
def slow(job_id: str) -> None:
    """Count steps in a file that outlives the process, and go on from there: six seconds in all."""
    with running(job_id) as run:
        if run is None:
            return
        file = Path(str(run.parameters["file"]))
        for step in range(len(file.read_bytes()), STEPS):
            with file.open("ab") as out:
                out.write(b".")
            time.sleep(0.1)
            run.progress(step, STEPS)


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


def submit_all(name: str, number: int, file: str) -> None:
    from antigone.casework.accounts.selectors import local_operator
    from antigone.casework.audit import Door
    from antigone.casework.jobs.services import submit
    from integration import serving_tasks

    for _ in range(number):
        submit(getattr(serving_tasks, name), by=local_operator().actor(Door.CLI), file=file)


if __name__ == "__main__":
    import django

    django.setup()
    submit_all(sys.argv[1], int(sys.argv[2]), sys.argv[3])
