import json
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest
from django.utils.translation import ngettext_lazy, override

from antigone.casework.audit import AuditEvent, describe
from antigone.casework.searches.events import SearchRun
from casework.audit.builders import ThingDone


def test_payload_is_canonical_json() -> None:
    event = ThingDone(number=7, text='Іван\t"x"', thing=UUID(int=9))
    assert event.payload() == (
        '{"nothing":null,"number":7,"text":"Іван\\t\\"x\\"","thing":"00000000-0000-0000-0000-000000000009","whole":true}'
    )
    assert json.loads(event.payload())["text"] == 'Іван\t"x"'


@pytest.mark.parametrize(
    "name", ["thing.done", "Tests.thing.done", "tests.thing.done.twice", "tests..done", "tests.thing.done "]
)
def test_a_name_that_is_not_room_subject_action_is_refused(name: str) -> None:
    with pytest.raises(TypeError, match=r"must read room\.subject\.action"):
        type("Wrong", (AuditEvent,), {"name": name})


def test_an_event_without_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Nameless\.name must read"):
        type("Nameless", (AuditEvent,), {})


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(TypeError, match=r"tests\.thing\.done is taken by .*\.ThingDone"):
        type("Other", (AuditEvent,), {"name": "tests.thing.done"})


def test_a_sentence_about_an_unknown_field_is_refused() -> None:
    with pytest.raises(TypeError, match=r"does not have: \['colour'\]"):

        @dataclass(frozen=True, slots=True, kw_only=True)
        class Painted(AuditEvent):
            name: ClassVar[str] = "tests.thing.painted"
            sentence: ClassVar[str] = "painted it {colour}"

            color: str


@pytest.mark.parametrize("value", [1.5, b"x", ["a"], UUID])
def test_a_field_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"ThingDone\.number must be str, int, bool, None or UUID"):
        ThingDone(number=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [2**53 + 1, -(2**53) - 1])
def test_a_number_that_doubles_cannot_hold_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=r"up to 2\*\*53"):
        ThingDone(number=number)


def test_a_file_name_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(ValueError, match="not text that UTF-8 can carry"):
        ThingDone(number=1, text="a\udce9.jpg")


def test_an_event_is_shown_as_its_sentence() -> None:
    assert describe("tests.thing.done", {"number": 4, "text": ""}) == "did thing 4"


def test_an_event_of_another_version_is_shown_as_it_was_written() -> None:
    assert describe("tests.thing.undone", {"number": 4}) == "tests.thing.undone number=4"
    assert describe("tests.thing.done", {"count": 4}) == "tests.thing.done count=4"


@pytest.mark.parametrize(
    ("language", "number", "told"),
    [
        ("en", 1, "searched 1 gallery for case UA-7: a list, 1 candidate"),
        ("en", 2, "searched 2 galleries for case UA-7: a list, 2 candidates"),
        ("uk", 1, "виконано пошук у 1 галереї у справі UA-7: a list, 1 кандидат"),
        ("uk", 3, "виконано пошук у 3 галереях у справі UA-7: a list, 3 кандидати"),
        ("uk", 5, "виконано пошук у 5 галереях у справі UA-7: a list, 5 кандидатів"),
    ],
)
def test_a_number_is_shown_with_its_noun(language: str, number: int, told: str) -> None:
    payload = {"galleries": number, "case": "UA-7", "outcome": "a list", "candidates": number}
    with override(language):
        assert describe(SearchRun.name, payload) == told


def test_a_noun_for_a_number_that_is_not_shown_is_refused() -> None:
    with pytest.raises(TypeError, match=r"does not show the numbers \['faces'\]"):

        @dataclass(frozen=True, slots=True, kw_only=True)
        class Counted(AuditEvent):
            name: ClassVar[str] = "tests.thing.counted"
            sentence: ClassVar[str] = "counted"
            counted: ClassVar = {"faces": ngettext_lazy("%(number)d face", "%(number)d faces", "number")}

            faces: int
