"""Rows as the values that are given out."""

from collections.abc import Iterable
from datetime import date

from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.examinations.access import references_shown
from antigone.casework.examinations.components import CandidateOutcome, Conclusion
from antigone.casework.examinations.models import Assignment, Opinion, ProbeNotes, Resolution, ResolvedBy
from antigone.casework.examinations.notes import entry_of as notes_entry
from antigone.casework.examinations.opinions import entry_of as sheet_entry
from antigone.casework.examinations.views import FaceView, NotesView, OpinionView, PictureView, ResolutionView
from antigone.casework.galleries.models import Reference, Subject
from antigone.casework.searches.models import SearchProbe

__all__ = [
    "candidate_pictures",
    "notes_view",
    "opinion_view",
    "probe_pictures",
    "probe_rows",
    "resolution_view",
]


def probe_rows(assignment: Assignment) -> list[SearchProbe]:
    """The probes that give a picture, in the order of the search."""
    rows = SearchProbe.objects.filter(search=assignment.examination.search_id, photograph__isnull=False)
    return list(rows.select_related("photograph", "face").defer("file_name").order_by("order"))


def probe_pictures(assignment: Assignment) -> tuple[PictureView, ...]:
    """Photographs of the unidentified person."""
    return tuple(
        _picture(index, row.photograph, row.face, veiled=True)
        for index, row in enumerate(probe_rows(assignment))
        if row.photograph is not None
    )


def candidate_pictures(assignment: Assignment, candidate: int) -> tuple[PictureView, ...]:
    """Photographs of the candidate."""
    return tuple(_reference_picture(index, row) for index, row in enumerate(references_shown(assignment, candidate)))


def notes_view(row: ProbeNotes) -> NotesView:
    """A version of the notes."""
    return NotesView(version=row.version, locked=row.locked, entry=notes_entry(row), reason=row.reason, at=row.at)


def opinion_view(row: Opinion) -> OpinionView:
    """A version of a sheet."""
    return OpinionView(
        version=row.version,
        locked=row.locked,
        entry=sheet_entry(row),
        conclusion=None if row.conclusion is None else Conclusion(row.conclusion),
        outcome=CandidateOutcome(row.outcome) if row.outcome else None,
        reason=row.reason,
        after_scores=row.after_scores,
        at=row.at,
    )


def resolution_view(row: Resolution) -> ResolutionView:
    """What became of a candidate; `by` must have been fetched along."""
    return ResolutionView(
        outcome=CandidateOutcome(row.outcome),
        how=ResolvedBy(row.how),
        by=row.by.display_name,
        at=row.at,
        reason=row.reason,
        excluded=row.exclusion is not None and row.exclusion.lifted_at is None,
    )


def _reference_picture(index: int, row: Reference) -> PictureView:
    if row.photograph is None:
        raise ValueError("a synthetic stranger has no picture")
    age = _age(row.subject, row.captured_on)
    return _picture(index, row.photograph, row.face, captured_on=row.captured_on, age=age)


def _picture(
    index: int,
    photograph: Photograph,
    face: DetectedFace | None,
    *,
    captured_on: str = "",
    age: tuple[int, int] | None = None,
    veiled: bool = False,
) -> PictureView:
    return PictureView(
        index=index,
        width=photograph.width,
        height=photograph.height,
        face=None if face is None else _face(face),
        captured_on=captured_on,
        age=age,
        veiled=veiled,
    )


def _face(face: DetectedFace) -> FaceView:
    x, y, width, height = face.box
    return FaceView(
        box=(x, y, width, height), landmarks=tuple((a, b) for a, b in face.landmarks), rotation=face.rotation
    )


def _age(subject: Subject, captured_on: str) -> tuple[int, int] | None:
    """Least and greatest age that the dates allow."""
    if subject.born_from is None or subject.born_to is None or not captured_on:
        return None
    first, last = _span(captured_on)
    youngest, oldest = _years(subject.born_to, first), _years(subject.born_from, last)
    return (max(youngest, 0), oldest) if oldest >= 0 else None


def _span(text: str) -> tuple[date, date]:
    """First and last day of YYYY, YYYY-MM or YYYY-MM-DD; a month's last day is taken as its 28th, near enough."""
    parts: list[int] = [int(part) for part in text.split("-")]
    return date(*_filled(parts, (1, 1))), date(*_filled(parts, (12, 28)))


def _filled(parts: Iterable[int], rest: tuple[int, int]) -> tuple[int, int, int]:
    year, month, day = [*parts, *(rest[len(list(parts)) - 1 :])][:3]
    return year, month, day


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
