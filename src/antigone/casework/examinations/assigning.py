"""Giving a list to an examiner, in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime

from antigone.casework.accounts.models import User
from antigone.casework.audit import Actor, record
from antigone.casework.examinations.drawing import drawn_below, shuffled
from antigone.casework.examinations.events import ListAssigned
from antigone.casework.examinations.models import Assignment, Examination, Seat
from antigone.casework.searches.models import CandidateParticulars, Search

__all__ = ["Draw", "assign", "examinable"]

_NUMBERS = 900_000
_FIRST_NUMBER = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """The chance in an assignment. tied: among how many the examiner was drawn by the seed; 0 where they were named."""

    seed: str
    tied: int = 0


def examinable(search: Search) -> list[int]:
    """Keys of the candidates that examiners compare, ascending.

    Left out are those of a standing exclusion, those who were erased, and synthetic strangers, who have no photograph.
    """
    rows = CandidateParticulars.objects.filter(
        candidate__search=search, candidate__exclusion=None, reference__photograph__isnull=False
    )
    return sorted(rows.values_list("candidate_id", flat=True))


def assign(examination: Examination, *, examiner: User, seat: Seat, draw: Draw, by: Actor, now: datetime) -> Assignment:
    """The list in the order of the seed, under a number that nobody has."""
    assignment = Assignment.objects.create(
        number=_free_number(draw.seed),
        examination=examination,
        examiner=examiner,
        seat=seat,
        seed=draw.seed,
        order=shuffled(draw.seed, examinable(examination.search), purpose="order"),
        assigned_at=now,
    )
    event = ListAssigned(
        assignment=assignment.id,
        examination=examination.id,
        examiner=examiner.id,
        seat=seat.value,
        seed=draw.seed,
        tied=draw.tied,
    )
    record(event, by=by)
    return assignment


def _free_number(seed: str) -> int:
    attempt = 0
    while True:
        number = _FIRST_NUMBER + drawn_below(seed, _NUMBERS, purpose=f"number {attempt}")
        if not Assignment.objects.filter(number=number).exists():
            return number
        attempt += 1
