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
"""What stands beside each code, in shorts: its scale, or where the head is narrow that of the upper parts, 16 times it;
the length of its tail; what it lacks of the template, as a length, or what it lacks without the lower parts; how far
the template leans towards the mean, <mean, x - mean>; and of its cohort's mean m and deviation d the pull, 1 / d, and
the push, (centre - m) / d."""

_SIDE_BYTES = 2 * SIDES
_LARGE_PAGE = 1 << 21


class Limits(NamedTuple):
    """What no row of a block exceeds: one number for all is read once, and what it is too large by is little.

    reach: the length of `weights * scale * code`. spread: of `scale * code` over the head, of what the head has of it
    where it is narrow. lack, lean, pull, push: the sizes of those beside the codes.
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

    A number of a code is -127 to 127, -119 to 119 where the head is narrow: then 16 * (upper - 8) + (lower - 8), each
    0 to 15.

    head: uint8 (tiles, groups, 64, 4): four numbers of a row side by side, each 128 more than it is. Narrow: the upper
    parts of the first four of a group in the lower four bits, of the other four in the upper ones.
    side: uint16 (tiles, 6, 64).
    tail: uint8 (rows, tail bytes): a number behind the head a byte, with its sign. Narrow: before these what the whole
    code lacks, a short, and the lower parts of the head, those of its first half in the lower four bits.
    """

    head: NDArray[np.uint8]
    side: NDArray[np.uint16]
    tail: NDArray[np.uint8]
    limits: Limits
    narrow: bool

    @classmethod
    def over(cls, raw: NDArray[np.uint8], rows: int, chart: Chart, limits: Limits) -> Self:
        """Codes as views of bytes: head, side, tail, each contiguous, in this order."""
        tiles = -(-rows // TILE)
        sizes = [tiles * TILE * chart.groups * QUAD, tiles * TILE * _SIDE_BYTES, rows * chart.tail_bytes]
        ends = np.cumsum([0, *sizes])
        head, side, tail = (raw[start:end] for start, end in itertools.pairwise(ends))
        return cls(
            head=head.reshape(tiles, chart.groups, TILE, QUAD),
            side=side.view("<u2").reshape(tiles, SIDES, TILE),
            tail=tail.reshape(rows, chart.tail_bytes),
            limits=limits,
            narrow=chart.narrow,
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
        copy = replace(self, head=head.reshape(self.head.shape), side=side.view("<u2").reshape(self.side.shape))
        copy.head[...], copy.side[...] = self.head, self.side
        return copy

    def tobytes(self) -> bytes:
        """As `over` reads them."""
        return b"".join(part.tobytes() for part in (self.head, self.side, self.tail))


def _memory(size: int) -> NDArray[np.uint8]:
    """Bytes that begin where a large page would, so that all of them but the last can lie in large pages."""
    room = np.empty(size + _LARGE_PAGE, dtype=np.uint8)
    first = -room.ctypes.data % _LARGE_PAGE
    return room[first : first + size]


def code_bytes(rows: int, chart: Chart) -> int:
    """Bytes of the codes of so many rows."""
    whole = -(-rows // TILE) * TILE
    return whole * (chart.groups * QUAD + _SIDE_BYTES) + rows * chart.tail_bytes
