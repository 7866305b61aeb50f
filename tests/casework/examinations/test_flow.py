"""One list from opening to settled."""

import json

import pytest

from antigone.casework.audit import verify_log
from antigone.casework.audit.models import Event
from antigone.casework.examinations.components import CandidateOutcome, Conclusion
from antigone.casework.examinations.models import AssignmentState, ExaminationState, Resolution, ResolvedBy, Seat
from antigone.casework.examinations.oversight import examination_summary, examinations_of_case
from antigone.casework.examinations.selectors import assignments_of, list_of, sheet_of
from antigone.casework.searches.models import Exclusion
from antigone.casework.searches.seen import has_seen
from casework.examinations.builders import NOON, Bench, actor_of, complete, with_notes

pytestmark = pytest.mark.django_db


def events(name: str) -> list[dict[str, object]]:
    rows = Event.objects.filter(name=name).order_by("seq")
    return [json.loads(row.payload) for row in rows]


def test_from_opening_to_settled(work: Bench) -> None:
    examination = work.opened()
    first, one = actor_of(examination, Seat.FIRST)
    second, _two = actor_of(examination, Seat.SECOND)
    assert first.user != second.user
    (listed,) = assignments_of(first)
    assert (listed.number, listed.state, listed.candidates, listed.locked) == (
        one.number,
        AssignmentState.ASSIGNED,
        4,
        0,
    )
    assert list_of(first, one.id).candidates == ()

    with_notes(examination, Seat.FIRST)
    shown = list_of(first, one.id)
    assert [line.position for line in shown.candidates] == [1, 2, 3, 4]
    assert {line.scored for line in shown.candidates} == {None}
    assert [len(sheet_of(first, one.id, position).pictures) for position in (1, 2, 3, 4)] == [1, 1, 1, 1]


def test_agreement_settles_and_scores_appear(work: Bench) -> None:
    examination = work.opened()
    first, one = complete(examination, Seat.FIRST, Anna=2, Borys=-1)
    assert examination.state == ExaminationState.UNDER_WAY
    scored = list_of(first, one.id).candidates
    assert min((line.scored.rank, line.scored.label) for line in scored if line.scored) == (1, "Anna")
    assert has_seen(examination.search, first.user)
    summary = examination_summary(work.registrar, examination.search_id)
    assert summary is not None
    assert (summary.results, [seat.locked for seat in summary.seats]) == ((), [4, 0])

    complete(examination, Seat.SECOND, Anna=3, Borys=0)
    assert examination.state == ExaminationState.SETTLED
    (summary,) = examinations_of_case(work.registrar, work.case)
    conclusions = [each.opinions[-1].conclusion for each in summary.results[0].opinions]
    assert conclusions == [Conclusion.SAME, Conclusion.STRONG_SAME]
    found = {result.label: result.resolution for result in summary.results}
    assert {label: (one.outcome, one.how, one.excluded) for label, one in found.items() if one} == {
        "Anna": (CandidateOutcome.POTENTIAL, ResolvedBy.AGREEMENT, False),
        "Borys": (CandidateOutcome.INCONCLUSIVE, ResolvedBy.AGREEMENT, False),
        "Chen": (CandidateOutcome.NOT, ResolvedBy.AGREEMENT, True),
        "Dana": (CandidateOutcome.NOT, ResolvedBy.AGREEMENT, True),
    }
    assert Exclusion.objects.count() == 2
    assert Resolution.objects.count() == 4


def test_every_act_is_logged_once_and_the_log_is_whole(work: Bench) -> None:
    examination = work.opened()
    complete(examination, Seat.FIRST, Anna=2)
    complete(examination, Seat.SECOND, Anna=2)
    counts = {
        name: len(events(f"examinations.{name}"))
        for name in (
            "examination.opened",
            "list.assigned",
            "notes.locked",
            "opinion.locked",
            "scores.revealed",
            "candidate.resolved",
        )
    }
    assert counts == {
        "examination.opened": 1,
        "list.assigned": 2,
        "notes.locked": 2,
        "opinion.locked": 8,
        "scores.revealed": 2,
        "candidate.resolved": 4,
    }
    assert verify_log(now=NOON).clean
