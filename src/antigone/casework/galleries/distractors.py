"""Synthetic strangers: templates that are nobody's, for demonstrations and for trials of large galleries.

Each is a subject like any other, so that a search meets it as it would meet a person; it has no photograph, and its
label, its source and the ground of its run say what it is.
"""

from datetime import datetime

from antigone.casework.audit import Actor, record, writing
from antigone.casework.galleries.events import DistractorsAdded
from antigone.casework.galleries.models import BasisKind, EnrolmentRun, Gallery, Reference, Subject
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.services import NewEntry, add_entries, store_synthetic_templates

__all__ = ["add_distractors"]

SOURCE = "synthetic template, no photograph"
GROUND = "no person: drawn from a statistical model of templates"


def add_distractors(
    *, gallery: Gallery, count: int, seed: int, recogniser: Recogniser, by: Actor, now: datetime
) -> EnrolmentRun:
    """Add `count` synthetic strangers in one transaction; the same seed draws the same ones.

    Raises CalibrationError where the pack has no cohort to model them on.
    """
    with writing():
        run = EnrolmentRun.objects.create(
            gallery=gallery,
            started_by_id=by.user,
            basis_kind=BasisKind.AUTHORITY,
            basis_text=GROUND,
            source=SOURCE,
            started_at=now,
            finished_at=now,
            enrolled=count,
        )
        subjects = Subject.objects.bulk_create(
            Subject(gallery=gallery, identifier=f"synthetic-{n:05}", label=f"Synthetic stranger {n:05}")
            for n in range(1, count + 1)
        )
        templates = store_synthetic_templates(count=count, seed=seed, recogniser=recogniser)
        entries = add_entries(
            [
                NewEntry(template=template, gallery_key=gallery.pk, subject_key=subject.pk)
                for template, subject in zip(templates, subjects, strict=True)
            ]
        )
        Reference.objects.bulk_create(
            Reference(subject=subject, entry=entry, run=run, file_name="", source=SOURCE)
            for subject, entry in zip(subjects, entries, strict=True)
        )
        record(DistractorsAdded(run=run.id, gallery=gallery.uuid, count=count), by=by)
    return run
