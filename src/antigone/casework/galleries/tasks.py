"""What the workers do for galleries; each goes on where a kill broke it off."""

from pathlib import Path

from django.conf import settings
from django_tasks import task

from antigone.casework.audit import Actor
from antigone.casework.galleries.completion import complete_erasures
from antigone.casework.galleries.importing import carry_out
from antigone.casework.galleries.uploads import remove_finished_uploads
from antigone.casework.jobs.models import Job
from antigone.casework.jobs.running import running
from antigone.casework.jobs.services import submit
from antigone.casework.recognition.bridge import open_recogniser

__all__ = ["finish_erasures", "import_photographs", "order_completion"]


@task(queue_name="bulk")
def import_photographs(job_id: str) -> None:
    """Enrol what was handed in through a browser."""
    try:
        with running(job_id) as run:
            if run is not None:
                carry_out(run)
    finally:
        # However the job ended. One that a kill breaks off is still running in the database and keeps its files.
        remove_finished_uploads()


@task(queue_name="bulk")
def finish_erasures(job_id: str) -> None:
    """Take what was erased out of the index's snapshot and the write-ahead log."""
    with running(job_id) as run:
        if run is not None:
            home = Path(settings.ANTIGONE_HOME)
            recogniser = open_recogniser(home, settings.ANTIGONE_PACK)
            run.result["receipts"] = complete_erasures(home=home, recogniser=recogniser, by=run.by)


def order_completion(*, by: Actor) -> Job:
    """Have a worker end the erasures that were made."""
    return submit(finish_erasures, by=by)
