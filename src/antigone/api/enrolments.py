"""What enrolments brought into a gallery, and what they refused."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Query, Schema

from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.casework.accounts.roles import Right
from antigone.casework.galleries.browsing import run_by_id
from antigone.casework.galleries.models import BasisKind, EnrolmentRun
from antigone.casework.galleries.selectors import gallery_by_uuid

enrolments = Resource("enrolments")


class EnrolmentAnswer(Schema):
    """One enrolment in numbers. finished_at: null where it was broken off or is at work. job: of an import."""

    id: UUID
    basis: BasisKind
    basis_text: str
    source: str
    min_quality: float | None
    started_at: datetime
    finished_at: datetime | None
    enrolled: int
    already_there: int
    refused: int
    job: UUID | None


class RefusalAnswer(Schema):
    """A photograph that was not enrolled, and why. subject: the identifier it was given for, empty if unknown."""

    item_name: str
    subject: str
    code: str
    reason: str


@enrolments.get("/galleries/{uuid:gallery_id}/enrolments", Right.READ_GALLERIES, answers=Page[EnrolmentAnswer])
def list_enrolments(request: Called, gallery_id: UUID, window: Query[Window]) -> dict[str, Any]:
    """The gallery's enrolments, newest first."""
    runs = gallery_by_uuid(request.actor, gallery_id).runs.order_by("-started_at", "pk")
    return page_of(request, runs, window, _shown)


@enrolments.get("/galleries/{uuid:gallery_id}/enrolments/{uuid:run_id}", Right.READ_GALLERIES, answers=EnrolmentAnswer)
def show_enrolment(request: Called, gallery_id: UUID, run_id: UUID) -> dict[str, Any]:
    """One of them."""
    return _shown(_run(request, gallery_id, run_id))


@enrolments.get(
    "/galleries/{uuid:gallery_id}/enrolments/{uuid:run_id}/refusals",
    Right.READ_GALLERIES,
    answers=Page[RefusalAnswer],
)
def list_refusals(request: Called, gallery_id: UUID, run_id: UUID, window: Query[Window]) -> dict[str, Any]:
    """What it refused, each with the reason, in the order of the source."""
    refusals = _run(request, gallery_id, run_id).refusals.order_by("pk")
    return page_of(request, refusals, window, lambda refusal: refusal)


def _run(request: Called, gallery: UUID, run: UUID) -> EnrolmentRun:
    return run_by_id(request.actor, gallery_by_uuid(request.actor, gallery), run)


def _shown(run: EnrolmentRun) -> dict[str, Any]:
    facts = {name: getattr(run, name) for name in EnrolmentAnswer.model_fields if name != "basis"}
    return {**facts, "basis": run.basis_kind}
