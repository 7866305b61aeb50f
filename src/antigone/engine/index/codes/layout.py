"""Codes in memory and on disk: in tiles of 64 rows, so that one instruction serves many rows."""

import itertools
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes.chart import QUAD, Chart
from antigone.engine.types import FloatArray

TILE = 64
"""Rows of a tile."""

SIDES = 5
"""What stands beside each code, float32: its scale; the length of its tail; how far the template leans towards the
mean, <mean, x - mean>; cohort mean and deviation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What no row of a block exceeds: one number for all is read once, and what it is too large by is little.

    reach: the length of `weights * scale * code`. spread: of `scale * code` over the head. lack: of what a code lacks.
    """

    reach: float = 0.0
    spread: float = 0.0
    lack: float = 0.0

    def including(self, other: Self) -> Self:
        """The limits of the rows of both."""
        return type(self)(
            reach=max(self.reach, other.reach),
            spread=max(self.spread, other.spread),
            lack=max(self.lack, other.lack),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codes:
    """Codes of a block's rows; what is behind the last row of the last tile means nothing.

    head: uint8 (tiles, head / 4, 64, 4): four numbers of a row side by side, each 128 more than it is.
    side: float32 (tiles, 5, 64). tail: int8 (rows, D - head).
    """

    head: NDArray[np.uint8]
    side: FloatArray
    tail: NDArray[np.int8]
    limits: Limits

    @classmethod
    def over(cls, raw: NDArray[np.uint8], rows: int, chart: Chart, limits: Limits) -> Self:
        """Codes as views of bytes: head, side, tail, each contiguous, in this order."""
        tiles = -(-rows // TILE)
        sizes = [tiles * TILE * chart.head, tiles * TILE * SIDES * 4, rows * (chart.length - chart.head)]
        ends = np.cumsum([0, *sizes])
        head, side, tail = (raw[start:end] for start, end in itertools.pairwise(ends))
        return cls(
            head=head.reshape(tiles, chart.head // QUAD, TILE, QUAD),
            side=side.view("<f4").reshape(tiles, SIDES, TILE),
            tail=tail.view(np.int8).reshape(rows, chart.length - chart.head),
            limits=limits,
        )

    @classmethod
    def empty(cls, rows: int, chart: Chart) -> Self:
        """Memory for that many rows, zeroed: what is not written yet must not be NaN to be harmless, and is not."""
        return cls.over(np.zeros(code_bytes(rows, chart), dtype=np.uint8), rows, chart, Limits())

    def written(self, at: int, rows: Self) -> Self:
        """These codes with those of `rows` from row `at` on; the memory is shared, what lies before is untouched."""
        tiles, places = np.divmod(np.arange(at, at + len(rows.tail)), TILE)
        others, positions = np.divmod(np.arange(len(rows.tail)), TILE)
        self.head[tiles, :, places] = rows.head[others, :, positions]
        self.side[tiles, :, places] = rows.side[others, :, positions]
        self.tail[at : at + len(rows.tail)] = rows.tail
        return replace(self, limits=self.limits.including(rows.limits))

    def tobytes(self) -> bytes:
        """As `over` reads them."""
        return b"".join(part.tobytes() for part in (self.head, self.side, self.tail))


def code_bytes(rows: int, chart: Chart) -> int:
    """Bytes of the codes of so many rows."""
    whole = -(-rows // TILE) * TILE
    return whole * (chart.head + 4 * SIDES) + rows * (chart.length - chart.head)
