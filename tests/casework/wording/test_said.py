"""Sentences that were kept in English, read in Ukrainian."""

import re

import numpy as np
import pytest
from django.utils import translation

from antigone.casework.wording import said
from antigone.casework.wording.said import known
from antigone.engine.errors import PhotographError
from antigone.engine.extraction.choosing import choice_warnings
from antigone.engine.extraction.quality.components import COMPONENTS
from antigone.engine.imaging import decode_image
from antigone.engine.types import Box, Face

PLACE = re.compile(r"\{(\w+)\}|%\((\w+)\)[ds]")
UNTRANSLATED = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def ukrainian(text: str) -> str:
    with translation.override("uk"):
        return said(text)


def test_english_stays_as_it_is() -> None:
    with translation.override("en"):
        assert said("The face was found lying: the picture was turned clockwise by 90 degrees.") == (
            "The face was found lying: the picture was turned clockwise by 90 degrees."
        )


def test_a_value_is_taken_over() -> None:
    assert ukrainian("The face was found lying: the picture was turned clockwise by 90 degrees.") == (
        "Обличчя знайдено в лежачому положенні: зображення повернуто за годинниковою стрілкою на 90 градусів."
    )


def test_a_file_keeps_its_name_and_the_clause_is_told() -> None:
    assert ukrainian("No face was found.jpg: no face was found.") == "No face was found.jpg: обличчя не знайдено."


def test_several_sentences_are_told_one_by_one() -> None:
    assert ukrainian("no face was found. Check the path. Anna said so.") == (
        "обличчя не знайдено. Перевірте шлях. Anna said so."
    )


@pytest.mark.parametrize("text", ["", "Anna Kovalenko", "Cases of Anna: unknown", "3 x 4", "Привіт, світе"])
def test_what_the_program_does_not_say_is_left_alone(text: str) -> None:
    assert ukrainian(text) == text


def test_a_long_text_that_somebody_wrote_is_not_searched() -> None:
    text = "Check the path. " * 200

    assert ukrainian(text) == text


@pytest.mark.parametrize("sentence", [one for one in known() if len(re.findall("[A-Za-z]", PLACE.sub("", one))) >= 12])
def test_each_sentence_is_found_again_with_its_values(sentence: str) -> None:
    """No other pattern takes it for its own."""
    names = [place[1] or place[2] for place in PLACE.finditer(sentence)]
    values = {name: f"<{number}>" for number, name in enumerate(dict.fromkeys(names))}

    with translation.override("uk"):
        wanted = PLACE.sub(lambda place: values[place[1] or place[2]], translation.gettext(sentence))
        told = said(PLACE.sub(lambda place: values[place[1] or place[2]], sentence))

    assert told == wanted


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda one: one.name)
def test_every_advice_on_quality_is_told(component: object) -> None:
    assert not UNTRANSLATED.search(ukrainian(component.advice))  # type: ignore[attr-defined]


@pytest.mark.parametrize("near", [None, Box(x=400, y=400, width=9, height=9)])
@pytest.mark.parametrize("chosen", [0, 1])
def test_every_warning_of_a_choice_is_told(near: Box | None, chosen: int) -> None:
    faces = [
        Face(
            box=Box(x=x, y=0, width=50, height=50),
            landmarks=np.array([[x + 9, 9], [x + 29, 9], [x + 19, 19], [x + 9, 29], [x + 29, 29]], np.float32),
            rotation=90,
            detection_score=0.5,
        )
        for x in (0, 90)
    ]

    warnings = choice_warnings(faces, chosen, near=near)

    assert len(warnings) >= 3
    assert [one for one in warnings if UNTRANSLATED.search(ukrainian(one))] == []


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04" + bytes(40), bytes(100), b"\xff\xd8\xff" + bytes(9)])
def test_every_refusal_of_a_file_is_told(data: bytes) -> None:
    with pytest.raises(PhotographError) as raised:
        decode_image(data, name="лист.jpg")

    assert not UNTRANSLATED.search(ukrainian(raised.value.diagnostics()))
