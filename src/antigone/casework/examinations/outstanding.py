"""What waits for a supervisor over all examinations: seats to fill, disagreements to decide.

However many there are, each list takes the same few queries: both stand on start pages.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch

from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.examinations.components import CandidateOutcome
from antigone.casework.examinations.eligibility import why_nobody
from antigone.casework.examinations.models import (
    Assignment,
    Examination,
    ExaminationState,
    Opinion,
    Resolution,
    Seat,
)
from antigone.casework.examinations.oversight import empty_seats, visible_examinations
from antigone.casework.examinations.views import ArbitrationLine, OpenSeatView
from antigone.casework.searches.models import CandidateParticulars

__all__ = ["arbitrations_of", "open_seats"]

_SITTING = Prefetch("assignments", Assignment.objects.filter(declined_at=None))
_STANDING = Prefetch("resolutions", Resolution.objects.filter(superseded_at=None))


def open_seats(viewer: Actor) -> tuple[OpenSeatView, ...]:
    """Seats without an examiner, of the cases that the viewer sees, oldest first; nothing without the right to fill."""
    if not holds(viewer, Right.ASSIGN):
        return ()
    under_way = visible_examinations(viewer).filter(state=ExaminationState.UNDER_WAY).prefetch_related(_SITTING)
    return tuple(
        OpenSeatView(
            examination=one.id,
            search=one.search_id,
            case=one.search.case_id,
            case_number=one.search.case.number,
            seat=seat,
            opened_at=one.opened_at,
            why=why_nobody(one, empty=len(empty)),
        )
        for one in under_way
        for empty in [empty_seats(one)]
        for seat in empty
    )


def arbitrations_of(viewer: Actor) -> tuple[ArbitrationLine, ...]:
    """Candidates that wait for the viewer's decision, oldest first; none of a list they were given themselves."""
    if not holds(viewer, Right.ARBITRATE):
        return ()
    waiting = visible_examinations(viewer).filter(state=ExaminationState.ARBITRATION, search__case__seeded=False)
    rows = list(waiting.exclude(assignments__examiner=viewer.user).prefetch_related(_SITTING, _STANDING))
    candidates = CandidateParticulars.objects.filter(candidate__search__examination__in=rows)
    there = set(candidates.values_list("candidate_id", flat=True))
    said = _last_outcomes(rows)
    return tuple(line for row in rows for line in _lines(row, there, said))


Said = Mapping[tuple[object, int], CandidateOutcome]
"""By assignment and candidate: the word of the last version that was signed."""


def _last_outcomes(rows: Iterable[Examination]) -> Said:
    signed = Opinion.objects.filter(assignment__examination__in=rows, locked=True).order_by("version")
    found = signed.values_list("assignment_id", "candidate_id", "outcome")
    return {(assignment, candidate): CandidateOutcome(outcome) for assignment, candidate, outcome in found}


def _lines(row: Examination, there: set[int], said: Said) -> Iterable[ArbitrationLine]:
    """As `resolving.pending` has them, in the first examiner's order; the erased need no decision."""
    seats = sorted(row.assignments.all(), key=lambda one: list(Seat).index(Seat(one.seat)))
    completed = [one.completed_at for one in seats if one.completed_at is not None]
    if len(completed) < row.seats:
        return
    done = {one.candidate_id for one in row.resolutions.all()}
    for position, candidate in enumerate(seats[0].order, start=1):
        if candidate in there - done:
            yield ArbitrationLine(
                examination=row.id,
                case=row.search.case_id,
                case_number=row.search.case.number,
                position=position,
                since=max(completed),
                outcomes=tuple(said[one.id, candidate] for one in seats if (one.id, candidate) in said),
            )
