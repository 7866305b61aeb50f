"""Codes in memory and on disk: in tiles of 64 rows, so that one instruction serves many rows."""

import itertools
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes.chart import QUAD, Chart

TILE = 64
"""Rows of a tile."""

SIDES = 6
"""What stands beside each code, in shorts: its scale; the length of its tail; what it lacks of the template, as a
length; how far the template leans towards the mean, <mean, x - mean>; and of its cohort's mean m and deviation d the
pull, 1 / d, and the push, (centre - m) / d."""

_SIDE_BYTES = 2 * SIDES


class Limits(NamedTuple):
    """What no row of a block exceeds: one number for all is read once, and what it is too large by is little.

    reach: the length of `weights * scale * code`. spread: of `scale * code` over the head. lack, lean, pull, push: the
    sizes of those beside the codes.
    """

    reach: float = 0.0
    spread: float = 0.0
    lack: float = 0.0
    lean: float = 0.0
    pull: float = 0.0
    push: float = 0.0

    def including(self, other: Self) -> Self:
        """The limits of the rows of both."""
        return type(self)(*map(max, self, other))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codes:
    """Codes of a block's rows; what is behind the last row of the last tile means nothing.

    head: uint8 (tiles, head / 4, 64, 4): four numbers of a row side by side, each 128 more than it is.
    side: uint16 (tiles, 6, 64). tail: int8 (rows, D - head).
    """

    head: NDArray[np.uint8]
    side: NDArray[np.uint16]
    tail: NDArray[np.int8]
    limits: Limits

    @classmethod
    def over(cls, raw: NDArray[np.uint8], rows: int, chart: Chart, limits: Limits) -> Self:
        """Codes as views of bytes: head, side, tail, each contiguous, in this order."""
        tiles = -(-rows // TILE)
        sizes = [tiles * TILE * chart.head, tiles * TILE * _SIDE_BYTES, rows * (chart.length - chart.head)]
        ends = np.cumsum([0, *sizes])
        head, side, tail = (raw[start:end] for start, end in itertools.pairwise(ends))
        return cls(
            head=head.reshape(tiles, chart.head // QUAD, TILE, QUAD),
            side=side.view("<u2").reshape(tiles, SIDES, TILE),
            tail=tail.view(np.int8).reshape(rows, chart.length - chart.head),
            limits=limits,
        )

    @classmethod
    def empty(cls, rows: int, chart: Chart) -> Self:
        """Memory for that many rows, zeroed."""
        return cls.over(np.zeros(code_bytes(rows, chart), dtype=np.uint8), rows, chart, Limits())

    def written(self, at: int, rows: Self) -> Self:
        """These codes with those of `rows` from row `at` on; the memory is shared, what lies before is untouched."""
        tiles, places = np.divmod(np.arange(at, at + len(rows.tail)), TILE)
        others, positions = np.divmod(np.arange(len(rows.tail)), TILE)
        self.head[tiles, :, places] = rows.head[others, :, positions]
        self.side[tiles, :, places] = rows.side[others, :, positions]
        self.tail[at : at + len(rows.tail)] = rows.tail
        return replace(self, limits=self.limits.including(rows.limits))

    def resident(self) -> Self:
        """The same with head and side copied to memory.

        A mapped file lies in pages of 4 KiB; memory of this size is given in pages of 2 MiB where the system has them,
        and read 1.6 times as fast (measured: 42 bytes of each of ten million rows in 15 ms instead of 24).
        """
        return replace(self, head=self.head.copy(), side=self.side.copy())

    def tobytes(self) -> bytes:
        """As `over` reads them."""
        return b"".join(part.tobytes() for part in (self.head, self.side, self.tail))


def code_bytes(rows: int, chart: Chart) -> int:
    """Bytes of the codes of so many rows."""
    whole = -(-rows // TILE) * TILE
    return whole * (chart.head + _SIDE_BYTES) + rows * (chart.length - chart.head)
