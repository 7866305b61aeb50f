"""Jobs of the room."""

from uuid import UUID

from django_tasks import task

from antigone.casework.cases.faces import read_faces
from antigone.casework.cases.models import CasePhotograph
from antigone.casework.jobs.running import running
from antigone.casework.recognition.serving import models_in_use, open_reader

__all__ = ["read_case_photograph"]


@task(queue_name="searches")
def read_case_photograph(job_id: str) -> None:
    """Find the faces of a photograph that somebody added, or looks at in another way. Done twice it gives the same."""
    with running(job_id) as run:
        if run is None:
            return
        # From the look at which face is meant to the finding kept: of two jobs for one photograph the last is right.
        with models_in_use():
            wanted = CasePhotograph.objects.select_related("photograph", "case")
            photograph = wanted.filter(pk=UUID(run.parameters["photograph"])).first()
            if photograph is not None:
                read_faces(photograph, open_reader())
                run.result["photograph"] = str(photograph.id)
