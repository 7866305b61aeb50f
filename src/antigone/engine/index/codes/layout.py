"""Codes in memory and on disk: in tiles of 64 rows, so that one instruction serves many rows."""

import itertools
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes.chart import QUAD, SIDES, Chart

TILE = 64
"""Rows of a tile."""

_LARGE_PAGE = 1 << 21


class Limits(NamedTuple):
    """What no row of a block exceeds: one number for all is read once, and what it is too large by is little.

    reach: the length of `weights * scale * code`. spread: of `scale * code` over the head, of what the head has of it
    where it is narrow.
    """

    reach: float = 0.0
    spread: float = 0.0

    def including(self, other: Self) -> Self:
        """The limits of the rows of both."""
        return type(self)(*map(max, self, other))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codes:
    """Codes of a block's rows; what is behind the last row of the last tile means nothing.

    A number of a code is -127 to 127, -119 to 119 where the head is narrow: then 16 * (upper - 8) + (lower - 8), each
    0 to 15.

    head: uint8 (tiles, groups, 64, 4): four numbers of a row side by side, each 128 more than it is. Narrow: the upper
    parts of the first four of a group in the lower four bits, of the other four in the upper ones.
    side: uint8 (tiles, 6, 64), steps of the chart's grids. Where one of a row's numbers has none, what it lacks is the
    `MISFIT`: nothing is known of that row then.
    tail: uint8 (rows, tail bytes): a number behind the head a byte, with its sign. Narrow: before these what the whole
    code lacks, a step, and the lower parts of the head, those of its first half in the lower four bits.
    """

    head: NDArray[np.uint8]
    side: NDArray[np.uint8]
    tail: NDArray[np.uint8]
    limits: Limits
    chart: Chart

    @classmethod
    def over(cls, raw: NDArray[np.uint8], rows: int, chart: Chart, limits: Limits) -> Self:
        """Codes as views of bytes: head, side, tail, each contiguous, in this order."""
        tiles = -(-rows // TILE)
        sizes = [tiles * TILE * chart.groups * QUAD, tiles * TILE * SIDES, rows * chart.tail_bytes]
        ends = np.cumsum([0, *sizes])
        head, side, tail = (raw[start:end] for start, end in itertools.pairwise(ends))
        return cls(
            head=head.reshape(tiles, chart.groups, TILE, QUAD),
            side=side.reshape(tiles, SIDES, TILE),
            tail=tail.reshape(rows, chart.tail_bytes),
            limits=limits,
            chart=chart,
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
        room = _memory(self.head.nbytes + self.side.nbytes)
        head, side = np.split(room, [self.head.nbytes])
        copy = replace(self, head=head.reshape(self.head.shape), side=side.reshape(self.side.shape))
        copy.head[...], copy.side[...] = self.head, self.side
        return copy

    @property
    def parts(self) -> list[memoryview]:
        """Bytes, without a copy, of which the joined ones are what `over` reads."""
        return [part.reshape(-1).data for part in (self.head, self.side, self.tail)]


def _memory(size: int) -> NDArray[np.uint8]:
    """Bytes that begin where a large page would, so that all of them but the last can lie in large pages."""
    room = np.empty(size + _LARGE_PAGE, dtype=np.uint8)
    first = -room.ctypes.data % _LARGE_PAGE
    return room[first : first + size]


def code_bytes(rows: int, chart: Chart) -> int:
    """Bytes of the codes of so many rows."""
    whole = -(-rows // TILE) * TILE
    return whole * (chart.groups * QUAD + SIDES) + rows * chart.tail_bytes
