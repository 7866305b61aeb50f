"""Acts of the room, as the audit log keeps them. `candidate` is the key of a frozen candidate.

`content` is a commitment, owned by the search, to what was locked: nobody can change it unseen, and it is forgotten
with the search. No conclusion stands here before both examiners are done.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import ngettext_lazy

from antigone.casework.audit import AuditEvent

__all__ = [
    "CandidateResolved",
    "ExaminationOpened",
    "KnownAnswerScheduled",
    "KnownAnswerSeeded",
    "ListAssigned",
    "ListDeclined",
    "NotesLocked",
    "NotesRevised",
    "OpinionLocked",
    "OpinionRevised",
    "ResolutionReopened",
    "ScoresRevealed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationOpened(AuditEvent):
    """The list of a search was given to be examined."""

    name: ClassVar[str] = "examinations.examination.opened"
    sentence: ClassVar[str] = "opened examination {examination} of search {search}, {candidates}"
    counted: ClassVar = {"candidates": ngettext_lazy("%(number)d candidate", "%(number)d candidates", "number")}

    examination: UUID
    search: UUID
    case: UUID
    candidates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAssigned(AuditEvent):
    """An examiner was given a list. seed: of its order and number. tied: among how many the examiner was drawn by the
    seed; 0 where they were named."""

    name: ClassVar[str] = "examinations.list.assigned"
    sentence: ClassVar[str] = "assigned list {assignment} to {examiner}, in the order of seed {seed}"

    assignment: UUID
    examination: UUID
    examiner: UUID
    seat: str
    seed: str
    tied: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeclined(AuditEvent):
    """An examiner gave a list back, with a reason that is kept with it."""

    name: ClassVar[str] = "examinations.list.declined"
    sentence: ClassVar[str] = "declined list {assignment}"

    assignment: UUID
    examination: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesLocked(AuditEvent):
    """Notes on the probe were locked, before any candidate was shown."""

    name: ClassVar[str] = "examinations.notes.locked"
    sentence: ClassVar[str] = "locked the probe notes of list {assignment}"

    assignment: UUID
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesRevised(AuditEvent):
    """Another version of the notes was written, with a reason that is kept with it."""

    name: ClassVar[str] = "examinations.notes.revised"
    sentence: ClassVar[str] = "revised the probe notes of list {assignment}, version {version}"

    assignment: UUID
    version: int
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionLocked(AuditEvent):
    """A sheet was signed: 19 findings and a conclusion."""

    name: ClassVar[str] = "examinations.opinion.locked"
    sentence: ClassVar[str] = "locked the opinion on candidate {candidate} of list {assignment}"

    assignment: UUID
    candidate: int
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRevised(AuditEvent):
    """Another version of a sheet was signed, with a reason that is kept with it."""

    name: ClassVar[str] = "examinations.opinion.revised"
    sentence: ClassVar[str] = "revised the opinion on candidate {candidate} of list {assignment}, version {version}"

    assignment: UUID
    candidate: int
    version: int
    after_scores: bool
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoresRevealed(AuditEvent):
    """An examiner had locked every candidate of a list, and its scores and ranks were shown to them."""

    name: ClassVar[str] = "examinations.scores.revealed"
    sentence: ClassVar[str] = "completed list {assignment}; scores and ranks of search {search} were shown"

    assignment: UUID
    search: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateResolved(AuditEvent):
    """Two opinions on a candidate of a case became one outcome. how: agreement, arbitration or
    disagreement_inconclusive; the actor decided, or gave the opinion that made it an agreement."""

    name: ClassVar[str] = "examinations.candidate.resolved"
    sentence: ClassVar[str] = "resolved candidate {candidate} of examination {examination}: {outcome}, by {how}"

    examination: UUID
    case: UUID
    candidate: int
    outcome: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionReopened(AuditEvent):
    """An examiner changed an opinion after the candidate was resolved: it waits for a supervisor."""

    name: ClassVar[str] = "examinations.candidate.reopened"
    sentence: ClassVar[str] = "reopened candidate {candidate} of examination {examination} by a changed opinion"

    examination: UUID
    case: UUID
    candidate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswerScheduled(AuditEvent):
    """The moments of an examiner's lists with a known answer were drawn. For the auditor's eyes."""

    name: ClassVar[str] = "examinations.schedule.drawn"
    sentence: ClassVar[str] = "drew the moments of the known-answer lists of {examiner} by seed {seed}"

    examiner: UUID
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswerSeeded(AuditEvent):
    """A list with a known answer was put among an examiner's. For the auditor's eyes; statistics pass over it."""

    name: ClassVar[str] = "examinations.known_answer.seeded"
    sentence: ClassVar[str] = "seeded examination {examination} of search {search} with a known answer"

    examination: UUID
    search: UUID
    examiner: UUID
    gallery: UUID
    mate_present: bool
    seed: str
