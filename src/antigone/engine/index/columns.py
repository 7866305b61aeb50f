"""Rows side by side in memory, one array a column."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.values import IndexRows
from antigone.engine.types import FloatArray

BLOCK_ROWS = 16_384
"""Rows of a block in memory, which additions go to; and of what is computed at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """The arrays of IndexRows, unchecked: every row went through IndexRows once. Little endian, as on disk."""

    entries: NDArray[np.int64]
    subjects: NDArray[np.int64]
    galleries: NDArray[np.int64]
    cohort: FloatArray
    vectors: NDArray[np.float16]

    @classmethod
    def of(cls, rows: IndexRows) -> Self:
        return cls(**{name: getattr(rows, name) for name in COLUMN_NAMES})

    @classmethod
    def empty(cls, rows: int, length: int) -> Self:
        """Uninitialised memory for that many rows."""
        return cls.over(np.empty(rows * KEY_BYTES, np.uint8), np.empty(rows * 2 * length, np.uint8), rows, length)

    @classmethod
    def over(cls, keys: NDArray[np.uint8], vectors: NDArray[np.uint8], rows: int, length: int) -> Self:
        """Columns as views of bytes: entries, subjects, galleries, cohort, each contiguous, in this order."""
        entries, subjects, galleries, cohort = (keys[at * rows : (at + 8) * rows] for at in range(0, KEY_BYTES, 8))
        return cls(
            entries=entries.view("<i8"),
            subjects=subjects.view("<i8"),
            galleries=galleries.view("<i8"),
            cohort=cohort.view("<f4").reshape(rows, 2),
            vectors=vectors.view("<f2").reshape(rows, length),
        )

    def checked(self) -> IndexRows:
        """The same arrays as rows again."""
        return IndexRows(**{name: getattr(self, name) for name in COLUMN_NAMES})

    def __len__(self) -> int:
        return len(self.entries)

    def take(self, rows: slice | NDArray[np.int64] | NDArray[np.bool_]) -> Self:
        """Some of the rows: views for a slice, else copies."""
        return type(self)(**{name: getattr(self, name)[rows] for name in COLUMN_NAMES})

    def copy(self, rows: NDArray[np.int64], to: Self, places: slice) -> None:
        """Overwrite some places of `to` with some of the rows."""
        for name in COLUMN_NAMES:
            getattr(self, name).take(rows, axis=0, out=getattr(to, name)[places], mode="clip")

    def write(self, at: int, source: Self) -> None:
        """Overwrite rows from `at` on."""
        for name in COLUMN_NAMES:
            getattr(self, name)[at : at + len(source)] = getattr(source, name)

    @classmethod
    def concatenated(cls, parts: list[Self]) -> Self:
        return cls(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in COLUMN_NAMES})


COLUMN_NAMES = tuple(field.name for field in fields(Columns))

KEY_BYTES = 3 * 8 + 2 * 4
"""Bytes of a row without its template: three keys, two cohort figures."""
