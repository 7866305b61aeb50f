"""Dates and times as people of both languages write them."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

NOON = datetime(2026, 3, 4, 15, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "kind", "written"),
    [
        ("en", "SHORT_DATE_FORMAT", "2026-03-04"),
        ("en", "SHORT_DATETIME_FORMAT", "2026-03-04 15:05"),
        ("en", "DATE_FORMAT", "4 March 2026"),
        ("uk", "SHORT_DATE_FORMAT", "04.03.2026"),
        ("uk", "SHORT_DATETIME_FORMAT", "04.03.2026 15:05"),
        ("uk", "DATE_FORMAT", "4 березня 2026 року"),
    ],
)
def test_no_date_can_be_read_in_two_ways(language: str, kind: str, written: str) -> None:
    with translation.override(language):
        assert date_format(NOON, kind) == written
