"""Writes of the room, except enrolment, which is in `enrolment`."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from antigone.casework.audit import Actor, commitment, forget, record, writing
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.services import destroy_if_unused
from antigone.casework.galleries.events import GalleryErased, GalleryOpened, SubjectErased
from antigone.casework.galleries.locks import gallery_lock
from antigone.casework.galleries.models import Gallery, Refusal, Subject
from antigone.casework.recognition.models import IndexEntry
from antigone.casework.recognition.services import erase_entries
from antigone.engine.errors import StateError, UsageError

__all__ = ["empty_write_ahead_log", "ensure_gallery", "erase_gallery", "erase_subject"]

NAME_LENGTH = 200


def ensure_gallery(*, name: str, by: Actor) -> Gallery:
    """The gallery of that name, opened if there is none. UsageError for no name, StateError for another agency's."""
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


def erase_subject(*, subject: Subject, by: Actor, clock: Callable[[], datetime] = timezone.now) -> dict[str, object]:
    """Erase a person for good and give the receipt.

    References, templates and index entries go; originals go where nothing else uses them; the log keeps its proof and
    loses what it could be read with. The index's snapshot holds the numbers until `rebuild_index` runs: run it next.
    Raises StateError while an enrolment is at work on the gallery.
    """
    with gallery_lock(subject.gallery):
        receipt = _erase(subject, by, clock)
    empty_write_ahead_log()
    return receipt


def erase_gallery(*, gallery: Gallery, by: Actor, clock: Callable[[], datetime] = timezone.now) -> dict[str, object]:
    """Erase every subject, one short transaction each, then the gallery with its runs. A kill in between loses none."""
    with gallery_lock(gallery):
        receipts = [_erase(subject, by, clock) for subject in list(gallery.subjects.all())]
        with writing():
            identity, runs = gallery.uuid, list(gallery.runs.values_list("id", flat=True))
            gallery.delete()
            for owner in (identity, *runs):
                forget(owner)
            record(GalleryErased(gallery=identity), by=by)
    empty_write_ahead_log()
    return {"gallery": gallery.name, "erased_at": clock().isoformat(), "subjects": receipts}


def _erase(subject: Subject, by: Actor, clock: Callable[[], datetime]) -> dict[str, object]:
    with writing():
        gallery, identity, key = subject.gallery, subject.uuid, subject.pk
        photographs = list(Photograph.objects.filter(references__subject=subject).distinct())
        references = subject.references.count()
        # All of the person's entries, whichever recogniser made them.
        entries = IndexEntry.objects.filter(gallery_key=gallery.pk, subject_key=key, erased__isnull=True)
        numbers = list(entries.values_list("pk", flat=True))
        Refusal.objects.filter(run__gallery=gallery, subject=subject.identifier).delete()
        subject.delete()
        change = erase_entries(numbers)
        destroyed = [photograph.sha256 for photograph in photographs if destroy_if_unused(photograph=photograph, by=by)]
        forget(identity)
        event = SubjectErased(
            subject=identity, gallery=gallery.uuid, references=references, photographs_destroyed=len(destroyed)
        )
        number = record(event, by=by)
    return {
        "gallery": gallery.name,
        "subject": str(identity),
        "erased_at": clock().isoformat(),
        "references": references,
        "templates": len(numbers),
        "photographs_destroyed": destroyed,
        "photographs_kept": len(photographs) - len(destroyed),
        "change": change,
        "audit_event": number,
    }


def empty_write_ahead_log() -> None:
    """SQLite's log beside the database still holds pages as they were; writing it back overwrites them."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
