"""Writes of the room: templates, and entries of the index with their change numbers.

Each runs inside the caller's transaction, which also writes the face, the reference and the audit event.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from antigone.casework.audit.transactions import lock_writers
from antigone.casework.evidence.models import DetectedFace
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import ChangeCounter, IndexEntry, StoredTemplate
from antigone.engine.errors import CalibrationError, TemplateMismatch
from antigone.engine.scoring import synthetic_templates
from antigone.engine.types import LandmarkSource, Template

__all__ = ["NewEntry", "add_entries", "erase_entries", "store_synthetic_templates", "store_template", "store_templates"]

ERASE_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A template that joins a gallery under a subject; both keys are the galleries room's own."""

    template: StoredTemplate
    gallery_key: int
    subject_key: int


def store_template(*, face: DetectedFace, template: Template, recogniser: Recogniser) -> StoredTemplate:
    """Keep the template of a face, as `store_templates` does."""
    return store_templates(templates=[(face, template)], recogniser=recogniser)[0]


def store_templates(
    *, templates: Sequence[tuple[DetectedFace, Template]], recogniser: Recogniser
) -> list[StoredTemplate]:
    """Keep the templates of faces, in order; a face that has one of this recogniser keeps that one.

    Rounded to float16 first: its cohort figures are those of the numbers that are stored.
    Raises TemplateMismatch when another recogniser made a template.
    """
    for _, template in templates:
        if template.recogniser != recogniser.identity:
            raise TemplateMismatch(
                f"A template of {template.recogniser.id} cannot be stored under {recogniser.identity.id}.",
                advice="Read the photograph again with the pack in use.",
            )
    faces = [face for face, _ in templates]
    kept = StoredTemplate.objects.filter(face__in=faces, recogniser_sha256=recogniser.identity.sha256)
    known = {stored.face_id: stored for stored in kept}
    new: dict[int, StoredTemplate] = {}
    for face, template in templates:
        if face.pk not in known and face.pk not in new:
            new[face.pk] = _template(face, template, recogniser)
    StoredTemplate.objects.bulk_create(new.values())
    return [new.get(face.pk) or known[face.pk] for face in faces]


def _template(face: DetectedFace, template: Template, recogniser: Recogniser) -> StoredTemplate:
    vector = recogniser.stored_form(template.vector)
    # One at a time: a product of several rows may differ from those of each in the last bit.
    mean, deviation = recogniser.cohort_figures(vector[None, :])[0]
    return StoredTemplate(
        face=face,
        recogniser=recogniser.identity.id,
        recogniser_sha256=recogniser.identity.sha256,
        vector=vector.tobytes(),
        cohort_sha256=recogniser.cohort_sha256,
        cohort_mean=float(mean),
        cohort_deviation=float(deviation),
        landmarks_by=template.landmarks_by.value,
    )


def store_synthetic_templates(*, count: int, seed: int, recogniser: Recogniser) -> list[StoredTemplate]:
    """Keep `count` templates that are nobody's, drawn from the calibration's model of strangers.

    Must run inside the caller's transaction. Raises CalibrationError where the pack has no calibration.
    """
    if recogniser.calibration is None:
        raise CalibrationError(f"Pack {recogniser.manifest.id} has no cohort to model strangers on.")
    vectors = recogniser.stored_form(synthetic_templates(recogniser.calibration.cohort, count, seed=seed))
    figures = recogniser.cohort_figures(vectors)
    return StoredTemplate.objects.bulk_create(
        StoredTemplate(
            face=None,
            recogniser=recogniser.identity.id,
            recogniser_sha256=recogniser.identity.sha256,
            vector=vector.tobytes(),
            cohort_sha256=recogniser.cohort_sha256,
            cohort_mean=float(mean),
            cohort_deviation=float(deviation),
            landmarks_by=LandmarkSource.MACHINE.value,
        )
        for vector, (mean, deviation) in zip(vectors, figures, strict=True)
    )


def add_entries(entries: Sequence[NewEntry]) -> list[IndexEntry]:
    """Put templates into galleries, one change number each, in order.

    Must run inside the caller's transaction: no other writer gets numbers until it commits, so that commit order is
    number order and a reader of changes up to n has missed none below n. Raises TransactionManagementError outside one.
    """
    first = _take_numbers(len(entries))
    return IndexEntry.objects.bulk_create(
        IndexEntry(
            template=entry.template,
            recogniser_sha256=entry.template.recogniser_sha256,
            gallery_key=entry.gallery_key,
            subject_key=entry.subject_key,
            change=first + offset,
        )
        for offset, entry in enumerate(entries)
    )


def erase_entries(entries: Sequence[int]) -> int:
    """Take entries out of every index and destroy templates that no live entry uses any more; returns the number.

    `entries` are primary keys; those already erased are passed over. Must run inside the caller's transaction. A
    snapshot on disk holds the numbers until it is written anew: erasure for ever ends with `rebuild_index`.
    """
    number = _take_numbers(1)
    for start in range(0, len(entries), ERASE_BATCH):
        live = IndexEntry.objects.filter(pk__in=entries[start : start + ERASE_BATCH], erased__isnull=True)
        templates = list(live.values_list("template_id", flat=True))
        live.update(erased=number)
        still_used = IndexEntry.objects.filter(template_id__in=templates, erased__isnull=True)
        orphans = set(templates) - set(still_used.values_list("template_id", flat=True))
        StoredTemplate.objects.filter(pk__in=orphans).delete()
    return number


def _take_numbers(count: int) -> int:
    """Reserve `count` change numbers; returns the first."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("change numbers are taken inside the caller's transaction only")
    # After the writers' lock, as everything else: a row locked before it could make two writers wait for each other.
    lock_writers()
    counter, _ = ChangeCounter.objects.get_or_create(pk=1)
    counter.value += count
    counter.save(update_fields=["value"])
    return counter.value - count + 1
