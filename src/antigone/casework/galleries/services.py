"""Writes of the room, except enrolment, which is in `enrolment`."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, forget, record, writing
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.pictures import kept_pictures
from antigone.casework.evidence.services import destroy_if_unused
from antigone.casework.galleries.events import GalleryErased, GalleryOpened, SubjectErased
from antigone.casework.galleries.holds import forget_holds, require_no_hold
from antigone.casework.galleries.locks import gallery_lock
from antigone.casework.galleries.models import ErasureReceipt, Gallery, HoldKind, LegalHold, Refusal, Subject
from antigone.casework.galleries.receipts import keep_receipt
from antigone.casework.galleries.uploads import remove_upload
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.jobs.services import forget_jobs_about
from antigone.casework.recognition.models import IndexEntry, StoredTemplate
from antigone.casework.recognition.services import erase_entries
from antigone.engine.errors import StateError, UsageError

__all__ = [
    "empty_write_ahead_log",
    "ensure_gallery",
    "erase_gallery",
    "erase_subject",
    "open_new_gallery",
    "require_no_holds_in",
]

NAME_LENGTH = 200


def ensure_gallery(*, name: str, by: Actor) -> Gallery:
    """The gallery of that name, opened if there is none. UsageError for no name, StateError for another agency's."""
    require(by, Right.WRITE_GALLERIES)
    name = name.strip()
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise UsageError(f"{name!r} cannot be a gallery's name.", advice=f"Give up to {NAME_LENGTH} letters.")
    with writing():
        gallery, created = Gallery.objects.get_or_create(name=name, defaults={"agency_id": by.agency})
        if gallery.agency_id != by.agency:
            raise StateError(f"Gallery {name} belongs to another agency.", advice="Choose another name.")
        if created:
            hidden = commitment(owner=gallery.uuid, value=name)
            record(GalleryOpened(gallery=gallery.uuid, name_given=hidden), by=by)
    return gallery


def open_new_gallery(*, name: str, by: Actor) -> Gallery:
    """A gallery that was not there before. Raises as `ensure_gallery` does, and StateError where there is one."""
    with writing():
        if Gallery.objects.filter(name=name.strip(), agency=by.agency).exists():
            raise StateError(_("You have a gallery of this name."), advice=_("Choose another name."))
        return ensure_gallery(name=name, by=by)


def erase_subject(*, subject: Subject, by: Actor, clock: Callable[[], datetime] = timezone.now) -> ErasureReceipt:
    """Erase a person for good and give the receipt.

    References, templates and index entries go, and what lists said of the person; originals go where nothing else uses
    them; the log keeps its proof and loses what it could be read with. The index's snapshot holds the numbers until
    `completion.complete_erasures` has run: run it next.
    Raises Forbidden, and StateError under a legal hold or while an enrolment is at work on the gallery or waits.
    """
    require(by, Right.ERASE_SUBJECTS)
    with gallery_lock(subject.gallery), writing():
        require_no_hold(HoldKind.GALLERY, subject.gallery.uuid)
        _require_no_import_waits(subject.gallery)
        about, gone = subject.uuid, _erase(subject, by)
        receipt = keep_receipt(kind=HoldKind.SUBJECT, about=about, gone=gone, by=by, now=clock())
    empty_write_ahead_log()
    return receipt


def erase_gallery(*, gallery: Gallery, by: Actor, clock: Callable[[], datetime] = timezone.now) -> ErasureReceipt:
    """Erase every subject, one short transaction each, then the gallery with its runs, imports and waiting jobs.

    A kill in between loses none. Raises as `erase_subject` does; a hold on one subject holds the whole gallery.
    """
    require(by, Right.ERASE_SUBJECTS)
    with gallery_lock(gallery):
        require_no_holds_in(gallery)
        gone: Counter[str] = Counter()
        for subject in list(gallery.subjects.all()):
            with writing():
                gone.update(_erase(subject, by))
        receipt = _close(gallery, gone, by, clock())
    empty_write_ahead_log()
    return receipt


def require_no_holds_in(gallery: Gallery) -> None:
    """Raises StateError where the gallery or one of its people is under legal hold."""
    require_no_hold(HoldKind.GALLERY, gallery.uuid)
    held = LegalHold.objects.filter(kind=HoldKind.SUBJECT, lifted_at=None).values("about")
    for subject in gallery.subjects.filter(uuid__in=held):
        require_no_hold(HoldKind.SUBJECT, subject.uuid)


def _require_no_import_waits(gallery: Gallery) -> None:
    """What was handed in may hold the person's pictures, and would bring them back."""
    if Job.objects.filter(about=gallery.uuid, state=JobState.WAITING).exists():
        raise StateError(
            _("An import into gallery %(gallery)s is waiting.") % {"gallery": gallery.name},
            advice=_("Let it end, or stop it, then erase."),
        )


def _close(gallery: Gallery, gone: Counter[str], by: Actor, now: datetime) -> ErasureReceipt:
    """Remove a gallery that holds nobody any more."""
    with writing():
        identity, runs = gallery.uuid, list(gallery.runs.values_list("id", flat=True))
        orders = list(gallery.imports.values_list("id", flat=True))
        for order in orders:
            transaction.on_commit(partial(remove_upload, order))
        forget_jobs_about(identity)
        gallery.delete()
        gone["salts_destroyed"] += sum(forget(owner) for owner in (identity, *runs))
        gone["uploads"] += len(orders)
        forget_holds(identity)
        gone["audit_event"] = record(GalleryErased(gallery=identity), by=by)
        return keep_receipt(kind=HoldKind.GALLERY, about=identity, gone=gone, by=by, now=now)


def _erase(subject: Subject, by: Actor) -> Counter[str]:
    """What went, in numbers. In the caller's transaction."""
    require_no_hold(HoldKind.SUBJECT, subject.uuid)
    gallery, identity, key = subject.gallery, subject.uuid, subject.pk
    photographs = list(Photograph.objects.filter(references__subject=subject).distinct())
    references = subject.references.count()
    # All of the person's entries, whichever recogniser made them.
    entries = IndexEntry.objects.filter(gallery_key=gallery.pk, subject_key=key, erased__isnull=True)
    numbers = list(entries.values_list("pk", flat=True))
    templates = set(entries.values_list("template_id", flat=True))
    refusals, _by_model = Refusal.objects.filter(run__gallery=gallery, subject=subject.identifier).delete()
    _rows, went = subject.delete()
    erase_entries(numbers)
    cached = {photograph.sha256: len(kept_pictures(photograph.sha256)) for photograph in photographs}
    destroyed = [photograph.sha256 for photograph in photographs if destroy_if_unused(photograph=photograph, by=by)]
    salts = len(destroyed) + forget(identity)
    forget_jobs_about(identity)
    forget_holds(identity)
    event = SubjectErased(
        subject=identity, gallery=gallery.uuid, references=references, photographs_destroyed=len(destroyed)
    )
    number = record(event, by=by)
    return Counter(
        subjects=1,
        references=references,
        photographs_destroyed=len(destroyed),
        photographs_kept=len(photographs) - len(destroyed),
        cache_pictures=sum(cached[sha256] for sha256 in destroyed),
        templates=len(templates) - StoredTemplate.objects.filter(pk__in=templates).count(),
        index_entries=len(numbers),
        # What rooms above have hung on the person's references: the particulars that candidate lists showed.
        list_entries_blanked=sum(rows for model, rows in went.items() if not model.startswith("galleries.")),
        refusals=refusals,
        salts_destroyed=salts,
        audit_event=number,
    )


def empty_write_ahead_log() -> bool:
    """SQLite's log beside the database still holds pages as they were; writing it back overwrites them.

    False where a reader or writer was in the way: ask again. Nothing to do inside a transaction, nor on PostgreSQL.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (busy, _log, _written) = cursor.fetchone()
    return not busy
