"""Lists whose answer is known: how often, how they are made, and that nobody can tell."""

import itertools
import json
from hashlib import sha256
from pathlib import Path

import pytest
from scipy.stats import binomtest

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.cases.models import Case
from antigone.casework.cases.selectors import cases_of
from antigone.casework.evidence.models import Photograph
from antigone.casework.examinations import tasks
from antigone.casework.examinations.error_rates import error_rates, error_rates_of_agency, rate
from antigone.casework.examinations.known_answers import ListMaker, make_list
from antigone.casework.examinations.models import Assignment, Examination, KnownAnswer, Resolution, Seat
from antigone.casework.examinations.outstanding import arbitrations_of, open_seats
from antigone.casework.examinations.seeding import due
from antigone.casework.examinations.selectors import assignments_of, list_of, sheet_of
from antigone.casework.examinations.services import decline, lock_opinion, revise_opinion
from antigone.casework.galleries.models import Subject
from antigone.casework.galleries.services import erase_subject
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.jobs.selectors import jobs_of
from antigone.casework.recognition.comparing import GallerySearcher
from antigone.casework.searches.models import Exclusion, FrozenCandidate
from antigone.engine.errors import NotFound, StateError
from builders.jobs import work as run_jobs
from builders.people import agency, person
from casework.examinations.builders import NOON, Bench, bench, complete, full_sheet, now, with_notes
from casework.galleries.builders import put
from casework.searches.builders import enrol

TWICE = ("Anna", "Borys", "Chen")


@pytest.fixture
def work(tmp_path: Path, antigone_home: Path) -> Bench:
    """Three of the four have a second photograph; one examiner, so that nobody else's lists are in the way."""
    made = bench(tmp_path, antigone_home)
    put(tmp_path / "second", **{f"{name}__2": f"{name} second".encode() for name in TWICE})
    enrol(tmp_path / "second", of=made.of, by=made.by)
    made.examiner("one")
    return made


def maker(work: Bench) -> ListMaker:
    return ListMaker(recogniser=work.of, searcher=GallerySearcher(home=work.home, recogniser=work.of, by=work.by))


def seed_of(*, present: bool, start: int = 0) -> str:
    """The first seed from `start` on whose list has, or has not, the mate on it."""
    for number in range(start, start + 64):
        digest = sha256(f"known {number}:mate present:2".encode()).digest()
        if (int.from_bytes(digest) % 2 == 0) == present:
            return f"known {number}"
    raise AssertionError


def seeded(work: Bench, *, present: bool, start: int = 0) -> KnownAnswer:
    seed = seed_of(present=present, start=start)
    return make_list(maker(work), examiner=work.users["one"].id, seed=seed, by=work.by, now=NOON)


def test_one_list_in_ten_is_seeded_over_200_assignments_at_moments_nobody_can_foresee() -> None:
    moments = []
    for examiner in range(50):
        real = given = 0
        order = []
        while real + given < 200:
            if given < due(f"examiner {examiner}", real=real):
                given += 1
                order.append(real + given)
            else:
                real += 1
            assert given >= (real + given) // 10 - (given < due(f"examiner {examiner}", real=real))
        assert given >= 20
        assert given <= 21
        moments.append(order)
    first = [order[0] for order in moments]
    assert set(first) == set(range(2, 11))
    gaps = {later - earlier for order in moments for earlier, later in itertools.pairwise(order)}
    assert len(gaps) > 10


@pytest.mark.django_db
def test_the_mate_is_on_the_list_by_another_photograph(work: Bench) -> None:
    known = seeded(work, present=True)
    assert known.mate_present
    assert known.mate is not None
    subject = known.probe_reference.subject
    assert known.mate.particulars.label == subject.label
    assert known.mate.entry_key != known.probe_reference.entry_id
    assert known.mate.score < 0.999
    examiner = work.users["one"].actor(Door.WEB)
    _, assignment = with_notes(known.examination)
    position = assignment.order.index(known.mate.pk) + 1
    assert len(sheet_of(examiner, assignment.id, position).pictures) == 1
    assert known.examination.search.references == 6


@pytest.mark.django_db
def test_without_the_mate_all_of_the_person_is_left_out(work: Bench) -> None:
    known = seeded(work, present=False)
    assert (known.mate_present, known.mate) == (False, None)
    listed = set(known.examination.search.candidates.values_list("subject_key", flat=True))
    everybody = set(Subject.objects.values_list("pk", flat=True))
    assert listed == everybody - {known.probe_reference.subject_id}


@pytest.mark.django_db
def test_made_twice_it_is_there_once(work: Bench) -> None:
    first = seeded(work, present=True)
    assert seeded(work, present=True) == first
    assert (KnownAnswer.objects.count(), Assignment.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_photograph_is_no_examiners_probe_twice(work: Bench) -> None:
    probes = [seeded(work, present=True, start=64 * number).probe_reference_id for number in range(4)]
    assert len(set(probes)) == 4


@pytest.mark.django_db
def test_the_list_comes_by_a_job_that_nobody_of_the_agency_sees(work: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "open_maker", lambda by: maker(work))
    monkeypatch.setattr("antigone.casework.examinations.seeding.due", lambda seed, *, real: real)
    monkeypatch.setattr("antigone.casework.examinations.seeding.new_seed", lambda: seed_of(present=True))
    work.opened(first=work.users["one"].id)
    job = Job.objects.get()
    assert (job.state, job.owner.is_local_operator) == (JobState.WAITING, True)
    examiner = work.users["one"].actor(Door.WEB)
    for viewer in (examiner, work.registrar, work.supervisor()):
        assert not jobs_of(viewer).exists()
    assert run_jobs() == 1
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert Assignment.objects.filter(examination__search__case__seeded=True).count() == 1
    real, known = sorted(assignments_of(examiner), key=lambda row: row.id != Assignment.objects.first().id)  # type: ignore[union-attr]
    assert (real.candidates, real.state, real.locked) == (known.candidates, known.state, known.locked)


@pytest.mark.django_db
def test_an_agency_that_does_not_allow_it_gets_none(work: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antigone.casework.examinations.seeding.due", lambda seed, *, real: real)
    Agency.objects.update(seeds_known_answers=False)
    work.opened()
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_without_people_of_two_photographs_the_job_says_so(tmp_path: Path, antigone_home: Path) -> None:
    poor = bench(tmp_path, antigone_home)
    poor.examiner("one")
    with pytest.raises(StateError, match="too few people have two photographs here"):
        seeded(poor, present=True)
    assert not Case.objects.filter(seeded=True).exists()


@pytest.mark.django_db
def test_it_looks_like_any_other_list_and_changes_nothing(work: Bench) -> None:
    known = seeded(work, present=True)
    examiner, assignment = complete(known.examination, Seat.FIRST, default=-3)
    shown = list_of(examiner, assignment.id)
    assert all(line.scored is not None for line in shown.candidates)
    known.examination.refresh_from_db()
    assert known.examination.state == "settled"
    assert not Resolution.objects.exists()
    assert not Exclusion.objects.exists()
    for viewer in (work.by, work.supervisor()):
        assert list(cases_of(viewer)) == [work.case]
        assert (open_seats(viewer), arbitrations_of(viewer)) == ((), ())
    assert Event.objects.filter(name="searches.search.run").count() == 0
    assert Event.objects.filter(name="cases.case.opened").count() == 1
    payload = json.loads(Event.objects.get(name="examinations.known_answer.seeded").payload)
    assert (payload["examination"], payload["mate_present"]) == (str(known.examination_id), True)


@pytest.mark.django_db
def test_a_known_list_declined_goes_to_nobody_else(work: Bench) -> None:
    known = seeded(work, present=True)
    work.examiner("two")
    examiner = work.users["one"].actor(Door.WEB)
    decline(assignment=known.examination.assignments.get().id, reason="I know her.", by=examiner)
    assert Assignment.objects.filter(declined_at=None).count() == 0


@pytest.mark.django_db
def test_whoever_is_erased_takes_the_list_of_their_photograph_along(work: Bench) -> None:
    known = seeded(work, present=True)
    complete(known.examination, Seat.FIRST)
    subject, probe = known.probe_reference.subject, known.probe_reference.photograph
    assert probe is not None
    erase_subject(subject=subject, by=work.by)
    assert not Photograph.objects.filter(pk=probe.pk).exists()
    assert not Examination.objects.exists()
    assert not FrozenCandidate.objects.exists()


def conclude(work: Bench, known: KnownAnswer, *, mate: int = 2, others: int = -2) -> tuple[Actor, Assignment]:
    examiner, assignment = with_notes(known.examination)
    for position, key in enumerate(assignment.order, start=1):
        entry = full_sheet(mate if key == known.mate_id else others)
        lock_opinion(assignment=assignment.id, position=position, entry=entry, by=examiner, clock=now)
    return examiner, assignment


@pytest.mark.django_db
def test_error_rates_count_what_was_blind(work: Bench) -> None:
    conclude(work, seeded(work, present=True), mate=3)
    conclude(work, seeded(work, present=True, start=64), mate=-2)
    examiner, assignment = conclude(work, seeded(work, present=True, start=128), mate=-1, others=1)
    conclude(work, seeded(work, present=False, start=192), others=1)
    revise_opinion(assignment=assignment.id, position=1, entry=full_sheet(-3), reason="rank", by=examiner)
    seeded(work, present=False, start=256)
    found = error_rates(work.supervisor(), examiner.user)
    assert (found.name, found.lists, found.mate_present, found.mate_absent) == ("one", 4, 3, 1)
    assert (found.misses.count, found.misses.total) == (1, 3)
    assert (found.undecided.count, found.undecided.total) == (1, 3)
    # Three others on each list: those of the third and the fourth list were called potential candidates.
    assert (found.false_candidates.count, found.false_candidates.total) == (6, 12)
    assert (found.absent_lists_with_candidate.count, found.absent_lists_with_candidate.total) == (1, 1)


@pytest.mark.parametrize(("count", "total"), [(0, 1), (1, 1), (0, 20), (3, 20), (20, 20), (7, 150)])
def test_intervals_are_those_of_clopper_and_pearson(count: int, total: int) -> None:
    found = rate(count, total)
    exact = binomtest(count, total).proportion_ci(0.95, method="exact")
    assert (found.low, found.high) == (pytest.approx(exact.low), pytest.approx(exact.high))
    assert found.value == count / total


def test_nothing_counted_is_no_rate() -> None:
    assert (rate(0, 0).value, rate(0, 0).low, rate(0, 0).high) == (None, 0.0, 1.0)


@pytest.mark.django_db
def test_error_rates_are_for_supervisors_and_the_examiner_alone(work: Bench) -> None:
    examiner = work.users["one"].actor(Door.WEB)
    colleague = work.examiner("two")
    stranger = person(agency("Other"), Role.SUPERVISOR, name="stranger").actor(Door.WEB)
    assert error_rates(examiner, examiner.user).lists == 0
    for viewer in (colleague, work.registrar, stranger):
        with pytest.raises(NotFound):
            error_rates(viewer, examiner.user)
    assert [one.name for one in error_rates_of_agency(work.supervisor())] == ["one", "two"]
    assert error_rates_of_agency(colleague) == ()
