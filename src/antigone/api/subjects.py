"""Subjects of a gallery and their references; erasure with receipts; legal holds."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from antigone.api.galleries import ReceiptAnswer, Retention
from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.pictures import Size, picture_answer
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Line, Text
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.galleries.corrections import correct_subject
from antigone.casework.galleries.holds import hold_by_id, lift_hold, set_hold, standing_holds
from antigone.casework.galleries.models import HoldKind, LegalHold, Subject
from antigone.casework.galleries.persons import facts_of
from antigone.casework.galleries.receipts import receipt_by_id, receipts_of
from antigone.casework.galleries.retention import keep_subject_until
from antigone.casework.galleries.selectors import (
    gallery_by_uuid,
    references_of,
    subject_by_identifier,
    subject_summaries,
)
from antigone.casework.galleries.services import erase_subject
from antigone.casework.galleries.sources import printable
from antigone.casework.galleries.sources.names import LABEL_LENGTH
from antigone.casework.galleries.tasks import order_completion
from antigone.engine.errors import NotFound

Years = Annotated[int, Field(ge=0, le=130)]
Number = Annotated[int, Field(ge=0, le=2**62)]
TEXTS = ("label", "sex", "nationality", "place")

subjects = Resource("subjects")


class SubjectLine(Schema):
    """A person of a gallery, in a list."""

    uuid: UUID
    identifier: str
    label: str
    references: int


class ReferenceAnswer(Schema):
    """A photograph that stands for the person. sha256: null for a synthetic stranger, who has none."""

    id: int
    file_name: str
    sha256: str | None
    source: str
    source_url: str
    captured_on: str
    enrolled_at: datetime
    basis: str


class SubjectAnswer(Schema):
    """All that a gallery says of a person."""

    uuid: UUID
    gallery: UUID
    identifier: str
    label: str
    sex: str
    born_from: date | None
    born_to: date | None
    age_min: int | None
    age_max: int | None
    nationality: str
    place: str
    retain_until: date | None
    references: list[ReferenceAnswer]


class Correction(Schema):
    """What is said of the person from now on; what is left out stays. age_min, age_max: years, as given."""

    label: Annotated[Line, Field(min_length=1, max_length=LABEL_LENGTH)] | None = None
    sex: Literal["", "female", "male", "other"] | None = None
    born_from: date | None = None
    born_to: date | None = None
    age_min: Years | None = None
    age_max: Years | None = None
    nationality: Line | None = None
    place: Line | None = None


class HoldOrder(Schema):
    """What must be kept, and by whose demand."""

    kind: HoldKind
    about: UUID
    reason: Text


class Lifted(Schema):
    """Why the hold ends."""

    reason: Text


class HoldAnswer(Schema):
    """A demand that something be kept."""

    id: UUID
    kind: HoldKind
    about: UUID
    reason: str
    at: datetime
    lifted_at: datetime | None
    lifted_because: str


@subjects.get("/galleries/{uuid:gallery_id}/subjects", Right.READ_GALLERIES, answers=Page[SubjectLine])
def list_subjects(request: Called, gallery_id: UUID, window: Query[Window], containing: Line = "") -> dict[str, Any]:
    """Subjects by label; containing: only those whose label or identifier holds the text."""
    gallery = gallery_by_uuid(request.actor, gallery_id)
    rows = list(subject_summaries(request.actor, gallery, containing=containing))
    return page_of(request, rows, window, lambda summary: summary)


@subjects.get("/galleries/{uuid:gallery_id}/subjects/{uuid:subject_id}", Right.READ_GALLERIES, answers=SubjectAnswer)
def show_subject(request: Called, gallery_id: UUID, subject_id: UUID) -> dict[str, Any]:
    """A person with all references and where they came from."""
    return _shown(_subject(request, gallery_id, subject_id))


@subjects.file(
    "/galleries/{uuid:gallery_id}/subjects/{uuid:subject_id}/references/{reference_id}/picture",
    Right.READ_GALLERIES,
    media_type="image/jpeg",
)
def show_reference_picture(
    request: Called, gallery_id: UUID, subject_id: UUID, reference_id: Number, size: Size = Size.SCREEN
) -> HttpResponse:
    """The photograph of a reference."""
    references = references_of(_subject(request, gallery_id, subject_id))
    reference = next((one for one in references if one.pk == reference_id), None)
    if reference is None or reference.photograph is None:
        raise NotFound(_("There is no such photograph."))
    return picture_answer(reference.photograph, size)


@subjects.patch("/galleries/{uuid:gallery_id}/subjects/{uuid:subject_id}", Right.WRITE_GALLERIES, answers=SubjectAnswer)
def correct_a_subject(request: Called, gallery_id: UUID, subject_id: UUID, correction: Correction) -> dict[str, Any]:
    """Put right what is said of a person. Candidate lists keep what they said when they were made."""
    subject = _subject(request, gallery_id, subject_id)
    told: dict[str, Any] = correction.model_dump(exclude_unset=True)
    texts: dict[str, Any] = {name: printable(told[name] or "") for name in TEXTS if name in told}
    facts = replace(facts_of(subject), **(told | texts))
    correct_subject(subject=subject, facts=facts, by=request.actor)
    return _shown(subject)


@subjects.put(
    "/galleries/{uuid:gallery_id}/subjects/{uuid:subject_id}/retention", Right.WRITE_GALLERIES, answers=SubjectAnswer
)
def keep_a_subject(request: Called, gallery_id: UUID, subject_id: UUID, retention: Retention) -> dict[str, Any]:
    """Until when this person may be kept; null gives way to the gallery's day."""
    subject = _subject(request, gallery_id, subject_id)
    keep_subject_until(subject=subject, until=retention.until, by=request.actor)
    return _shown(subject)


@subjects.delete("/galleries/{uuid:gallery_id}/subjects/{uuid:subject_id}", Right.ERASE_SUBJECTS, answers=ReceiptAnswer)
def erase_a_subject(request: Called, gallery_id: UUID, subject_id: UUID) -> Any:
    """Erase a person for good; a job then takes them out of the index's files and completes the receipt."""
    receipt = erase_subject(subject=_subject(request, gallery_id, subject_id), by=request.actor)
    order_completion(by=request.actor)
    return receipt


@subjects.get("/receipts", Right.READ_GALLERIES, answers=Page[ReceiptAnswer])
def list_receipts(request: Called, window: Query[Window]) -> dict[str, Any]:
    """What was erased, newest first."""
    return page_of(request, receipts_of(request.actor), window, lambda receipt: receipt)


@subjects.get("/receipts/{uuid:receipt_id}", Right.READ_GALLERIES, answers=ReceiptAnswer)
def show_receipt(request: Called, receipt_id: UUID) -> Any:
    """One receipt."""
    return receipt_by_id(request.actor, receipt_id)


@subjects.get("/holds", Right.HOLD, answers=Page[HoldAnswer])
def list_holds(request: Called, window: Query[Window]) -> dict[str, Any]:
    """Holds of your agency that stand, newest first."""
    return page_of(request, standing_holds(request.actor), window, lambda hold: hold)


@subjects.post("/holds", Right.HOLD, answers=HoldAnswer, status=201)
def hold_something(request: Called, order: HoldOrder) -> LegalHold:
    """Keep a case, gallery or subject from being erased."""
    _require_visible(request, order.kind, order.about)
    return set_hold(kind=order.kind, about=order.about, reason=order.reason, by=request.actor)


@subjects.post("/holds/{uuid:hold_id}/lift", Right.HOLD, answers=HoldAnswer)
def lift_a_hold(request: Called, hold_id: UUID, order: Lifted) -> LegalHold:
    """End a hold."""
    found = hold_by_id(request.actor, hold_id)
    lift_hold(hold=found, reason=order.reason, by=request.actor)
    return found


def _subject(request: Called, gallery: UUID, subject: UUID) -> Subject:
    return subject_by_identifier(request.actor, gallery_by_uuid(request.actor, gallery), str(subject))


def _require_visible(request: Called, kind: HoldKind, about: UUID) -> None:
    if kind is HoldKind.CASE:
        case_by_id(request.actor, about)
    elif kind is HoldKind.GALLERY:
        gallery_by_uuid(request.actor, about)
    elif not Subject.objects.filter(uuid=about, gallery__agency=request.actor.agency).exists():
        raise NotFound(_("There is no such person in your galleries."))


def _shown(subject: Subject) -> dict[str, Any]:
    facts = {
        name: getattr(subject, name) for name in SubjectAnswer.model_fields if name not in {"gallery", "references"}
    }
    references = [
        {
            "id": one.pk,
            "file_name": one.file_name,
            "sha256": one.photograph and one.photograph.sha256,
            "source": one.source,
            "source_url": one.source_url,
            "captured_on": one.captured_on,
            "enrolled_at": one.created_at,
            "basis": one.run.basis_kind,
        }
        for one in references_of(subject)
    ]
    return {**facts, "gallery": subject.gallery.uuid, "references": references}
