"""Jobs of the room."""

from uuid import UUID

from django.utils.translation import gettext as _
from django_tasks import task

from antigone.casework.cases.models import CasePhotograph
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.galleries.models import Gallery
from antigone.casework.jobs.running import RunningJob, running
from antigone.casework.searches.known import as_probe
from antigone.casework.searches.models import Search
from antigone.casework.searches.requests import SearchRequest
from antigone.casework.searches.services import run_search
from antigone.casework.searches.session import SearchSession, kept_session
from antigone.engine.errors import NotFound

__all__ = ["search"]


@task(queue_name="searches")
def search(job_id: str) -> None:
    """Search with photographs of a case. The search has the job's id: broken off behind its list, it is not doubled."""
    with running(job_id) as run:
        if run is None:
            return
        if not Search.objects.filter(pk=run.job.pk).exists():
            session = kept_session(by=run.by)
            run_search(session, _request(run, session), by=run.by, identity=run.job.pk)
        run.result["search"] = str(run.job.pk)


def _request(run: RunningJob, session: SearchSession) -> SearchRequest:
    """What was asked for. Raises NotFound where a part of it has gone since."""
    asked = run.parameters
    case = case_by_id(run.by, run.job.about) if run.job.about else None
    wanted = [UUID(identity) for identity in asked["photographs"]]
    kept = CasePhotograph.objects.select_related("photograph", "face").filter(case=case, withdrawn_at=None)
    photographs = kept.in_bulk(wanted)
    names = dict(Gallery.objects.filter(uuid__in=asked["galleries"]).values_list("uuid", "name"))
    galleries = [names.get(UUID(identity), "") for identity in asked["galleries"]]
    if case is None or len(photographs) != len(wanted) or not all(galleries):
        raise NotFound(_("A photograph or a gallery of this search has been removed meanwhile."))
    return SearchRequest(
        case=case,
        photographs=tuple(as_probe(photographs[identity], session.recogniser) for identity in wanted),
        galleries=tuple(galleries),
        where=asked["where"],
        top=asked["top"],
        strangers=asked["strangers"],
    )
