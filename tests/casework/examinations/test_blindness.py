"""What an examiner gets to see, and what is never even fetched."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.examinations.models import Assignment, Seat
from antigone.casework.examinations.selectors import (
    assignments_of,
    candidate_photograph,
    list_of,
    probe_photograph,
    sheet_of,
)
from antigone.casework.examinations.services import lock_opinion, save_draft
from antigone.casework.galleries.models import Subject
from antigone.engine.errors import NotFound, StateError
from casework.examinations.builders import Bench, actor_of, complete, full_sheet, now, position_of, with_notes

pytestmark = pytest.mark.django_db

NEVER = (
    "searches_frozencandidate",
    '"score"',
    '"ranking_score"',
    '"figures"',
    '"rank"',
    '"label"',
    '"identifier"',
    '"file_name"',
    '"source"',
    '"nationality"',
    '"kind"',
)


def leaves(value: object) -> Iterator[object]:
    """Every value in a tree of frozen dataclasses, tuples, sets and mappings."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(key)
            yield from leaves(each)
    elif isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def everything(examiner: Actor, assignment: Assignment) -> list[object]:
    """All that the room's selectors give an examiner about a list whose notes are locked."""
    sheets = [sheet_of(examiner, assignment.id, position) for position in range(1, len(assignment.order) + 1)]
    return [assignments_of(examiner), list_of(examiner, assignment.id), *sheets]


def test_the_order_follows_from_the_logged_seed_and_differs_between_examiners(work: Bench) -> None:
    examination = work.opened()
    orders = []
    for row in Event.objects.filter(name="examinations.list.assigned"):
        logged = json.loads(row.payload)
        assignment = Assignment.objects.get(pk=logged["assignment"])
        keys = sorted(assignment.order)
        expected = sorted(keys, key=lambda key: sha256(f"{logged['seed']}:order:{key}".encode()).hexdigest())
        assert assignment.order == expected
        orders.append(assignment.order)
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(examination.search.candidates.values_list("pk", flat=True))


def test_no_query_of_an_examiner_touches_a_score_a_name_or_a_story(work: Bench) -> None:
    examination = work.opened()
    complete(examination, Seat.FIRST)
    examiner, assignment = with_notes(examination, Seat.SECOND)
    with CaptureQueriesContext(connection) as asked:
        everything(examiner, assignment)
        probe_photograph(examiner, assignment.id, 0)
        candidate_photograph(examiner, assignment.id, 1, 0)
    statements = [query["sql"] for query in asked.captured_queries]
    assert len(statements) > 10
    assert [(word, sql) for sql in statements for word in NEVER if word in sql] == []


def test_nothing_of_the_other_examiner_is_in_any_value(work: Bench) -> None:
    examination = work.opened()
    first, theirs = complete(examination, Seat.FIRST, remark="a remark of the first", Anna=3)
    examiner, assignment = with_notes(examination, Seat.SECOND)
    found = set(map(str, leaves(everything(examiner, assignment))))
    subjects = Subject.objects.values_list("uuid", "label", "identifier")
    forbidden = {
        "a remark of the first",
        "one",
        "two",
        work.case.number,
        str(work.case.id),
        str(examination.id),
        str(examination.search_id),
        str(theirs.id),
        str(theirs.number),
        str(first.user),
        *(str(part) for subject in subjects for part in subject),
        *map(str, assignment.order[4:]),
    }
    assert found & forbidden == set()
    assert not any("enrolled" in text or "probe.jpg" in text for text in found)


def test_scores_and_ranks_stay_hidden_until_the_last_sheet_is_signed(work: Bench) -> None:
    examination = work.opened()
    examiner, assignment = with_notes(examination)
    for position in (1, 2, 3):
        lock_opinion(assignment=assignment.id, position=position, entry=full_sheet(1), by=examiner, clock=now)
        assert {line.scored for line in list_of(examiner, assignment.id).candidates} == {None}
        assert sheet_of(examiner, assignment.id, position).scored is None
    lock_opinion(assignment=assignment.id, position=4, entry=full_sheet(1), by=examiner, clock=now)
    ranks = [line.scored.rank for line in list_of(examiner, assignment.id).candidates if line.scored]
    assert sorted(ranks) == [1, 2, 3, 4]
    best = sheet_of(examiner, assignment.id, position_of(assignment, "Anna")).scored
    assert best is not None
    assert (best.rank, best.label) == (1, "Anna")


def test_no_candidate_appears_before_the_notes_are_locked(work: Bench) -> None:
    examiner, assignment = actor_of(work.opened(), Seat.FIRST)
    assert list_of(examiner, assignment.id).candidates == ()
    assert len(list_of(examiner, assignment.id).probes) == 1
    with pytest.raises(StateError, match="before the probe notes are locked"):
        sheet_of(examiner, assignment.id, 1)
    with pytest.raises(StateError, match="before the probe notes are locked"):
        candidate_photograph(examiner, assignment.id, 1, 0)
    with pytest.raises(StateError, match="before the probe notes are locked"):
        save_draft(assignment=assignment.id, position=1, entry=full_sheet(), by=examiner)


def test_nobody_else_opens_a_list(work: Bench) -> None:
    examination = work.opened()
    _, assignment = with_notes(examination, Seat.FIRST)
    other, _ = with_notes(examination, Seat.SECOND)
    for viewer in (other, work.supervisor(), work.registrar, work.by):
        with pytest.raises(NotFound):
            list_of(viewer, assignment.id)
        with pytest.raises(NotFound):
            sheet_of(viewer, assignment.id, 1)
        with pytest.raises(NotFound):
            probe_photograph(viewer, assignment.id, 0)
        with pytest.raises(NotFound):
            candidate_photograph(viewer, assignment.id, 1, 0)


def test_pictures_beyond_those_shown_are_not_found(work: Bench) -> None:
    examiner, assignment = with_notes(work.opened())
    for position, index in ((0, 0), (5, 0), (-1, 0), (1, 1), (1, -1)):
        with pytest.raises(NotFound):
            candidate_photograph(examiner, assignment.id, position, index)
    with pytest.raises(NotFound):
        probe_photograph(examiner, assignment.id, 1)


def test_every_probe_is_veiled_and_no_reference_is(work: Bench) -> None:
    examiner, assignment = with_notes(work.opened())
    shown = sheet_of(examiner, assignment.id, 1)
    assert [picture.veiled for picture in shown.probes] == [True]
    assert [picture.veiled for picture in shown.pictures] == [False]


def test_the_age_at_the_photograph_is_worked_out_from_what_is_known(work: Bench) -> None:
    examiner, assignment = with_notes(work.opened())
    anna = Subject.objects.get(label="Anna")
    position = position_of(assignment, "Anna")
    for born, captured, expected in (
        (("1980-06-01", "1980-06-01"), "2010-05-31", (29, 29)),
        (("1980-06-01", "1980-06-01"), "2010", (29, 30)),
        (("1980-01-01", "1980-12-31"), "2010-07", (29, 30)),
        (("1980-06-01", "1980-06-01"), "", None),
        ((None, None), "2010", None),
    ):
        Subject.objects.filter(pk=anna.pk).update(born_from=born[0], born_to=born[1])
        anna.references.update(captured_on=captured)
        (picture,) = sheet_of(examiner, assignment.id, position).pictures
        assert (picture.captured_on, picture.age) == (captured, expected)
