"""Rows that must not come into being."""

import re
from dataclasses import replace

import numpy as np
import pytest

from antigone.engine.errors import TemplateMismatch
from antigone.engine.index import IndexRows, RowQuery, TemplateIndex
from builders.rows import header, rows

GOOD = rows([11, 12, 13])


def _with_number(row: int, number: float) -> np.ndarray:
    vectors = GOOD.vectors.copy()
    vectors[row, 3] = number
    return vectors


def _with_figures(row: int, mean: float, deviation: float) -> np.ndarray:
    cohort = GOOD.cohort.copy()
    cohort[row] = mean, deviation
    return cohort


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"vectors": _with_number(1, np.nan)}, "entry 12: its template is not of length 1"),
        ({"vectors": _with_number(2, np.inf)}, "entry 13: its template is not of length 1"),
        ({"vectors": np.zeros((3, 8), dtype=np.float16)}, "entry 11: its template is not of length 1"),
        ({"cohort": _with_figures(1, 0.1, 0.0)}, "entry 12: its cohort mean and deviation must be finite"),
        ({"cohort": _with_figures(2, np.nan, 0.1)}, "entry 13: its cohort mean and deviation must be finite"),
        ({"entries": np.array([4, 5, 4])}, "an entry number stands twice"),
        ({"subjects": np.array([4, 5])}, "subjects must be int64 of shape (3,), not int64 (2,)"),
        ({"galleries": np.array([4.0, 5.0, 6.0])}, "galleries must be int64"),
        ({"vectors": GOOD.vectors.astype(np.float32)}, "vectors must be float16 (3, D), not float32 (3, 8)"),
        ({"cohort": GOOD.cohort.astype(np.float64)}, "cohort must be float32 (3, 2), not float64"),
    ],
)
def test_bad_rows_do_not_construct(changed: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        replace(GOOD, **changed)


def test_no_rows_are_rows() -> None:
    assert len(rows([])) == 0


def test_rows_of_another_length_are_not_added() -> None:
    index = TemplateIndex(header(8))
    with pytest.raises(TemplateMismatch, match="9 numbers"):
        index.add(rows([1], length=9), 1)
    assert index.count == 0


@pytest.mark.parametrize(
    ("probe", "direct", "scaled", "message"),
    [
        (np.zeros((2, 8), np.float32), 1.0, 1.0, r"float32 \(D,\), not float32 \(2, 8\)"),
        (np.zeros(8), 1.0, 1.0, "must be float32"),
        (np.zeros(8, np.float32), -1.0, 1.0, "0 or more"),
        (np.zeros(8, np.float32), 1.0, -0.5, "0 or more"),
    ],
)
def test_bad_queries_do_not_construct(probe: np.ndarray, direct: float, scaled: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RowQuery(probe=probe, direct=direct, scaled=scaled, offset=0.0)


def test_an_index_has_numbers_in_its_templates() -> None:
    with pytest.raises(ValueError, match="at least one number, not 0"):
        header(0)


def test_adding_copies_the_rows() -> None:
    """The caller may reuse its arrays for the next portion."""
    part = rows([1, 2, 3])
    before = part.vectors.copy()
    index = TemplateIndex(header())
    index.add(part, 1)
    part.vectors[:] = 0
    assert isinstance(part, IndexRows)
    np.testing.assert_array_equal(index.rows_of([1, 2, 3]), before)
