"""Searches and their candidate lists."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Schema
from pydantic import Field

from antigone.api.jobs import JobAnswer
from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Line, Sentence, Text
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.photographs import photograph_of_case
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.examinations.scored_lists import open_scored_list
from antigone.casework.galleries.models import Gallery
from antigone.casework.galleries.selectors import searchable_galleries
from antigone.casework.jobs.models import Job
from antigone.casework.searches.exclusions import exclusion_by_id, exclusions_of, lift
from antigone.casework.searches.models import Exclusion, Search
from antigone.casework.searches.requests import DEFAULT_STRANGERS, DEFAULT_TOP, LARGEST_TOP
from antigone.casework.searches.selectors import search_by_id, search_document, searches_of
from antigone.casework.searches.submitting import submit_search
from antigone.engine.errors import NotFound

searches = Resource("searches")


class SearchOrder(Schema):
    """What to search for: photographs of one person, in galleries; all that you may search where none is named.

    where: as `antigone search --where` takes it. strangers: candidates with more expected strangers are cut; null for a
    closed list, where every name is seen.
    """

    photographs: list[UUID] = Field(min_length=1, max_length=50)
    galleries: list[UUID] = Field(default_factory=list, max_length=200)
    where: Line = ""
    top: int = Field(DEFAULT_TOP, ge=1, le=LARGEST_TOP)
    strangers: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = DEFAULT_STRANGERS


class ExclusionAnswer(Schema):
    """A person whom examination found not to be the case's; not examined again unless something is new."""

    id: UUID
    gallery: str
    subject_uuid: UUID
    reasons: str
    decided_at: datetime
    lifted_at: datetime | None
    lift_reason: str


class Lifted(Schema):
    """Why the person comes back to examination."""

    reason: Text


class SearchAnswer(Schema):
    """A search without its candidates, whose order is for nobody to see who may examine them.

    candidates: how many the list has; cut: how many were left out for too many expected strangers.
    """

    id: UUID
    case: UUID
    done_at: datetime
    outcome: str
    pack: str
    recogniser_sha256: str
    settings: dict[str, Any]
    galleries: list[dict[str, Any]]
    subjects: int
    references: int
    candidates: int
    cut: int
    warnings: list[Sentence]


@searches.get("/cases/{uuid:case_id}/searches", Right.READ_CASES, answers=Page[SearchAnswer])
def list_searches(request: Called, case_id: UUID, window: Query[Window]) -> dict[str, Any]:
    """A case's searches, oldest first."""
    rows = searches_of(request.actor, case_by_id(request.actor, case_id))
    return page_of(request, rows, window, _shown)


@searches.post("/cases/{uuid:case_id}/searches", Right.SEARCH, answers=JobAnswer, status=202)
def search(request: Called, response: HttpResponse, case_id: UUID, order: SearchOrder) -> Job:
    """Search by a job; its `result` names the search once it is done. Location: of the job."""
    case = case_by_id(request.actor, case_id)
    job = submit_search(
        case=case,
        photographs=[photograph_of_case(case, photograph) for photograph in dict.fromkeys(order.photographs)],
        galleries=[_gallery(request, gallery) for gallery in dict.fromkeys(order.galleries)],
        where=order.where,
        top=order.top,
        strangers=order.strangers,
        by=request.actor,
    )
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return job


@searches.get("/searches/{uuid:search_id}", Right.READ_CASES, answers=SearchAnswer)
def show_search(request: Called, search_id: UUID) -> dict[str, Any]:
    """A search without its candidates."""
    return _shown(search_by_id(request.actor, search_id))


@searches.get("/searches/{uuid:search_id}/candidates", Right.SEE_SCORED_LISTS, answers=dict[str, Any])
def show_candidates(request: Called, search_id: UUID) -> dict[str, Any]:
    """The candidate list with ranks, scores and names, as `antigone search --json` writes it.

    That you saw it is kept: whoever has seen a scored list cannot examine it.
    """
    found = search_by_id(request.actor, search_id)
    open_scored_list(search=found, by=request.actor)
    return search_document(found)


@searches.get("/cases/{uuid:case_id}/exclusions", Right.SEE_SCORED_LISTS, answers=Page[ExclusionAnswer])
def list_exclusions(request: Called, case_id: UUID, window: Query[Window]) -> dict[str, Any]:
    """Who was excluded for a case, newest first, lifted ones too."""
    rows = exclusions_of(case_by_id(request.actor, case_id))
    return page_of(request, rows, window, lambda exclusion: exclusion)


@searches.post("/exclusions/{uuid:exclusion_id}/lift", Right.ARBITRATE, answers=ExclusionAnswer)
def lift_an_exclusion(request: Called, exclusion_id: UUID, why: Lifted) -> Exclusion:
    """Let the person come back to examination when a search lists them again."""
    found = exclusion_by_id(request.actor, exclusion_id)
    lift(exclusion=found, reason=why.reason, by=request.actor)
    return found


def _gallery(request: Called, gallery: UUID) -> Gallery:
    found = searchable_galleries(request.actor).filter(uuid=gallery).first()
    if found is None:
        raise NotFound("There is no such gallery.")
    return found


def _shown(search: Search) -> dict[str, Any]:
    facts = {name: getattr(search, name) for name in SearchAnswer.model_fields if name not in {"case", "candidates"}}
    return {**facts, "case": search.case_id, "candidates": search.candidates.count()}
