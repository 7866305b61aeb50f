"""Galleries: opening, sharing, keeping and importing."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import File, Form, Query, Schema, UploadedFile
from pydantic import Field, FiniteFloat

from antigone.api.jobs import JobAnswer
from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Line
from antigone.casework.accounts.roles import Right
from antigone.casework.galleries.imports import HandedIn, order_import
from antigone.casework.galleries.imports import UploadedFile as Handed
from antigone.casework.galleries.models import BasisKind, Gallery, HoldKind
from antigone.casework.galleries.provenance import Basis
from antigone.casework.galleries.retention import keep_gallery_until
from antigone.casework.galleries.selectors import galleries_of, gallery_by_uuid, gallery_summaries, searchable_galleries
from antigone.casework.galleries.services import ensure_gallery, erase_gallery
from antigone.casework.galleries.sharing import share_gallery, shares_of, unshare_gallery
from antigone.casework.galleries.tasks import order_completion
from antigone.casework.jobs.models import Job
from antigone.casework.jobs.selectors import job_by_id
from antigone.engine.errors import StateError

galleries = Resource("galleries")


class GalleryLine(Schema):
    """A gallery that you may search. own: of your agency, which may look into it."""

    uuid: UUID
    name: str
    agency: str
    own: bool
    retain_until: date | None


class GalleryAnswer(Schema):
    """A gallery in numbers. photographs: different originals; references: each stands for a subject."""

    uuid: UUID
    name: str
    opened_at: datetime
    retain_until: date | None
    subjects: int
    photographs: int
    references: int


class GalleryOrder(Schema):
    """What it is called."""

    name: Line


class AgencyName(Schema):
    """Another agency, by its name."""

    agency: Line


class ShareAnswer(Schema):
    """An agency that may search the gallery."""

    agency: str
    at: datetime


class Retention(Schema):
    """The last day on which subjects may be kept; null for none."""

    until: date | None


class ImportOrder(Schema):
    """On what ground the photographs may be enrolled."""

    basis: BasisKind
    basis_text: Line = ""
    min_quality: FiniteFloat | None = Field(None, ge=0, le=1)


class ReceiptAnswer(Schema):
    """What an erasure took away, in numbers. completed_at: when no file of the home held it any longer, else null."""

    id: UUID
    kind: HoldKind
    about: UUID
    document: dict[str, Any]
    at: datetime
    completed_at: datetime | None


@galleries.get("/galleries", Right.READ_GALLERIES, answers=Page[GalleryLine])
def list_galleries(request: Called, window: Query[Window]) -> dict[str, Any]:
    """Those of your agency and those shared with it, by name."""
    rows = searchable_galleries(request.actor).select_related("agency")
    return page_of(request, rows, window, lambda gallery: _line(gallery, request))


@galleries.post("/galleries", Right.WRITE_GALLERIES, answers=GalleryAnswer, status=201)
def create_gallery(request: Called, order: GalleryOrder) -> dict[str, Any]:
    """Open a gallery."""
    if galleries_of(request.actor).filter(name=order.name.strip()).exists():
        raise StateError(_("There is a gallery of that name already."))
    return _shown(ensure_gallery(name=order.name, by=request.actor), request)


@galleries.get("/galleries/{uuid:gallery_id}", Right.READ_GALLERIES, answers=GalleryAnswer)
def show_gallery(request: Called, gallery_id: UUID) -> dict[str, Any]:
    """One of your agency's."""
    return _shown(gallery_by_uuid(request.actor, gallery_id), request)


@galleries.delete("/galleries/{uuid:gallery_id}", Right.ERASE_SUBJECTS, answers=ReceiptAnswer)
def erase_a_gallery(request: Called, gallery_id: UUID) -> Any:
    """Erase it for good with all its subjects; a job then takes them out of the index's files."""
    receipt = erase_gallery(gallery=gallery_by_uuid(request.actor, gallery_id), by=request.actor)
    order_completion(by=request.actor)
    return receipt


@galleries.get("/galleries/{uuid:gallery_id}/shares", Right.READ_GALLERIES, answers=list[ShareAnswer])
def list_shares(request: Called, gallery_id: UUID) -> list[dict[str, Any]]:
    """Agencies that may search it."""
    shares = shares_of(gallery_by_uuid(request.actor, gallery_id))
    return [{"agency": share.agency.name, "at": share.at} for share in shares]


@galleries.post("/galleries/{uuid:gallery_id}/shares", Right.WRITE_GALLERIES, answers=list[ShareAnswer], status=201)
def share_a_gallery(request: Called, gallery_id: UUID, order: AgencyName) -> list[dict[str, Any]]:
    """Let another agency search it; it may not browse."""
    share_gallery(gallery=gallery_by_uuid(request.actor, gallery_id), agency=order.agency, by=request.actor)
    return list_shares(request, gallery_id)


@galleries.post("/galleries/{uuid:gallery_id}/unshare", Right.WRITE_GALLERIES, answers=list[ShareAnswer])
def unshare_a_gallery(request: Called, gallery_id: UUID, order: AgencyName) -> list[dict[str, Any]]:
    """Let an agency search it no longer."""
    unshare_gallery(gallery=gallery_by_uuid(request.actor, gallery_id), agency=order.agency, by=request.actor)
    return list_shares(request, gallery_id)


@galleries.put("/galleries/{uuid:gallery_id}/retention", Right.WRITE_GALLERIES, answers=GalleryAnswer)
def keep_a_gallery(request: Called, gallery_id: UUID, retention: Retention) -> dict[str, Any]:
    """Until when its subjects may be kept. Nothing goes by itself."""
    gallery = gallery_by_uuid(request.actor, gallery_id)
    keep_gallery_until(gallery=gallery, until=retention.until, by=request.actor)
    return _shown(gallery, request)


@galleries.post("/galleries/{uuid:gallery_id}/imports", Right.WRITE_GALLERIES, answers=JobAnswer, status=202)
def import_photographs(
    request: Called,
    gallery_id: UUID,
    order: Form[ImportOrder],
    archive: File[UploadedFile],
    manifest: File[UploadedFile] = None,  # type: ignore[assignment] # ninja's word for one that may be left out
) -> Job:
    """Enrol the photographs of a zip archive, as `antigone enrol` does, by a job."""
    handed = HandedIn(
        archive=_handed(archive),
        manifest=_handed(manifest) if manifest else None,
        basis=Basis(kind=order.basis, text=order.basis_text),
        min_quality=order.min_quality,
    )
    made = order_import(gallery=gallery_by_uuid(request.actor, gallery_id), handed_in=handed, by=request.actor)
    return job_by_id(request.actor, made.job)


def _handed(file: UploadedFile) -> Handed:
    return Handed(name=file.name or "", pieces=file.chunks())


def _line(gallery: Gallery, request: Called) -> dict[str, Any]:
    return {
        "uuid": gallery.uuid,
        "name": gallery.name,
        "agency": gallery.agency.name,
        "own": gallery.agency_id == request.actor.agency,
        "retain_until": gallery.retain_until,
    }


def _shown(gallery: Gallery, request: Called) -> dict[str, Any]:
    (summary,) = gallery_summaries(request.actor, name=gallery.name)
    return {
        "uuid": gallery.uuid,
        "name": gallery.name,
        "opened_at": gallery.created_at,
        "retain_until": gallery.retain_until,
        "subjects": summary.subjects,
        "photographs": summary.photographs,
        "references": summary.templates,
    }
