"""Opening an examination and filling its seats."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import User
from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.cases.models import CaseState
from antigone.casework.cases.selectors import cases_of
from antigone.casework.examinations.access import own_assignment, require_at_work
from antigone.casework.examinations.assigning import Draw, assign, examinable
from antigone.casework.examinations.drawing import Seeds, new_seed, shuffled
from antigone.casework.examinations.eligibility import candidates_for_seat, people_of, refusal
from antigone.casework.examinations.events import ExaminationOpened, ListDeclined
from antigone.casework.examinations.models import Assignment, Examination, Seat
from antigone.casework.examinations.seeding import seed_if_due
from antigone.casework.searches.models import Outcome, Search
from antigone.casework.searches.selectors import search_by_id
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError

__all__ = ["decline", "fill_seats", "open_examination"]

Clock = Callable[[], datetime]


def open_examination(
    *, search: UUID, by: Actor, first: UUID | None = None, clock: Clock = timezone.now, seeds: Seeds = new_seed
) -> Examination:
    """Give a search's list to two examiners. first: a person for the first seat; the system chooses the second.

    Where too few may examine, it opens with those there are, and a seat stays empty until `fill_seats` finds somebody.
    An expired case begins no examination; one that has begun is finished, for the list is frozen.
    Raises Forbidden, NotFound, StateError where there is nothing to examine or it is open already.
    """
    require(by, Right.ASSIGN)
    with writing():
        found = search_by_id(by, search)
        _require_openable(found, now=clock())
        candidates = examinable(found)
        if not candidates:
            raise StateError(_("Nothing on this list is left to examine: all was excluded before, or has been erased."))
        examination = Examination.objects.create(search=found, opened_by_id=by.user, opened_at=clock())
        event = ExaminationOpened(
            examination=examination.id, search=found.id, case=found.case_id, candidates=len(candidates)
        )
        record(event, by=by)
        if first is not None:
            _seat_named(examination, first, by=by, now=clock(), seed=seeds())
        _fill(examination, by=by, now=clock(), seeds=seeds)
    return examination


def fill_seats(
    *, examination: UUID, by: Actor, clock: Clock = timezone.now, seeds: Seeds = new_seed
) -> tuple[Assignment, ...]:
    """Look again for examiners of the empty seats; gives the new assignments, none where nobody may."""
    require(by, Right.ASSIGN)
    with writing():
        found = Examination.objects.filter(pk=examination, search__case__in=cases_of(by)).first()
        if found is None:
            raise NotFound(_("There is no such examination."))
        return _fill(found, by=by, now=clock(), seeds=seeds)


def decline(*, assignment: UUID, reason: str, by: Actor, clock: Clock = timezone.now, seeds: Seeds = new_seed) -> None:
    """Give a list back, for a conflict of interest; somebody else gets it, and what was written stays with it.

    Raises UsageError without a reason, StateError once the list is completed.
    """
    require(by, Right.EXAMINE)
    if not reason.strip():
        raise UsageError(_("Say why you cannot examine this list."))
    with writing():
        own = own_assignment(by, assignment)
        require_at_work(own)
        own.declined_at, own.decline_reason = clock(), reason.strip()
        own.save(update_fields=["declined_at", "decline_reason"])
        record(ListDeclined(assignment=own.id, examination=own.examination_id), by=by)
        _fill(own.examination, by=by, now=clock(), seeds=seeds)


def _require_openable(search: Search, *, now: datetime) -> None:
    if search.outcome != Outcome.CANDIDATES:
        raise StateError(_("This search has no candidates to examine."))
    if Examination.objects.filter(search=search).exists():
        raise StateError(_("This list is being examined already, or has been."))
    if search.case.state == CaseState.CLOSED:
        raise StateError(_("The case is closed."), advice=_("Reopen it to examine more."))
    if now.date() > search.case.expires_on:
        raise StateError(
            _("The case has expired: its authority covers no new examination."), advice=_("Renew the case first.")
        )


def _seat_named(examination: Examination, user: UUID, *, by: Actor, now: datetime, seed: str) -> None:
    person = User.objects.filter(pk=user, agency=by.agency).first()
    if person is None:
        raise NotFound(_("There is no such person."))
    why = refusal(person, examination.search, taken=())
    if why:
        raise Forbidden(why, advice=_("Name somebody else, or nobody: then the examiner is drawn."))
    assign(examination, examiner=person, seat=Seat.FIRST, draw=Draw(seed=seed), by=by, now=now)
    seed_if_due(person, by=by, now=now)


def _fill(examination: Examination, *, by: Actor, now: datetime, seeds: Seeds) -> tuple[Assignment, ...]:
    """Those who got a seat. A list whose answer is known goes to nobody else."""
    if examination.search.case.seeded:
        return ()
    return tuple(
        assignment
        for seat in Seat
        if (assignment := _drawn(examination, seat, by=by, now=now, seed=seeds())) is not None
    )


def _drawn(examination: Examination, seat: Seat, *, by: Actor, now: datetime, seed: str) -> Assignment | None:
    if Assignment.objects.filter(examination=examination, seat=seat, declined_at=None).exists():
        return None
    tied = candidates_for_seat(examination.search, taken=people_of(examination))
    if not tied:
        return None
    by_key = {str(person.pk): person for person in tied}
    examiner = by_key[shuffled(seed, by_key, purpose="examiner")[0]]
    draw = Draw(seed=seed, tied=len(tied))
    assignment = assign(examination, examiner=examiner, seat=seat, draw=draw, by=by, now=now)
    seed_if_due(examiner, by=by, now=now)
    return assignment
