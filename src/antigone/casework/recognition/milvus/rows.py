"""Index rows put together and picked from."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index import IndexRows

__all__ = ["no_rows", "picked", "put_together"]

_COLUMNS = [field.name for field in fields(IndexRows)]


def no_rows(length: int) -> IndexRows:
    """None, of templates of that length."""
    nothing = np.empty(0, dtype=np.int64)
    vectors, cohort = np.empty((0, length), dtype=np.float16), np.empty((0, 2), dtype=np.float32)
    return IndexRows(entries=nothing, subjects=nothing, galleries=nothing, vectors=vectors, cohort=cohort)


def picked(rows: IndexRows, places: NDArray[np.int64] | NDArray[np.bool_]) -> IndexRows:
    """Some of the rows, in the order of `places`."""
    return IndexRows(**{name: getattr(rows, name)[places] for name in _COLUMNS})


def put_together(parts: Sequence[IndexRows]) -> IndexRows:
    """The rows of one or more parts, one after the other."""
    return IndexRows(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS})
