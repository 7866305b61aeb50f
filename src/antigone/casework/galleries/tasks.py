"""What the workers do for galleries; each goes on where a kill broke it off."""

from pathlib import Path

from django.conf import settings
from django_tasks import task

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.galleries.completion import complete_erasures
from antigone.casework.galleries.importing import carry_out
from antigone.casework.galleries.models import Gallery
from antigone.casework.galleries.services import erase_gallery, require_no_holds_in
from antigone.casework.galleries.uploads import remove_finished_uploads
from antigone.casework.jobs.models import Job
from antigone.casework.jobs.running import running
from antigone.casework.jobs.services import submit
from antigone.casework.recognition.bridge import open_recogniser

__all__ = ["erase_whole_gallery", "finish_erasures", "import_photographs", "order_completion", "order_gallery_erasure"]


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
            run.result["receipts"] = _complete(run.by)


@task(queue_name="bulk")
def erase_whole_gallery(job_id: str) -> None:
    """Erase a gallery and everybody in it; handed out again, it goes on with those who are left."""
    with running(job_id) as run:
        if run is not None:
            # Gone already where a kill came between its erasure and the rest.
            gallery = Gallery.objects.filter(uuid=run.parameters["gallery"], agency=run.by.agency).first()
            if gallery is not None:
                erase_gallery(gallery=gallery, by=run.by)
            run.result["receipts"] = _complete(run.by)


def order_completion(*, by: Actor) -> Job:
    """Have a worker end the erasures that were made."""
    return submit(finish_erasures, by=by)


def order_gallery_erasure(*, gallery: Gallery, by: Actor) -> Job:
    """Have a worker erase a gallery. Raises Forbidden, and StateError under a legal hold."""
    require(by, Right.ERASE_SUBJECTS)
    require_no_holds_in(gallery)
    # Not about the gallery: what is about it goes with it.
    return submit(erase_whole_gallery, by=by, gallery=str(gallery.uuid))


def _complete(by: Actor) -> int:
    home = Path(settings.ANTIGONE_HOME)
    return complete_erasures(home=home, recogniser=open_recogniser(home, settings.ANTIGONE_PACK), by=by)
