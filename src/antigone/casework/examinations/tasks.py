"""Work that a worker does for this room."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from antigone.casework.audit import Actor
from antigone.casework.examinations.known_answers import ListMaker, make_list
from antigone.casework.jobs.running import running
from antigone.casework.recognition.bridge import open_recogniser
from antigone.casework.recognition.comparing import GallerySearcher

__all__ = ["make_known_answer_list"]


@task(queue_name="bulk")
def make_known_answer_list(job_id: str) -> None:
    """Make a list whose answer is known and give it to an examiner; done again, it finds its list there."""
    with running(job_id) as run:
        if run is not None:
            asked = run.parameters
            make_list(
                open_maker(run.by), examiner=UUID(asked["examiner"]), seed=asked["seed"], by=run.by, now=timezone.now()
            )


def open_maker(by: Actor) -> ListMaker:
    """The pack in use and the home's index. No photograph is read, so no model is loaded."""
    home = Path(settings.ANTIGONE_HOME)
    recogniser = open_recogniser(home, settings.ANTIGONE_PACK)
    return ListMaker(recogniser=recogniser, searcher=GallerySearcher(home=home, recogniser=recogniser, by=by))
