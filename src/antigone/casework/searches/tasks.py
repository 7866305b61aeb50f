"""Jobs of the room."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from antigone.casework.cases.models import Case, CasePhotograph
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.galleries.models import Gallery
from antigone.casework.jobs.running import RunningJob, running
from antigone.casework.searches.comparisons import compare_photographs
from antigone.casework.searches.known import as_probe
from antigone.casework.searches.models import Comparison, Search
from antigone.casework.searches.requests import AnyPhotograph, ComparisonRequest, SearchRequest
from antigone.casework.searches.services import run_search
from antigone.casework.searches.session import SearchSession, kept_session
from antigone.engine.errors import NotFound

__all__ = ["compare", "search"]


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


@task(queue_name="searches")
def compare(job_id: str) -> None:
    """Compare two photographs of a case. The comparison has the job's id, as a search has."""
    with running(job_id) as run:
        if run is None:
            return
        if not Comparison.objects.filter(pk=run.job.pk).exists():
            session = kept_session(by=run.by)
            case, (first, second) = _asked_with(run, session)
            request = ComparisonRequest(case=case, first=first, second=second)
            compare_photographs(session, request, by=run.by, now=timezone.now(), identity=run.job.pk)
        run.result["comparison"] = str(run.job.pk)


def _request(run: RunningJob, session: SearchSession) -> SearchRequest:
    """What was asked for. Raises NotFound where a part of it has gone since."""
    asked = run.parameters
    case, photographs = _asked_with(run, session)
    names = dict(Gallery.objects.filter(uuid__in=asked["galleries"]).values_list("uuid", "name"))
    galleries = [names.get(UUID(identity), "") for identity in asked["galleries"]]
    if not all(galleries):
        raise NotFound(_("A gallery of this search has been removed meanwhile."))
    return SearchRequest(
        case=case,
        photographs=photographs,
        galleries=tuple(galleries),
        where=asked["where"],
        top=asked["top"],
        strangers=asked["strangers"],
    )


def _asked_with(run: RunningJob, session: SearchSession) -> tuple[Case, tuple[AnyPhotograph, ...]]:
    """Case and photographs. Raises NotFound where one of them has gone since."""
    case = case_by_id(run.by, run.job.about) if run.job.about else None
    wanted = [UUID(identity) for identity in run.parameters["photographs"]]
    kept = CasePhotograph.objects.select_related("photograph", "face").filter(case=case, withdrawn_at=None)
    photographs = kept.in_bulk(wanted)
    if case is None or any(identity not in photographs for identity in wanted):
        raise NotFound(_("A photograph has been removed meanwhile."))
    return case, tuple(as_probe(photographs[identity], session.recogniser) for identity in wanted)
