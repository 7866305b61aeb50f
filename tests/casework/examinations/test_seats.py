"""Who examines: named or drawn, never twice, never after the scores."""

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door
from antigone.casework.audit.models import Event
from antigone.casework.cases.models import Case, CaseMembership
from antigone.casework.examinations.models import Assignment, Examination, Seat
from antigone.casework.examinations.outstanding import open_seats
from antigone.casework.examinations.oversight import examination_summary
from antigone.casework.examinations.selectors import assignments_of, list_of
from antigone.casework.examinations.services import decline, fill_seats, open_examination
from antigone.casework.galleries.models import Subject
from antigone.casework.galleries.services import erase_subject
from antigone.casework.searches.models import ScoredListView
from antigone.casework.searches.seen import note_view, record_view
from antigone.casework.searches.services import run_search
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from builders.people import agency, person
from casework.examinations.builders import NOON, Bench, complete, now, seeds, with_notes
from casework.searches.builders import photograph, request, session

pytestmark = pytest.mark.django_db


def seated(examination: Examination) -> dict[str, str]:
    rows = Assignment.objects.filter(examination=examination, declined_at=None)
    return dict(rows.values_list("seat", "examiner__display_name"))


def test_the_first_may_be_named_and_the_second_never_is_the_same_person(work: Bench) -> None:
    for start in range(6):
        search = work.search(f"Anna found {start}", name=f"{start}.jpg")
        examination = work.opened(search, first=work.users["two"].id, start=10 * start)
        assert seated(examination) == {"first": "two", "second": "one"}


def test_numbers_are_drawn_and_tell_nothing_of_the_twin(work: Bench) -> None:
    first, second = Assignment.objects.filter(examination=work.opened()).values_list("number", flat=True)
    assert 100_000 <= first <= 999_999
    assert abs(first - second) > 1


def test_those_with_fewer_open_lists_come_first_and_equals_are_drawn_by_the_logged_seed(work: Bench) -> None:
    for name in ("three", "four"):
        work.examiner(name)
    taken = seated(work.opened(start=1))
    again = seated(work.opened(work.search("Anna second", name="2.jpg"), start=11))
    assert set(taken.values()) | set(again.values()) == {"one", "two", "three", "four"}
    drawn = [json.loads(row.payload)["tied"] for row in Event.objects.filter(name="examinations.list.assigned")]
    assert drawn == [4, 3, 2, 1]
    complete(Examination.objects.first(), Seat.FIRST)  # type: ignore[arg-type]
    third = seated(work.opened(work.search("Anna third", name="3.jpg"), start=21))
    assert third["first"] == taken["first"]


def test_whoever_saw_the_scores_cannot_be_named_and_is_not_drawn(work: Bench) -> None:
    search = work.search()
    both = work.examiner("both", Role.REGISTRAR)
    CaseMembership.objects.create(case=work.case, user_id=both.user, added_by_id=work.by.user, added_at=NOON)
    record_view(search=search, by=both)
    with pytest.raises(Forbidden, match="both has seen this list with its scores"):
        work.opened(search, first=both.user)
    assert not Examination.objects.exists()
    assert set(seated(work.opened(search)).values()) == {"one", "two"}


def test_the_operator_of_the_command_line_has_seen_what_it_printed(work: Bench) -> None:
    found = run_search(
        session(work.home, work.of, work.by),
        request(work.case, photograph(work.folder, "Anna found"), strangers=None),
        by=work.by,
        clock=now,
    )
    with pytest.raises(Forbidden, match="Local operator has seen this list with its scores"):
        work.opened(found, first=work.by.user)


def test_the_operator_who_saw_nothing_may_be_named_and_is_never_drawn(work: Bench) -> None:
    assert work.by.user not in Assignment.objects.filter(examination=work.opened()).values_list("examiner", flat=True)
    search = work.search("Anna second", name="2.jpg")
    assert seated(work.opened(search, first=work.by.user, start=30))["first"] == "Local operator"


def test_whoever_asked_for_a_search_without_seeing_it_may_examine_it(work: Bench) -> None:
    search = work.search()
    search.done_by = work.users["one"]
    search.save()
    assert set(seated(work.opened(search)).values()) == {"one", "two"}


def test_with_too_few_examiners_a_seat_stays_empty_until_somebody_is_there(work: Bench) -> None:
    User.objects.filter(username="two").update(is_active=False)
    examination = work.opened()
    assert seated(examination) == {"first": "one"}
    (seat,) = open_seats(work.registrar)
    assert (seat.seat, seat.case_number) == (Seat.SECOND, "UA-1")
    assert seat.why.startswith("The second examiner is missing: nobody else here may examine this list.")
    assert fill_seats(examination=examination.id, by=work.registrar) == ()
    work.examiner("three")
    (filled,) = fill_seats(examination=examination.id, by=work.registrar)
    assert (filled.seat, filled.examiner.display_name) == (Seat.SECOND, "three")
    assert open_seats(work.registrar) == ()


def test_with_no_examiner_at_all_it_opens_and_says_so(work: Bench) -> None:
    User.objects.filter(username__in=["one", "two"]).update(is_active=False)
    examination = work.opened()
    summary = examination_summary(work.registrar, examination.search_id)
    assert summary is not None
    assert summary.missing.startswith("No examiner could be found")
    assert [seat.examiner for seat in summary.seats] == [None, None]


def test_a_list_declined_goes_to_somebody_else_and_is_not_offered_again(work: Bench) -> None:
    examination = work.opened(first=work.users["one"].id)
    examiner, assignment = with_notes(examination, Seat.FIRST)
    with pytest.raises(UsageError, match="Say why"):
        decline(assignment=assignment.id, reason=" ", by=examiner)
    decline(assignment=assignment.id, reason="I know the family.", by=examiner, clock=now)
    assert seated(examination) == {"second": "two"}
    assert assignments_of(examiner) == ()
    with pytest.raises(NotFound):
        list_of(examiner, assignment.id)
    work.examiner("three")
    fill_seats(examination=examination.id, by=work.registrar)
    assert seated(examination) == {"first": "three", "second": "two"}
    assignment.refresh_from_db()
    assert assignment.decline_reason == "I know the family."
    payload = json.loads(Event.objects.get(name="examinations.list.declined").payload)
    assert payload == {"assignment": str(assignment.id), "examination": str(examination.id)}


def test_a_completed_list_is_not_given_back(work: Bench) -> None:
    examiner, assignment = complete(work.opened(), Seat.FIRST)
    with pytest.raises(StateError, match="This list is completed"):
        decline(assignment=assignment.id, reason="late", by=examiner)


def test_people_who_cannot_be_named(work: Bench) -> None:
    search = work.search()
    other = person(agency("Other"), Role.EXAMINER, name="stranger")
    gone = person(work.case.agency, Role.EXAMINER, name="gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for user, refusal, sentence in (
        (other.id, NotFound, "no such person"),
        (uuid4(), NotFound, "no such person"),
        (gone.id, Forbidden, "does not work for this agency"),
        (work.registrar.user, Forbidden, "is no examiner"),
    ):
        with pytest.raises(refusal, match=sentence):
            work.opened(search, first=user)


def test_who_may_open_an_examination(work: Bench) -> None:
    search = work.search()
    stranger = person(agency("Other"), Role.REGISTRAR, name="stranger").actor(Door.WEB)
    no_member = person(work.case.agency, Role.REGISTRAR, name="no member").actor(Door.WEB)
    examiner = work.users["one"].actor(Door.WEB)
    for by, refusal in ((stranger, NotFound), (no_member, NotFound), (examiner, Forbidden)):
        with pytest.raises(refusal):
            open_examination(search=search.id, by=by)
    open_examination(search=search.id, by=work.supervisor(), seeds=seeds())
    with pytest.raises(StateError, match="being examined already"):
        work.opened(search)


def test_an_expired_case_begins_no_examination_and_finishes_what_has_begun(work: Bench) -> None:
    begun, later = work.opened(), work.search("Anna second", name="2.jpg")
    Case.objects.filter(pk=work.case.pk).update(expires_on=date(2026, 2, 28))
    with pytest.raises(StateError, match="The case has expired"):
        work.opened(later)
    complete(begun, Seat.FIRST)
    complete(begun, Seat.SECOND)
    assert begun.state == "settled"


def test_a_list_without_candidates_is_not_examined(work: Bench) -> None:
    found = work.search("no-face")
    with pytest.raises(StateError, match="no candidates to examine"):
        work.opened(found)
    full = work.search("Anna found", name="2.jpg")
    for subject in Subject.objects.all():
        erase_subject(subject=subject, by=work.by)
    with pytest.raises(StateError, match="Nothing on this list is left to examine"):
        work.opened(full)


def test_completing_a_list_counts_as_having_seen_it(work: Bench) -> None:
    examination = work.opened()
    examiner, _ = complete(examination, Seat.FIRST)
    seen = ScoredListView.objects.get(search=examination.search)
    assert (seen.user_id, seen.door, seen.at) == (examiner.user, "web", datetime(2026, 3, 1, 12, tzinfo=UTC))
    note_view(search=examination.search, by=examiner, now=NOON)
    assert ScoredListView.objects.count() == 1
