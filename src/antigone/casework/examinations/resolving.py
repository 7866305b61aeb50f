"""From two opinions to one outcome."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.cases.selectors import cases_of
from antigone.casework.examinations.components import CandidateOutcome
from antigone.casework.examinations.eligibility import people_of
from antigone.casework.examinations.events import CandidateResolved, ResolutionReopened
from antigone.casework.examinations.models import (
    Assignment,
    Examination,
    ExaminationState,
    Opinion,
    Resolution,
    ResolvedBy,
    Seat,
)
from antigone.casework.searches.exclusions import exclude, lift
from antigone.casework.searches.models import CandidateParticulars
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError

__all__ = ["arbitrate", "completed_assignments", "first_order", "pending", "settle_if_complete"]

Clock = Callable[[], datetime]


def arbitrate(
    *,
    examination: UUID,
    position: int,
    outcome: CandidateOutcome | None,
    reason: str,
    by: Actor,
    clock: Clock = timezone.now,
) -> Resolution:
    """Decide about a candidate on whom two examiners differ. outcome: None ends it as inconclusive, undecided.

    position: in the first examiner's order, as the views have it. A decision against the candidate folds nobody away:
    that takes two examiners. One for them lifts an exclusion that a changed opinion has put in doubt.
    Raises Forbidden for an examiner of the list, UsageError without a reason, StateError where nothing is open.
    """
    require(by, Right.ARBITRATE)
    if not reason.strip():
        raise UsageError(_("Say why you decide so."))
    with writing():
        found = Examination.objects.filter(pk=examination, search__case__in=cases_of(by)).first()
        if found is None:
            raise NotFound(_("There is no such examination."))
        if by.user in people_of(found):
            raise Forbidden(_("You were given this list to examine: somebody else decides between its examiners."))
        candidate = _pending_at(found, position)
        resolution = _resolve(
            found,
            candidate,
            outcome=outcome or CandidateOutcome.INCONCLUSIVE,
            how=ResolvedBy.DISAGREEMENT if outcome is None else ResolvedBy.ARBITRATION,
            reason=reason.strip(),
            by=by,
            now=clock(),
        )
        if resolution.outcome != CandidateOutcome.NOT:
            _lift_doubtful(candidate, reason=reason, by=by, clock=clock)
        _set_state(found)
    return resolution


def settle_if_complete(examination: Examination, *, by: Actor, now: datetime) -> None:
    """Once every seat is done: agree where the words are the same, and leave the rest to a supervisor.

    A list whose answer is known resolves nothing.
    """
    seats = completed_assignments(examination)
    if len(seats) < examination.seats:
        return
    if not examination.search.case.seeded:
        for candidate in pending(examination):
            _agree(examination, candidate, by=by, now=now)
    _set_state(examination)


def reopen_if_changed(examination: Examination, candidate: int, *, by: Actor, now: datetime) -> None:
    """An opinion on a resolved candidate has another outcome now: what was resolved stands no more."""
    standing = Resolution.objects.filter(examination=examination, candidate_id=candidate, superseded_at=None).first()
    if standing is None:
        return
    standing.superseded_at = now
    standing.save(update_fields=["superseded_at"])
    case = examination.search.case_id
    record(ResolutionReopened(examination=examination.id, case=case, candidate=candidate), by=by)
    _set_state(examination)


def completed_assignments(examination: Examination) -> list[Assignment]:
    """Those that count, the first seat before the second."""
    rows = Assignment.objects.filter(examination=examination, declined_at=None, completed_at__isnull=False)
    return sorted(rows.select_related("examiner"), key=lambda row: list(Seat).index(Seat(row.seat)))


def first_order(examination: Examination) -> list[int]:
    """Keys of the candidates in the order of the first examiner, by which others than examiners count them."""
    rows = Assignment.objects.filter(examination=examination, declined_at=None).values_list("seat", "order")
    by_seat = dict(rows)
    order: list[int] = by_seat.get(Seat.FIRST.value) or by_seat.get(Seat.SECOND.value) or []
    return order


def pending(examination: Examination) -> list[int]:
    """Keys of the candidates that no resolution stands for, in the first order; the erased need none."""
    if examination.search.case.seeded or len(completed_assignments(examination)) < examination.seats:
        return []
    order = first_order(examination)
    there = set(CandidateParticulars.objects.filter(candidate_id__in=order).values_list("candidate_id", flat=True))
    resolved = Resolution.objects.filter(examination=examination, superseded_at=None)
    done = set(resolved.values_list("candidate_id", flat=True))
    return [candidate for candidate in order if candidate in there - done]


def _pending_at(examination: Examination, position: int) -> int:
    order = first_order(examination)
    if not 1 <= position <= len(order):
        raise NotFound(_("This list has no candidate %(position)s.") % {"position": position})
    candidate = order[position - 1]
    if candidate not in pending(examination):
        raise StateError(_("Nothing is to be decided about this candidate."))
    return candidate


def _agree(examination: Examination, candidate: int, *, by: Actor, now: datetime) -> None:
    """Every version that counts must say the same: the last blind one, and any that was written after the scores."""
    opinions = [_counting(seat, candidate) for seat in completed_assignments(examination)]
    words = {opinion.outcome for versions in opinions for opinion in versions}
    if len(words) != 1 or not all(opinions):
        return
    outcome = CandidateOutcome(words.pop())
    resolution = _resolve(examination, candidate, outcome=outcome, how=ResolvedBy.AGREEMENT, reason="", by=by, now=now)
    if outcome == CandidateOutcome.NOT:
        reasons = "\n\n".join(versions[-1].remark for versions in opinions if versions[-1].remark)
        resolution.exclusion = exclude(candidate=resolution.candidate, reasons=reasons, by=by, clock=lambda: now)
        resolution.save(update_fields=["exclusion"])


def _counting(seat: Assignment, candidate: int) -> list[Opinion]:
    versions = list(Opinion.objects.filter(assignment=seat, candidate_id=candidate, locked=True))
    blind = [opinion for opinion in versions if not opinion.after_scores]
    return [*blind[-1:], *(opinion for opinion in versions if opinion.after_scores)]


def _resolve(
    examination: Examination,
    candidate: int,
    *,
    outcome: CandidateOutcome,
    how: ResolvedBy,
    reason: str,
    by: Actor,
    now: datetime,
) -> Resolution:
    resolution = Resolution.objects.create(
        examination=examination, candidate_id=candidate, outcome=outcome, how=how, reason=reason, by_id=by.user, at=now
    )
    event = CandidateResolved(
        examination=examination.id,
        case=examination.search.case_id,
        candidate=candidate,
        outcome=outcome.value,
        how=how.value,
    )
    record(event, by=by)
    return resolution


def _lift_doubtful(candidate: int, *, reason: str, by: Actor, clock: Clock) -> None:
    earlier = Resolution.objects.filter(candidate_id=candidate, superseded_at__isnull=False, exclusion__lifted_at=None)
    for resolution in earlier.exclude(exclusion=None).select_related("exclusion"):
        if resolution.exclusion is not None:
            lift(exclusion=resolution.exclusion, reason=reason, by=by, clock=clock)


def _set_state(examination: Examination) -> None:
    examination.state = ExaminationState.ARBITRATION if pending(examination) else ExaminationState.SETTLED
    examination.save(update_fields=["state"])
