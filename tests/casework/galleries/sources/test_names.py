"""Names of any script and any bytes."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.casework.galleries.sources import identifier_of, printable, raw_bytes


@given(st.text())
def test_any_name_fits_on_one_line_of_valid_text(name: str) -> None:
    shown = printable(name)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert len(shown.splitlines()) <= 1
    assert printable(shown) == shown


@given(st.binary(max_size=20))
def test_the_bytes_of_any_file_name_can_be_had_back(data: bytes) -> None:
    name = os.fsdecode(data)
    assert (raw_bytes(name) or name.encode("utf-8")) == data


@pytest.mark.parametrize(
    "name",
    ["Леся Українка", "محمد علی‌نژاد", "山田\u3000太郎", "Nguyễn Văn A", 'Ivan "Vanya" O\'Neil', "क्‍ष", "Anna\xa0K."],
)
def test_letters_joiners_and_spaces_of_every_script_stay(name: str) -> None:
    assert printable(name) == name
    assert raw_bytes(name) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\nb", "a\\nb"), ("a\x1b[31m", "a\\x1b[31m"), ("a\u202egpj", "a\\u202egpj"), ("a\u2028b", "a\\u2028b")],
)
def test_what_would_break_or_turn_a_line_is_written_out(name: str, shown: str) -> None:
    assert printable(name) == shown


def test_names_that_look_alike_in_two_scripts_stay_two() -> None:
    assert identifier_of("Анна") != identifier_of("Aннa")
    assert identifier_of("Іван") != identifier_of("Иван")
