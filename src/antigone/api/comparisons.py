"""Two photographs of a case, one against the other."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Schema

from antigone.api.jobs import JobAnswer
from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.photographs import photograph_of_case
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.jobs.models import Job
from antigone.casework.searches.models import Comparison
from antigone.casework.searches.selectors import comparison_by_id, comparison_document, comparisons_of
from antigone.casework.searches.submitting import submit_comparison

comparisons = Resource("comparisons")


class ComparisonOrder(Schema):
    """Two photographs of the case."""

    first: UUID
    second: UUID


class ComparisonLine(Schema):
    """A comparison without its figures."""

    id: UUID
    done_at: datetime
    files: list[str]


@comparisons.get("/cases/{uuid:case_id}/comparisons", Right.READ_CASES, answers=Page[ComparisonLine])
def list_comparisons(request: Called, case_id: UUID, window: Query[Window]) -> dict[str, Any]:
    """A case's comparisons, oldest first."""
    rows = comparisons_of(request.actor, case_by_id(request.actor, case_id)).prefetch_related("probes")
    return page_of(request, rows, window, _line)


@comparisons.post("/cases/{uuid:case_id}/comparisons", Right.SEARCH, answers=JobAnswer, status=202)
def compare(request: Called, response: HttpResponse, case_id: UUID, order: ComparisonOrder) -> Job:
    """Compare by a job; its `result` names the comparison once it is done. Location: of the job."""
    case = case_by_id(request.actor, case_id)
    first, second = (photograph_of_case(case, one) for one in (order.first, order.second))
    job = submit_comparison(case=case, first=first, second=second, by=request.actor)
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return job


@comparisons.get("/comparisons/{uuid:comparison_id}", Right.SEE_SCORED_LISTS, answers=dict[str, Any])
def show_comparison(request: Called, comparison_id: UUID) -> dict[str, Any]:
    """Its figures, as `antigone compare --json` writes them."""
    return comparison_document(comparison_by_id(request.actor, comparison_id))


def _line(comparison: Comparison) -> dict[str, Any]:
    files = [probe.file_name for probe in comparison.probes.all()]
    return {"id": comparison.id, "done_at": comparison.done_at, "files": files}
