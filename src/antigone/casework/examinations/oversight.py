"""What those read who see to examinations: supervisors, auditors and the registrars of the case.

Before both examiners are done it is progress and nothing else: whoever knew one opinion could let it slip.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import holds, require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case
from antigone.casework.cases.selectors import cases_of
from antigone.casework.evidence.models import Photograph
from antigone.casework.examinations.access import references_shown
from antigone.casework.examinations.eligibility import people_of, why_nobody
from antigone.casework.examinations.models import (
    Assignment,
    AssignmentState,
    Examination,
    ExaminationState,
    Opinion,
    Resolution,
    Seat,
)
from antigone.casework.examinations.resolving import completed_assignments, first_order
from antigone.casework.examinations.selectors import scored_view
from antigone.casework.examinations.showing import (
    candidate_pictures,
    notes_view,
    opinion_view,
    probe_pictures,
    probe_rows,
    resolution_view,
)
from antigone.casework.examinations.views import (
    ArbitrationView,
    ExaminationView,
    ExaminerOpinions,
    NotesView,
    OpinionView,
    ResultView,
    SeatView,
)
from antigone.casework.searches.models import FrozenCandidate, Search
from antigone.casework.searches.selectors import search_by_id
from antigone.engine.errors import Forbidden, NotFound

__all__ = [
    "arbitration_of",
    "arbitration_photograph",
    "empty_seats",
    "examination_summary",
    "examinations_of_case",
    "visible_examinations",
]


def visible_examinations(viewer: Actor) -> QuerySet[Examination]:
    """Those of the cases that the viewer sees, oldest first."""
    return (
        Examination.objects.filter(search__case__in=cases_of(viewer))
        .select_related("search__case", "opened_by")
        .order_by("opened_at")
    )


def empty_seats(row: Examination) -> list[Seat]:
    """Those that nobody has, or whose examiner gave the list back."""
    taken = {one.seat for one in row.assignments.all() if one.declined_at is None}
    return [seat for seat in Seat if seat.value not in taken]


def examination_summary(viewer: Actor, search: UUID) -> ExaminationView | None:
    """The examination of a search of a case that the viewer sees; None where none was opened. Raises NotFound."""
    found = search_by_id(viewer, search)
    examination = visible_examinations(viewer).filter(search=found).first()
    return None if examination is None else _examination(viewer, examination)


def examinations_of_case(viewer: Actor, case: Case) -> tuple[ExaminationView, ...]:
    """The examinations of a case that the viewer sees, oldest first."""
    return tuple(_examination(viewer, one) for one in visible_examinations(viewer).filter(search__case=case))


def arbitration_of(viewer: Actor, examination: UUID, position: int) -> ArbitrationView:
    """One candidate with all that both examiners wrote, decided or not. Raises NotFound, Forbidden for its examiners.

    It takes two completed lists: before, nobody reads an opinion.
    """
    found, candidate = _arbitrated(viewer, examination, position)
    first = completed_assignments(found)[0]
    resolutions = list(_resolutions(found).filter(candidate_id=candidate))
    return ArbitrationView(
        examination=found.id,
        case=found.search.case_id,
        case_number=found.search.case.number,
        position=position,
        probes=probe_pictures(first),
        pictures=candidate_pictures(first, candidate),
        notes=_last_notes(found),
        opinions=_opinions(found, [candidate])[candidate],
        resolution=next((resolution_view(row) for row in resolutions if row.superseded_at is None), None),
        earlier=tuple(resolution_view(row) for row in resolutions if row.superseded_at is not None),
    )


def arbitration_photograph(
    viewer: Actor, examination: UUID, position: int, index: int, *, of_probe: bool
) -> Photograph:
    """A picture of `arbitration_of`, by its index there. Raises as that does."""
    found, candidate = _arbitrated(viewer, examination, position)
    first = completed_assignments(found)[0]
    rows = probe_rows(first) if of_probe else references_shown(first, candidate)
    photographs = [row.photograph for row in rows]
    photograph = photographs[index] if 0 <= index < len(photographs) else None
    if photograph is None:
        raise NotFound(_("There is no such photograph."))
    return photograph


def _arbitrated(viewer: Actor, examination: UUID, position: int) -> tuple[Examination, int]:
    require(viewer, Right.ARBITRATE)
    found = visible_examinations(viewer).filter(pk=examination).first()
    if found is None or len(completed_assignments(found)) < found.seats:
        raise NotFound(_("There is no such examination, or its examiners are not done."))
    if viewer.user in people_of(found):
        raise Forbidden(_("You were given this list to examine: somebody else decides between its examiners."))
    order = first_order(found)
    if not 1 <= position <= len(order):
        raise NotFound(_("This list has no candidate %(position)s.") % {"position": position})
    return found, order[position - 1]


def _examination(viewer: Actor, row: Examination) -> ExaminationView:
    done = len(completed_assignments(row)) == row.seats
    return ExaminationView(
        id=row.id,
        search=row.search_id,
        case=row.search.case_id,
        case_number=row.search.case.number,
        state=ExaminationState(row.state),
        opened_by=row.opened_by.display_name,
        opened_at=row.opened_at,
        candidates=len(first_order(row)),
        excluded_before=_excluded_before(row.search),
        seats=tuple(_seats(row)),
        missing=why_nobody(row, empty=len(empty_seats(row))),
        results=_results(row) if done and holds(viewer, Right.SEE_SCORED_LISTS) else (),
    )


def _excluded_before(search: Search) -> int:
    return FrozenCandidate.objects.filter(search=search, exclusion__isnull=False).count()


def _seats(row: Examination) -> Iterable[SeatView]:
    sitting = {one.seat: one for one in row.assignments.filter(declined_at=None).select_related("examiner")}
    for seat in Seat:
        assignment = sitting.get(seat.value)
        yield SeatView(
            seat=seat,
            examiner=None if assignment is None else assignment.examiner.display_name,
            state=None if assignment is None else AssignmentState(assignment.state),
            locked=0 if assignment is None else _signed(assignment),
            candidates=0 if assignment is None else len(assignment.order),
        )


def _signed(assignment: Assignment) -> int:
    return assignment.opinions.filter(locked=True).values("candidate").distinct().order_by().count()


def _results(row: Examination) -> tuple[ResultView, ...]:
    order = first_order(row)
    candidates = FrozenCandidate.objects.filter(pk__in=order).select_related("particulars").order_by("rank")
    standing = {one.candidate_id: one for one in _resolutions(row).filter(superseded_at=None)}
    opinions = _opinions(row, order)
    return tuple(
        ResultView(
            position=order.index(candidate.pk) + 1,
            rank=candidate.rank,
            label=scored_view(candidate).label,
            identifier=scored_view(candidate).identifier,
            gallery=scored_view(candidate).gallery,
            opinions=opinions[candidate.pk],
            resolution=resolution_view(standing[candidate.pk]) if candidate.pk in standing else None,
        )
        for candidate in candidates
    )


def _resolutions(row: Examination) -> QuerySet[Resolution]:
    return Resolution.objects.filter(examination=row).select_related("by", "exclusion").order_by("at")


def _opinions(row: Examination, candidates: Sequence[int]) -> dict[int, tuple[ExaminerOpinions, ...]]:
    """By candidate: what each examiner has signed, version by version."""
    seats = completed_assignments(row)
    signed: dict[tuple[UUID, int], list[OpinionView]] = defaultdict(list)
    for one in Opinion.objects.filter(assignment__in=seats, candidate_id__in=candidates, locked=True):
        signed[one.assignment_id, one.candidate_id].append(opinion_view(one))
    return {
        candidate: tuple(
            ExaminerOpinions(
                seat=Seat(seat.seat),
                examiner=seat.examiner.display_name,
                opinions=tuple(signed[seat.id, candidate]),
            )
            for seat in seats
        )
        for candidate in candidates
    }


def _last_notes(row: Examination) -> tuple[NotesView, ...]:
    return tuple(notes_view(seat.notes.filter(locked=True).latest("version")) for seat in completed_assignments(row))
