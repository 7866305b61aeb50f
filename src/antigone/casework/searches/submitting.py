"""A search asked for by somebody who does not wait in this process: checked here, done by a worker."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case, CasePhotograph
from antigone.casework.cases.policy import require_searchable
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.galleries.filters import parse_where
from antigone.casework.galleries.models import Gallery
from antigone.casework.galleries.selectors import searchable_galleries
from antigone.casework.jobs.models import Job
from antigone.casework.jobs.services import submit
from antigone.casework.searches.requests import DEFAULT_STRANGERS, DEFAULT_TOP, check_limits
from antigone.casework.searches.tasks import compare, search
from antigone.engine.errors import NotFound, UsageError

__all__ = ["submit_comparison", "submit_search"]


def submit_search(
    *,
    case: Case,
    photographs: Sequence[CasePhotograph],
    galleries: Sequence[Gallery],
    where: str = "",
    top: int = DEFAULT_TOP,
    strangers: float | None = DEFAULT_STRANGERS,
    by: Actor,
) -> Job:
    """Hand the search to the workers; the job's result has its id under `search`.

    photographs: of one person. galleries: all that may be searched where none is given. The rest as in SearchRequest.
    Raises Forbidden, NotFound for what is not the actor's to search, StateError for an expired case, UsageError.
    """
    case = _open_to(by, case, photographs)
    _check_galleries(galleries, by)
    if where:
        parse_where(where)
    check_limits(top=top, strangers=strangers)
    return submit(
        search,
        by=by,
        about=case.id,
        photographs=[str(photograph.id) for photograph in photographs],
        galleries=[str(gallery.uuid) for gallery in galleries],
        where=where,
        top=top,
        strangers=strangers,
    )


def submit_comparison(*, case: Case, first: CasePhotograph, second: CasePhotograph, by: Actor) -> Job:
    """Hand a one-to-one comparison to the workers; the job's result has its id under `comparison`.

    Raises Forbidden, NotFound for what is not the actor's, StateError for an expired case, UsageError.
    """
    if first.id == second.id:
        raise UsageError(_("Choose two photographs."))
    case = _open_to(by, case, (first, second))
    return submit(compare, by=by, about=case.id, photographs=[str(first.id), str(second.id)])


def _open_to(by: Actor, case: Case, photographs: Sequence[CasePhotograph]) -> Case:
    """The case, where the actor may search for it now with these photographs."""
    require(by, Right.SEARCH)
    case = case_by_id(by, case.id)
    require_searchable(case, today=timezone.now().date())
    _check_photographs(case, photographs)
    return case


def _check_photographs(case: Case, photographs: Sequence[CasePhotograph]) -> None:
    if not photographs:
        raise UsageError(_("Choose at least one photograph; several are taken to show one person."))
    if any(photograph.case_id != case.id or photograph.withdrawn_at is not None for photograph in photographs):
        raise NotFound(_("The case has no such photograph."))


def _check_galleries(galleries: Sequence[Gallery], by: Actor) -> None:
    allowed: set[UUID] = set(searchable_galleries(by).values_list("uuid", flat=True))
    if any(gallery.uuid not in allowed for gallery in galleries):
        raise NotFound(_("There is no such gallery."))
