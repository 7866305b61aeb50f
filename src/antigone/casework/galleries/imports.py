"""Photographs handed in through a browser: kept, looked at as a whole, and given to a job."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.galleries.events import ImportOrdered
from antigone.casework.galleries.models import Gallery, GalleryImport
from antigone.casework.galleries.provenance import Basis
from antigone.casework.galleries.sources import open_source, printable
from antigone.casework.galleries.tasks import import_photographs
from antigone.casework.galleries.uploads import (
    ARCHIVE,
    MANIFESTS,
    folder_of,
    keep_file,
    manifest_of,
    remove_finished_uploads,
    remove_upload,
)
from antigone.casework.jobs.models import Job
from antigone.casework.jobs.services import stop_job, submit
from antigone.engine.errors import SourceError, StateError

__all__ = ["HandedIn", "UploadedFile", "order_import", "stop_import"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file as a browser sends it: pieces may be asked for once."""

    name: str
    pieces: Iterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What was handed in. manifest: one that lies beside the archive, None where it is inside or there is none."""

    archive: UploadedFile
    basis: Basis
    manifest: UploadedFile | None = None
    min_quality: float | None = None


def order_import(
    *, gallery: Gallery, handed_in: HandedIn, by: Actor, clock: Callable[[], datetime] = timezone.now
) -> GalleryImport:
    """Keep the files and have a job enrol what is in them.

    Raises Forbidden; SourceError for an archive or manifest that is wrong as a whole (no zip, encrypted, a bomb,
    nothing in it), of which nothing is kept; StateError where the disk does not take it.
    """
    require(by, Right.WRITE_GALLERIES)
    remove_finished_uploads()
    order = uuid4()
    try:
        items = _keep(order, handed_in)
        with writing():
            job = submit(import_photographs, by=by, about=gallery.uuid, clock=clock)
            ordered = GalleryImport.objects.create(
                id=order,
                gallery=gallery,
                job=job.id,
                basis_kind=handed_in.basis.kind,
                basis_text=handed_in.basis.text,
                min_quality=handed_in.min_quality,
                file_name=printable(handed_in.archive.name),
                has_manifest=handed_in.manifest is not None,
                by_id=by.user,
                at=clock(),
            )
            Job.objects.filter(pk=job.pk).update(total=items)
            record(ImportOrdered(gallery=gallery.uuid, job=job.id, items=items), by=by)
    except BaseException:
        # Whatever it was, a request that was cut off included: nobody has been told that the files are kept.
        remove_upload(order)
        raise
    return ordered


def stop_import(*, order: GalleryImport, by: Actor) -> None:
    """End an import; what it has enrolled stays. Raises Forbidden, StateError where it is over."""
    require(by, Right.WRITE_GALLERIES)
    job = Job.objects.filter(pk=order.job).first()
    if job is None:
        raise StateError(_("This import is over already."))
    stop_job(job=job)
    remove_finished_uploads()


def _keep(order: UUID, handed_in: HandedIn) -> int:
    """Write the files into the home and look at them as a whole; gives how many items there are."""
    archive, manifest = handed_in.archive, handed_in.manifest
    if not archive.name.casefold().endswith(".zip"):
        raise SourceError(
            _("%(file)s is no zip file.") % {"file": printable(archive.name)}, advice=_("Pack it as zip.")
        )
    folder = folder_of(order)
    if manifest is not None:
        kept_as = MANIFESTS.get(PurePath(manifest.name.casefold()).suffix)
        if kept_as is None:
            raise SourceError(
                _("%(file)s is no manifest.") % {"file": printable(manifest.name)},
                advice=_("A manifest is a .csv, .tsv or .jsonl file."),
            )
        keep_file(folder, kept_as, manifest.pieces)
    keep_file(folder, ARCHIVE, archive.pieces)
    with open_source(folder / ARCHIVE, called=archive.name, manifest=manifest_of(order)) as source:
        items = source.count()
    if not items:
        raise SourceError(_("%(file)s holds no photographs.") % {"file": printable(archive.name)})
    return items
