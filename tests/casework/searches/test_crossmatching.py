"""Open cases against galleries, and against each other."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.cases.closing import ClosingRequest, close_case
from antigone.casework.cases.models import Basis, Case, CaseMembership
from antigone.casework.cases.photographs import withdraw_photograph
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.searches.crossmatching import (
    CasePair,
    CrossmatchOrder,
    NotSearched,
    Searched,
    compare_cases,
    count_cases,
    listed_pair,
    lists,
    search_cases,
)
from antigone.casework.searches.documents import search_document
from antigone.casework.searches.erasure import erase_case
from antigone.casework.searches.models import Search
from antigone.casework.searches.selectors import searches_of
from antigone.casework.searches.services import run_search
from antigone.casework.searches.session import SearchSession
from antigone.engine.errors import Forbidden, NotFound, UsageError
from antigone.engine.index import TemplateIndex
from antigone.engine.scoring import expected_strangers
from builders.people import person
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, CountingReader, case, case_photograph, enrol, photograph, request, session

pytestmark = pytest.mark.django_db(transaction=True)

EVERYBODY = CrossmatchOrder(galleries=("missing",), strangers=None)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()


@pytest.fixture
def reader(of: Recogniser) -> CountingReader:
    return CountingReader(of)


@pytest.fixture
def opened(antigone_home: Path, of: Recogniser, by: Actor, reader: CountingReader, tmp_path: Path) -> SearchSession:
    """With a gallery of three."""
    enrol(tmp_path / "given", "Anna", "Borys", "Chen", of=of, by=by)
    return replace(session(antigone_home, of, by), read=reader)


def opened_cases(*people: str, of: Recogniser, by: Actor) -> list[Case]:
    """A case for each, numbered in their order, with a photograph that was read."""
    cases = [case(by, f"UA-{number}") for number in range(len(people))]
    for one, name in zip(cases, people, strict=True):
        case_photograph(one, f"{name} found", by=by, name=f"{name}.jpg", read_with=of)
    return cases


def run(opened: SearchSession, order: CrossmatchOrder = EVERYBODY, *, by: Actor) -> list[Searched | NotSearched]:
    return list(search_cases(opened, order, by=by, clock=lambda: NOON))


def searched(outcomes: Sequence[Searched | NotSearched]) -> list[Searched]:
    assert [one for one in outcomes if isinstance(one, NotSearched)] == []
    return [one for one in outcomes if isinstance(one, Searched)]


def made(outcomes: Sequence[Searched | NotSearched]) -> list[str]:
    """Numbers of the cases that got a list in this run."""
    return [one.search.case.number for one in outcomes if isinstance(one, Searched) and not one.earlier]


def reasons(outcomes: Sequence[Searched | NotSearched]) -> dict[str, str]:
    return {one.number: one.reason for one in outcomes if isinstance(one, NotSearched)}


def answer(search: Search) -> dict[str, object]:
    """What does not differ between two searches of the same question."""
    document = search_document(search)
    return {key: value for key, value in document.items() if key not in {"search", "timings_ms", "done_at"}}


def test_every_list_is_the_one_that_a_search_of_the_case_gives(
    opened: SearchSession, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    cases = opened_cases("Borys", "Anna", "nobody", of=of, by=by)
    outcomes = searched(run(opened, by=by))
    assert Event.objects.filter(name="searches.search.run").count() == 3
    assert [one.search.candidates.get(rank=1).particulars.label for one in outcomes[:2]] == ["Borys", "Anna"]
    for one, unknown in zip(outcomes, cases, strict=True):
        assert searches_of(by, unknown).get() == one.search
        (name,) = one.person.files
        alone = photograph(tmp_path, f"{name[:-4]} found", name=name)
        asked = request(unknown, alone, galleries=("missing",), strangers=None)
        assert answer(run_search(opened, asked, by=by, clock=lambda: NOON)) == answer(one.search)


def test_lists_end_where_strangers_begin(opened: SearchSession, of: Recogniser, by: Actor) -> None:
    opened_cases("Anna", "nobody", of=of, by=by)
    there, absent = searched(run(opened, CrossmatchOrder(galleries=("missing",), strangers=0.01), by=by))
    assert [(one.search.outcome, one.search.cut) for one in (there, absent)] == [("candidates", 2), ("none", 3)]


def test_many_cases_share_a_pass(
    opened: SearchSession, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes: list[int] = []
    search_batch = TemplateIndex.search_batch

    def counted(index: TemplateIndex, queries: Sequence[object], **how: object) -> object:
        passes.append(len(queries))
        return search_batch(index, queries, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(TemplateIndex, "search_batch", counted)
    monkeypatch.setattr(lists, "TOGETHER", 3)
    opened_cases("Borys", "Anna", "nobody", "Chen", of=of, by=by)
    assert len(searched(run(opened, by=by))) == count_cases(by) == 4
    assert passes == [3, 1]


def test_photographs_whose_templates_are_kept_are_not_read_again(
    opened: SearchSession, reader: CountingReader, of: Recogniser, by: Actor
) -> None:
    (unknown,) = opened_cases("Anna", of=of, by=by)
    case_photograph(unknown, "Anna again", by=by, name="unread.jpg")
    (found,) = searched(run(opened, by=by))
    assert reader.names == ["unread.jpg"]
    assert found.person.files == ("Anna.jpg", "unread.jpg")
    assert found.search.probes.count() == 2


def test_a_case_without_photographs_of_its_own_is_searched_as_it_was_last(
    opened: SearchSession, reader: CountingReader, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    unknown = case(by)
    for hour, content in enumerate(("Borys found", "Anna found", "no-face found"), start=9):
        asked = request(unknown, photograph(tmp_path / content, content), galleries=("missing",))
        run_search(opened, asked, by=by, clock=partial(NOON.replace, hour=hour))
    reader.names.clear()
    (found,) = searched(run(opened, by=by))
    assert found.search.candidates.get(rank=1).particulars.label == "Anna"
    assert reader.names == []
    StoredTemplate.objects.filter(pk=found.search.probes.get().template_id).delete()
    enrol(tmp_path / "more", "Dana", of=of, by=by)
    assert made(run(opened, by=by)) == ["UA-1"]
    assert reader.names == ["probe.jpg"]


def test_a_photograph_without_a_face_is_named_and_not_used(opened: SearchSession, of: Recogniser, by: Actor) -> None:
    (unknown,) = opened_cases("Anna", of=of, by=by)
    case_photograph(unknown, "no-face", by=by, name="back.jpg", read_with=of)
    (found,) = searched(run(opened, by=by))
    assert "Not used, because no template came of it: back.jpg." in found.search.warnings
    assert made(run(opened, by=by)) == []


def test_the_same_state_is_not_searched_again_and_another_is(
    opened: SearchSession, of: Recogniser, by: Actor, tmp_path: Path
) -> None:
    cases = opened_cases("Anna", "Borys", of=of, by=by)
    first = searched(run(opened, by=by))
    again = searched(run(opened, by=by))
    assert [one.earlier for one in again] == [True, True]
    assert [one.search for one in again] == [one.search for one in first]
    enrol(tmp_path / "elsewhere", "Dana", of=of, by=by, gallery="another")
    assert made(run(opened, by=by)) == []
    assert made(run(opened, CrossmatchOrder(galleries=("missing", "another"), strangers=None), by=by)) != []
    assert made(run(opened, CrossmatchOrder(galleries=("missing",), strangers=0.5), by=by)) == ["UA-0", "UA-1"]
    case_photograph(cases[1], "Borys again", by=by, read_with=of)
    assert made(run(opened, by=by)) == ["UA-1"]
    withdraw_photograph(photograph=cases[1].photographs.get(file_name="probe.jpg"), by=by, clock=lambda: NOON)
    assert made(run(opened, by=by)) == []
    enrol(tmp_path / "more", "Dana", of=of, by=by)
    assert made(run(opened, by=by)) == ["UA-0", "UA-1"]


def test_another_calibration_is_another_question(
    opened: SearchSession, antigone_home: Path, of: Recogniser, by: Actor
) -> None:
    opened_cases("Anna", of=of, by=by)
    run(opened, by=by)
    other = recogniser(cohort_seed=9)
    searcher = session(antigone_home, other, by).searcher
    assert other.calibration_sha256 != of.calibration_sha256
    assert made(run(replace(opened, recogniser=other, searcher=searcher), by=by)) == ["UA-0"]


def test_a_run_that_was_broken_off_goes_on(
    opened: SearchSession, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "TOGETHER", 2)
    opened_cases("Anna", "Borys", "Chen", of=of, by=by)
    broken_off = search_cases(opened, EVERYBODY, by=by, clock=lambda: NOON)
    assert isinstance(next(broken_off), Searched)
    del broken_off
    assert Search.objects.count() == 1
    assert made(run(opened, by=by)) == ["UA-1", "UA-2"]


def test_cases_that_cannot_be_searched_are_told_with_their_reason(
    opened: SearchSession, of: Recogniser, by: Actor
) -> None:
    case(by, "UA-expired", expires_on=date(2026, 2, 1))
    case(by, "UA-empty")
    case_photograph(case(by, "UA-faceless"), "no-face", by=by, read_with=of)
    case_photograph(case(by, "UA-unread"), "no-face here either", by=by)
    closed = case(by, "UA-closed")
    case_photograph(closed, "Anna found", by=by, read_with=of)
    teeth = ClosingRequest(
        basis=Basis.ODONTOLOGY,
        decided_on=date(2026, 2, 1),
        official="Dr. A.",
        laboratory="A laboratory",
        reference="7",
        established_name="Anna",
    )
    close_case(case=closed, request=teeth, by=supervisor(by), now=NOON)
    told = reasons(run(opened, by=by))
    assert list(told) == ["UA-empty", "UA-expired", "UA-faceless", "UA-unread"]
    assert told["UA-expired"].startswith("Case UA-expired expired on 2026-02-01")
    assert told["UA-empty"].startswith("It has no photograph in use.")
    assert told["UA-faceless"].startswith("No face was found in its photographs.")
    assert told["UA-unread"].startswith("No face was found in its photographs.")
    assert Search.objects.count() == 0


def test_a_case_that_goes_while_the_run_is_at_work_stops_no_other(
    opened: SearchSession, of: Recogniser, by: Actor
) -> None:
    cases = opened_cases("Anna", "Borys", "Chen", of=of, by=by)
    outcomes = search_cases(opened, EVERYBODY, by=by, clock=lambda: NOON)
    first = next(outcomes)
    erase_case(case=cases[1], by=supervisor(by))
    assert made([first, *outcomes]) == ["UA-0", "UA-2"]
    assert Search.objects.count() == 2


def test_only_whoever_may_search_and_only_the_cases_they_see(opened: SearchSession, of: Recogniser, by: Actor) -> None:
    cases = opened_cases("Anna", "Borys", of=of, by=by)
    registrar = person(cases[0].agency, Role.REGISTRAR)
    CaseMembership.objects.create(case=cases[1], user=registrar, added_by=registrar, added_at=NOON)
    (found,) = searched(run(opened, by=registrar.actor(Door.CLI)))
    assert found.search.case == cases[1]
    with pytest.raises(Forbidden):
        run(opened, by=person(cases[0].agency, Role.EXAMINER).actor(Door.CLI))
    with pytest.raises(NotFound, match="no gallery elsewhere"):
        run(opened, CrossmatchOrder(galleries=("elsewhere",)), by=by)
    with pytest.raises(UsageError, match="needs a gallery"):
        CrossmatchOrder(galleries=())


def supervisor(of: Actor) -> Actor:
    return person(Agency.objects.get(pk=of.agency), Role.SUPERVISOR).actor(Door.WEB)


def compared(opened: SearchSession, order: CrossmatchOrder, *, by: Actor) -> list[CasePair]:
    persons = [one.person for one in searched(run(opened, by=by))]
    return compare_cases(persons, order, recogniser=opened.recogniser, by=by)


def test_one_person_in_two_cases_is_a_pair(opened: SearchSession, of: Recogniser, by: Actor) -> None:
    cases = opened_cases("Anna", "Borys", "Chen", "Dana", "Emil", of=of, by=by)
    case_photograph(cases[4], "Borys later", by=by, name="later.jpg", read_with=of)
    cases[4].photographs.get(file_name="Emil.jpg").delete()
    seen: list[int] = []
    persons = [one.person for one in searched(run(opened, by=by))]
    order = CrossmatchOrder(galleries=("missing",), strangers=0.01)
    (pair,) = compare_cases(persons, order, recogniser=of, by=by, progress=seen.append)
    document = listed_pair(pair)
    json.dumps(document, allow_nan=False)
    assert (document["cases"], document["files"]) == (["UA-1", "UA-4"], ["Borys.jpg", "later.jpg"])
    assert document["score"] > 0.95
    assert 0 < document["false_match_rate_low"] < document["false_match_rate"] < document["expected_strangers"] <= 0.01
    assert sum(seen) == 5
    events = [(event.name, json.loads(event.payload)) for event in Event.objects.order_by("seq")][-3:]
    assert [name for name, _ in events] == ["searches.cases.compared", *2 * ["searches.cases.paired"]]
    assert (events[0][1]["cases"], events[0][1]["pairs"], events[0][1]["strangers"]) == (5, 1, "0.01")
    both = {(payload["case"], payload["other"]) for _, payload in events[1:]}
    first, second = str(cases[1].pk), str(cases[4].pk)
    assert both == {(first, second), (second, first)}


def test_a_pair_does_not_meet_itself_and_counts_the_others_alone(
    opened: SearchSession, of: Recogniser, by: Actor
) -> None:
    """Expected strangers are those among the other cases."""
    opened_cases("Anna", "Borys", "Chen", of=of, by=by)
    pairs = compared(opened, EVERYBODY, by=by)
    assert {tuple(person.number for person in pair.persons) for pair in pairs} == {
        ("UA-0", "UA-1"), ("UA-0", "UA-2"), ("UA-1", "UA-2")
    }  # fmt: skip
    for pair in pairs:
        assert of.calibration is not None
        assert pair.figures.ranking_score is not None
        expected = expected_strangers(of.calibration.tail, pair.figures.ranking_score, subjects=2)
        assert pair.figures.expected_strangers == expected


def test_a_case_alone_has_no_pair(opened: SearchSession, of: Recogniser, by: Actor) -> None:
    opened_cases("Anna", of=of, by=by)
    assert compared(opened, EVERYBODY, by=by) == []
    assert compare_cases([], EVERYBODY, recogniser=of, by=by) == []
