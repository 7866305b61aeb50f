"""What the room gives out: values that pages and API show as they are.

An examiner's values hold no key, name, score or rank from which more could be learnt than is meant to be: candidates
are positions, 1 for the first in the examiner's own order, and pictures are indexes, 0 for the first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from antigone.casework.examinations.components import CandidateOutcome, Conclusion
from antigone.casework.examinations.entries import NotesEntry, SheetEntry
from antigone.casework.examinations.models import AssignmentState, ExaminationState, ResolvedBy, Seat

__all__ = [
    "ArbitrationLine",
    "ArbitrationView",
    "AssignmentView",
    "CandidateLine",
    "ExaminationView",
    "ExaminerOpinions",
    "FaceView",
    "ListView",
    "NotesView",
    "OpenSeatView",
    "OpinionView",
    "PictureView",
    "ResolutionView",
    "ResultView",
    "ScoredView",
    "SeatView",
    "SheetView",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceView:
    """The face that is examined, in pixels of the upright picture.

    box: x, y, width, height. landmarks: (x, y) of eyes, nose tip and corners of the mouth, the picture's left first.
    rotation: degrees by which the face was turned when it was found, 0 to 315.
    """

    box: tuple[float, float, float, float]
    landmarks: tuple[tuple[float, float], ...]
    rotation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """One photograph; the file's name is nobody's to see here, for it may be a person's.

    index: by which `selectors.probe_photograph` or `candidate_photograph` gives the picture itself.
    width, height: of the upright picture. face: None where none was found in it. captured_on: YYYY, YYYY-MM or
    YYYY-MM-DD, empty where unknown. age: least and greatest age in years when it was taken, None where unknown.
    veiled: blurred until asked for. Every probe is, so that the veil does not tell a list of the dead from another.
    """

    index: int
    width: int
    height: int
    face: FaceView | None
    captured_on: str
    age: tuple[int, int] | None
    veiled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentView:
    """A list as its examiner's work list has it.

    number: by which people speak of it. candidates: to be examined; locked: of them. assigned_on: the day only.
    """

    id: UUID
    number: int
    state: AssignmentState
    assigned_on: date
    candidates: int
    locked: int
    completed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesView:
    """A version of the notes on the probe.

    locked: False for the draft, which the form goes on with. reason: why there is a later version. at: when written.
    """

    version: int
    locked: bool
    entry: NotesEntry
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionView:
    """A version of a sheet.

    locked: False for the draft, which has no outcome. after_scores: not blind any more. reason: of a later version.
    """

    version: int
    locked: bool
    entry: SheetEntry
    conclusion: Conclusion | None
    outcome: CandidateOutcome | None
    reason: str
    after_scores: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredView:
    """What is shown of a candidate once the whole list is locked.

    figures: as frozen, `{"expected_strangers": {"value", "low", "high", "resolved"}, ...}`; label, identifier, gallery:
    empty where the person was erased since.
    """

    rank: int
    score: float
    ranking_score: float | None
    figures: dict[str, object]
    label: str
    identifier: str
    gallery: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateLine:
    """One candidate in the list's overview.

    erased: the person was erased from the gallery since; there is nothing to examine. started: there is a draft.
    conclusion, outcome: of the last locked version, None before. scored: None until the whole list is locked.
    """

    position: int
    erased: bool
    started: bool
    locked: bool
    conclusion: Conclusion | None
    outcome: CandidateOutcome | None
    scored: ScoredView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One list, opened by its examiner.

    probes: photographs of the unidentified person. notes: all versions, newest last; empty before the first draft.
    candidates: empty until the notes are locked. can_finish: nothing is left to examine, but the list is not completed,
    because the last one was erased: `services.finish_list`.
    """

    assignment: AssignmentView
    probes: tuple[PictureView, ...]
    notes: tuple[NotesView, ...]
    candidates: tuple[CandidateLine, ...]
    can_finish: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """One candidate beside the probe.

    pictures: every photograph of the candidate that the search compared with, oldest first; empty where erased.
    notes: the last locked version. opinions: all versions, newest last, a draft among them. missing: what the last one
    lacks for signing, in words. scored: None until the whole list is locked.
    """

    assignment: AssignmentView
    position: int
    erased: bool
    probes: tuple[PictureView, ...]
    pictures: tuple[PictureView, ...]
    notes: NotesView
    opinions: tuple[OpinionView, ...]
    missing: tuple[str, ...]
    scored: ScoredView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatView:
    """Progress of one seat. examiner: display name; None while nobody could be found. locked: candidates done."""

    seat: Seat
    examiner: str | None
    state: AssignmentState | None
    locked: int
    candidates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionView:
    """What became of a candidate. reason: empty where both agreed. excluded: it is folded in later searches."""

    outcome: CandidateOutcome
    how: ResolvedBy
    by: str
    at: datetime
    reason: str
    excluded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminerOpinions:
    """One examiner's versions of one sheet, newest last; the last that is not after_scores is the blind one."""

    seat: Seat
    examiner: str
    opinions: tuple[OpinionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """One candidate after both examiners are done. position: in the first examiner's order. label: empty where erased.

    resolution: None while it waits for a decision.
    """

    position: int
    rank: int
    label: str
    identifier: str
    gallery: str
    opinions: tuple[ExaminerOpinions, ...]
    resolution: ResolutionView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationView:
    """An examination for those who see to it, not for its examiners.

    missing: why a seat is empty, a sentence; empty where none is. candidates: to be examined; excluded_before: folded.
    results: by rank; empty until both examiners are done.
    """

    id: UUID
    search: UUID
    case: UUID
    case_number: str
    state: ExaminationState
    opened_by: str
    opened_at: datetime
    candidates: int
    excluded_before: int
    seats: tuple[SeatView, ...]
    missing: str
    results: tuple[ResultView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSeatView:
    """A seat for which nobody could be found. why: a sentence. `services.fill_seats` tries again."""

    examination: UUID
    search: UUID
    case: UUID
    case_number: str
    seat: Seat
    opened_at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbitrationLine:
    """A candidate about whom two examiners disagree, in a supervisor's work list. since: when both were done."""

    examination: UUID
    case: UUID
    case_number: str
    position: int
    since: datetime
    outcomes: tuple[CandidateOutcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbitrationView:
    """All that a supervisor decides by; no score, for it is no examiner.

    opinions: of both examiners. earlier: resolutions that no longer stand. veiled pictures as in PictureView.
    """

    examination: UUID
    case: UUID
    case_number: str
    position: int
    probes: tuple[PictureView, ...]
    pictures: tuple[PictureView, ...]
    notes: tuple[NotesView, ...]
    opinions: tuple[ExaminerOpinions, ...]
    resolution: ResolutionView | None
    earlier: tuple[ResolutionView, ...]
