"""Acts of the room, as the audit log keeps them: opaque ids, numbers and commitments, no names."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from antigone.casework.audit import AuditEvent

__all__ = [
    "DistractorsAdded",
    "EnrolmentFinished",
    "EnrolmentStarted",
    "GalleryErased",
    "GalleryOpened",
    "PhotographEnrolled",
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
    sentence: ClassVar[str] = "added {count} synthetic strangers to gallery {gallery}"

    run: UUID
    gallery: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectErased(AuditEvent):
    """A person, their references and templates were erased, and the salt of what the log says of them destroyed."""

    name: ClassVar[str] = "galleries.subject.erased"
    sentence: ClassVar[str] = "erased subject {subject} from gallery {gallery} with {references} references"

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
