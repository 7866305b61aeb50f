"""From two opinions to an outcome: agreement, disagreement, exclusions and what brings a person back."""

from dataclasses import replace

import pytest

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door
from antigone.casework.audit.models import Event
from antigone.casework.examinations.components import CandidateOutcome
from antigone.casework.examinations.models import (
    Assignment,
    Examination,
    ExaminationState,
    Resolution,
    ResolvedBy,
    Seat,
)
from antigone.casework.examinations.outstanding import arbitrations_of
from antigone.casework.examinations.oversight import arbitration_of, arbitration_photograph, examination_summary
from antigone.casework.examinations.services import arbitrate, revise_opinion
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.searches.exclusions import lift
from antigone.casework.searches.models import Exclusion, FrozenCandidate, Search
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from builders.people import agency, person
from casework.examinations.builders import Bench, complete, full_sheet, now, position_of
from casework.galleries.builders import put
from casework.searches.builders import enrol

pytestmark = pytest.mark.django_db


def disagreed(work: Bench, *, anna: tuple[int, int] = (2, -2)) -> Examination:
    """All agree that the others are no candidates; about Anna they do not agree."""
    examination = work.opened()
    complete(examination, Seat.FIRST, Anna=anna[0], remark="first remark")
    complete(examination, Seat.SECOND, Anna=anna[1], remark="second remark")
    return examination


def standing(label: str) -> Resolution:
    return Resolution.objects.get(candidate__particulars__label=label, superseded_at=None)


def place(examination: Examination, label: str) -> int:
    """In the first examiner's order."""
    return position_of(Assignment.objects.get(examination=examination, seat=Seat.FIRST), label)


@pytest.mark.parametrize(("one", "two"), [(1, 0), (1, -1), (3, -3), (0, -2), (-1, -2)])
def test_two_words_are_a_disagreement(work: Bench, one: int, two: int) -> None:
    examination = disagreed(work, anna=(one, two))
    assert examination.state == ExaminationState.ARBITRATION
    (line,) = arbitrations_of(work.supervisor())
    assert (line.examination, line.position) == (examination.id, place(examination, "Anna"))
    assert len(set(line.outcomes)) == 2


@pytest.mark.parametrize(("one", "two"), [(1, 3), (0, -1), (-2, -3)])
def test_one_word_is_an_agreement_whatever_its_strength(work: Bench, one: int, two: int) -> None:
    assert disagreed(work, anna=(one, two)).state == ExaminationState.SETTLED
    assert standing("Anna").how == ResolvedBy.AGREEMENT


def test_a_supervisor_decides_with_reasons(work: Bench) -> None:
    examination = disagreed(work)
    supervisor, position = work.supervisor(), place(examination, "Anna")
    shown = arbitration_of(supervisor, examination.id, position)
    assert [(each.examiner, each.opinions[-1].outcome) for each in shown.opinions] == [
        (Assignment.objects.get(seat="first").examiner.display_name, CandidateOutcome.POTENTIAL),
        (Assignment.objects.get(seat="second").examiner.display_name, CandidateOutcome.NOT),
    ]
    assert (len(shown.probes), len(shown.pictures), len(shown.notes), shown.resolution) == (1, 1, 2, None)
    for of_probe in (True, False):
        assert arbitration_photograph(supervisor, examination.id, position, 0, of_probe=of_probe).width == 100
    with pytest.raises(UsageError, match="Say why"):
        arbitrate(
            examination=examination.id, position=position, outcome=CandidateOutcome.POTENTIAL, reason="", by=supervisor
        )
    arbitrate(
        examination=examination.id,
        position=position,
        outcome=CandidateOutcome.POTENTIAL,
        reason="The ears agree.",
        by=supervisor,
        clock=now,
    )
    found = standing("Anna")
    assert (found.how, found.outcome, found.reason) == ("arbitration", "potential_candidate", "The ears agree.")
    examination.refresh_from_db()
    assert examination.state == ExaminationState.SETTLED
    assert arbitrations_of(supervisor) == ()
    with pytest.raises(StateError, match="Nothing is to be decided"):
        arbitrate(examination=examination.id, position=position, outcome=None, reason="again", by=supervisor)


def test_a_disagreement_may_end_inconclusive(work: Bench) -> None:
    examination = disagreed(work)
    arbitrate(
        examination=examination.id,
        position=place(examination, "Anna"),
        outcome=None,
        reason="Neither convinces.",
        by=work.supervisor(),
    )
    found = standing("Anna")
    assert (found.how, found.outcome) == ("disagreement_inconclusive", "inconclusive")


def test_a_decision_against_a_candidate_folds_nobody_away(work: Bench) -> None:
    examination = disagreed(work)
    arbitrate(
        examination=examination.id,
        position=place(examination, "Anna"),
        outcome=CandidateOutcome.NOT,
        reason="The ears differ.",
        by=work.supervisor(),
    )
    assert standing("Anna").exclusion is None
    assert Exclusion.objects.count() == 3


def test_nobody_decides_between_themselves_and_another(work: Bench) -> None:
    both = work.examiner("both", Role.SUPERVISOR)
    examination = work.opened(first=both.user)
    complete(examination, Seat.FIRST, Anna=2)
    complete(examination, Seat.SECOND, Anna=-2)
    position = place(examination, "Anna")
    assert arbitrations_of(both) == ()
    for act in (
        lambda: arbitrate(examination=examination.id, position=position, outcome=None, reason="mine", by=both),
        lambda: arbitration_of(both, examination.id, position),
    ):
        with pytest.raises(Forbidden, match="somebody else decides"):
            act()


def test_who_may_not_decide(work: Bench) -> None:
    examination = disagreed(work)
    position = place(examination, "Anna")
    stranger = person(agency("Other"), Role.SUPERVISOR, name="stranger").actor(Door.WEB)
    for by, refusal in ((work.registrar, Forbidden), (stranger, NotFound)):
        with pytest.raises(refusal):
            arbitrate(examination=examination.id, position=position, outcome=None, reason="so", by=by)
        with pytest.raises(refusal):
            arbitration_of(by, examination.id, position)
    with pytest.raises(NotFound):
        arbitrate(examination=examination.id, position=9, outcome=None, reason="so", by=work.supervisor())


def test_no_opinion_is_read_by_anybody_before_both_are_done(work: Bench) -> None:
    examination = work.opened()
    complete(examination, Seat.FIRST, Anna=2)
    supervisor = work.supervisor()
    summary = examination_summary(supervisor, examination.search_id)
    assert summary is not None
    assert summary.results == ()
    assert arbitrations_of(supervisor) == ()
    with pytest.raises(NotFound, match="its examiners are not done"):
        arbitration_of(supervisor, examination.id, 1)


def test_results_are_for_those_who_may_see_scored_lists(work: Bench) -> None:
    examination = disagreed(work)
    liaison = person(work.case.agency, Role.LIAISON, name="liaison")
    work.case.memberships.create(user=liaison, added_by_id=work.by.user, added_at=now())
    auditor = person(work.case.agency, Role.AUDITOR, name="auditor").actor(Door.WEB)
    for viewer, seen in ((liaison.actor(Door.WEB), 0), (auditor, 4), (work.registrar, 4)):
        summary = examination_summary(viewer, examination.search_id)
        assert summary is not None
        assert len(summary.results) == seen


def left_to_examine(search: Search) -> set[str]:
    rows = FrozenCandidate.objects.filter(search=search, exclusion=None)
    return set(rows.values_list("particulars__label", flat=True))


def test_what_both_excluded_is_not_examined_again_and_is_counted(work: Bench) -> None:
    disagreed(work)
    assert Exclusion.objects.filter(reasons="first remark\n\nsecond remark").count() == 3
    again = work.search()
    assert left_to_examine(again) == {"Anna"}
    examination = work.opened(again, start=40)
    assert [len(row.order) for row in Assignment.objects.filter(examination=examination)] == [1, 1]
    summary = examination_summary(work.registrar, again.id)
    assert summary is not None
    assert (summary.candidates, summary.excluded_before) == (1, 3)


def test_they_come_back_with_a_new_photograph(work: Bench) -> None:
    disagreed(work)
    assert left_to_examine(work.search("Anna second", name="2.jpg")) == {"Anna", "Borys", "Chen", "Dana"}


def test_one_comes_back_with_a_new_reference(work: Bench) -> None:
    disagreed(work)
    put(work.folder / "later", Borys__2=b"Borys later")
    enrol(work.folder / "later", of=work.of, by=work.by)
    assert left_to_examine(work.search()) == {"Anna", "Borys"}


def test_they_come_back_with_another_recogniser(work: Bench) -> None:
    disagreed(work)
    manifest = work.of.manifest
    manifest = replace(manifest, recogniser=replace(manifest.recogniser, sha256="f" * 64))
    other = Recogniser(manifest=manifest, calibration=None)
    enrol(work.folder / "other", "Borys", "Chen", of=other, by=work.by, gallery="other")
    assert left_to_examine(work.search(of=other)) == {"Borys", "Chen"}


def test_one_comes_back_by_a_supervisors_act(work: Bench) -> None:
    disagreed(work)
    exclusion = standing("Chen").exclusion
    assert exclusion is not None
    lift(exclusion=exclusion, reason="The photograph was another's.", by=work.supervisor())
    assert left_to_examine(work.search()) == {"Anna", "Chen"}


def test_a_changed_opinion_puts_the_candidate_before_a_supervisor_and_an_exclusion_in_doubt(work: Bench) -> None:
    examination = work.opened()
    complete(examination, Seat.FIRST)
    examiner, assignment = complete(examination, Seat.SECOND)
    assert (examination.state, Exclusion.objects.count()) == (ExaminationState.SETTLED, 4)
    position = position_of(assignment, "Anna")
    revise_opinion(
        assignment=assignment.id, position=position, entry=full_sheet(-3), reason="stronger", by=examiner, clock=now
    )
    examination.refresh_from_db()
    assert examination.state == ExaminationState.SETTLED
    revise_opinion(
        assignment=assignment.id, position=position, entry=full_sheet(2), reason="I erred", by=examiner, clock=now
    )
    examination.refresh_from_db()
    assert examination.state == ExaminationState.ARBITRATION
    assert Event.objects.filter(name="examinations.candidate.reopened").count() == 1
    supervisor = work.supervisor()
    (line,) = arbitrations_of(supervisor)
    shown = arbitration_of(supervisor, examination.id, line.position)
    assert ([one.excluded for one in shown.earlier], shown.resolution) == ([True], None)
    arbitrate(
        examination=examination.id,
        position=line.position,
        outcome=CandidateOutcome.POTENTIAL,
        reason="The second look convinces.",
        by=supervisor,
    )
    assert left_to_examine(work.search()) == {"Anna"}
    assert Exclusion.objects.filter(lifted_at=None).count() == 3


def test_a_change_made_after_the_scores_makes_no_agreement(work: Bench) -> None:
    examination = work.opened()
    examiner, assignment = complete(examination, Seat.FIRST, Anna=2)
    position = position_of(assignment, "Anna")
    revise_opinion(assignment=assignment.id, position=position, entry=full_sheet(-2), reason="rank", by=examiner)
    complete(examination, Seat.SECOND, Anna=-2)
    assert examination.state == ExaminationState.ARBITRATION
    assert not Resolution.objects.filter(candidate__particulars__label="Anna").exists()
