"""Acts of the room, as the audit log keeps them: opaque ids, numbers and commitments, no names."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import npgettext_lazy

from antigone.casework.audit import AuditEvent

__all__ = [
    "DistractorsAdded",
    "EnrolmentFinished",
    "EnrolmentStarted",
    "GalleryErased",
    "GalleryOpened",
    "GalleryShared",
    "GalleryUnshared",
    "HoldLifted",
    "HoldSet",
    "ImportOrdered",
    "PhotographEnrolled",
    "RetentionSet",
    "SubjectCorrected",
    "SubjectErased",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryOpened(AuditEvent):
    """A gallery came to be. `name_given` is a commitment owned by the gallery."""

    name: ClassVar[str] = "galleries.gallery.opened"
    sentence: ClassVar[str] = "opened gallery {gallery}"

    gallery: UUID
    name_given: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentStarted(AuditEvent):
    """An enrolment began. `basis_text` and `source` are commitments owned by the run."""

    name: ClassVar[str] = "galleries.enrolment.started"
    sentence: ClassVar[str] = "began enrolment {run} into gallery {gallery} on the ground {basis}"

    run: UUID
    gallery: UUID
    basis: str
    basis_text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographEnrolled(AuditEvent):
    """A photograph now stands for a subject.

    described_as is a commitment, owned by the subject, to what is said of the person: identifier, label, attributes.
    """

    name: ClassVar[str] = "galleries.photograph.enrolled"
    sentence: ClassVar[str] = "enrolled photograph {photograph} for subject {subject} in gallery {gallery}"

    run: UUID
    gallery: UUID
    subject: UUID
    described_as: str
    photograph: UUID
    entry: int
    recogniser_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentFinished(AuditEvent):
    """An enrolment came to its end."""

    name: ClassVar[str] = "galleries.enrolment.finished"
    sentence: ClassVar[str] = "finished enrolment {run}: {enrolled} enrolled, {already_there} known, {refused} refused"

    run: UUID
    enrolled: int
    already_there: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DistractorsAdded(AuditEvent):
    """Synthetic strangers joined a gallery: templates that are nobody's."""

    name: ClassVar[str] = "galleries.distractors.added"
    sentence: ClassVar[str] = "added {count} to gallery {gallery}"
    counted: ClassVar = {
        "count": npgettext_lazy("added", "%(number)d synthetic stranger", "%(number)d synthetic strangers", "number")
    }

    run: UUID
    gallery: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectErased(AuditEvent):
    """A person, their references and templates were erased, and the salt of what the log says of them destroyed."""

    name: ClassVar[str] = "galleries.subject.erased"
    sentence: ClassVar[str] = "erased subject {subject} from gallery {gallery} with {references}"
    counted: ClassVar = {
        "references": npgettext_lazy("erased", "%(number)d reference", "%(number)d references", "number")
    }

    subject: UUID
    gallery: UUID
    references: int
    photographs_destroyed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryErased(AuditEvent):
    """A gallery was removed after the last of its subjects."""

    name: ClassVar[str] = "galleries.gallery.erased"
    sentence: ClassVar[str] = "erased gallery {gallery}"

    gallery: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryShared(AuditEvent):
    """Another agency may search a gallery from now on."""

    name: ClassVar[str] = "galleries.gallery.shared"
    sentence: ClassVar[str] = "shared gallery {gallery} with agency {agency}"

    gallery: UUID
    agency: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryUnshared(AuditEvent):
    """Another agency may not search a gallery any longer. Lists it has made stay as they are."""

    name: ClassVar[str] = "galleries.gallery.unshared"
    sentence: ClassVar[str] = "stopped sharing gallery {gallery} with agency {agency}"

    gallery: UUID
    agency: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSet(AuditEvent):
    """The last day to keep a gallery or a subject was set; `until` is YYYY-MM-DD, None where it was taken away."""

    name: ClassVar[str] = "galleries.retention.set"
    sentence: ClassVar[str] = "set the last day to keep {kind} {about} to {until}"

    kind: str
    about: UUID
    until: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSet(AuditEvent):
    """A legal hold now keeps something from being erased. `reason` is a commitment owned by the hold."""

    name: ClassVar[str] = "galleries.hold.set"
    sentence: ClassVar[str] = "put {kind} {about} under legal hold {hold}"

    hold: UUID
    kind: str
    about: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifted(AuditEvent):
    """A legal hold was lifted. `reason` is a commitment owned by the hold."""

    name: ClassVar[str] = "galleries.hold.lifted"
    sentence: ClassVar[str] = "lifted legal hold {hold} from {kind} {about}"

    hold: UUID
    kind: str
    about: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrdered(AuditEvent):
    """Photographs were handed in for a gallery; `items` of them, to be enrolled by a job."""

    name: ClassVar[str] = "galleries.import.ordered"
    sentence: ClassVar[str] = "handed in {items} for gallery {gallery}"
    counted: ClassVar = {
        "items": npgettext_lazy("handed in", "%(number)d photograph", "%(number)d photographs", "number")
    }

    gallery: UUID
    job: UUID
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectCorrected(AuditEvent):
    """What is said of a person was corrected. described_as: a commitment owned by the subject to all that is said now.

    fields: the names of what changed, separated by commas.
    """

    name: ClassVar[str] = "galleries.subject.corrected"
    sentence: ClassVar[str] = "corrected {fields} of subject {subject} in gallery {gallery}"

    subject: UUID
    gallery: UUID
    fields: str
    described_as: str
