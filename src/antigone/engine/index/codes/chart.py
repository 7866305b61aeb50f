"""How templates become codes: what is taken off, how it is turned, how finely each number is kept."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray

QUAD = 4
"""Numbers of a template that lie side by side in a code: what one instruction of the processor multiplies."""

LACK_BYTES = 1
"""What a whole code lacks, a step, before the tail of a row whose head is narrow."""

SIDES = 6
"""What stands beside each code, a byte each: the first six of these."""

SCALE, REST, LACK, LEAN, PULL, PUSH, WHOLE_LACK = range(SIDES + 1)
"""Numbers of a row that have a grid: its scale, or where the head is narrow that of the upper parts, 16 times it; the
length of its tail; what it lacks of the template, as a length, or what it lacks without the lower parts; how far the
template leans towards the mean, <mean, x - mean>; of its cohort's mean m and deviation d the pull, 1 / d, and the push,
(centre - m) / d; and where the head is narrow what all of the code lacks.
"""

_KINDS = SIDES + 1

UNGRIDDED = np.zeros((_KINDS, 2), dtype=np.float32)
"""The grids of a chart that has none yet: nothing can be encoded by it."""

LONGEST = 1024
"""Numbers in a template up to which sums of products of codes are whole numbers of a float32."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """A template x is kept as `mean + turn @ (weights * scale * code)`, scale and code its own.

    centre: about where cohort means lie, a float32. mean, weights: float32 (D,), weights above zero. turn: float32
    (D, D), its columns of about length 1 and about at right angles, or None for none. Nothing of a proof rests on how
    well it fits or how square it is: what a code lacks is measured row by row.
    head: how many leading numbers every search reads, a multiple of 4; the others only where these leave it open.
    narrow: whether it reads the upper four bits of these alone; then a multiple of 8.
    grids: float32 (7, 2), the lowest number and the step of each kind of number that rows have in a byte.
    """

    centre: float
    mean: FloatArray
    weights: FloatArray
    turn: FloatArray | None
    head: int
    narrow: bool
    grids: FloatArray

    def __post_init__(self) -> None:
        length = len(self.mean)
        if self.centre != float(np.float32(self.centre)):
            raise ValueError(f"the centre is a float32, not {self.centre}")
        multiple = 2 * QUAD if self.narrow else QUAD
        if not (0 < self.head <= length and self.head % multiple == 0 and self.weights.shape == (length,)):
            raise ValueError(f"a chart of {length} numbers cannot have a head of {self.head}")
        if self.turn is not None and self.turn.shape != (length, length):
            raise ValueError(f"the turn of {length} numbers cannot be {self.turn.shape}")

    @property
    def length(self) -> int:
        """Numbers in a template."""
        return len(self.mean)

    @property
    def groups(self) -> int:
        """Groups of numbers of the head: four bytes of each row."""
        return self.head // (2 * QUAD if self.narrow else QUAD)

    @property
    def tail_bytes(self) -> int:
        """Bytes of a row behind its head: a number each, and before these what a narrow head lacks."""
        return self.length - self.head + (LACK_BYTES + self.head // 2 if self.narrow else 0)

    def parted(self, probe: FloatArray) -> tuple[float, NDArray[np.float64]]:
        """A probe (D,) as so many times the mean and, at a right angle to it, float64 (D,).

        Templates of many recognisers lie in a cone about their mean. What a probe has of the mean is multiplied with
        each template once and for all; codes and bounds have to do with the rest, which is the shorter the narrower
        the cone.
        """
        exact, mean = probe.astype(np.float64), self.mean.astype(np.float64)
        square = float(mean @ mean)
        share = float(exact @ mean) / square if square > 0 else 0.0
        return share, exact - share * mean

    def encode(self) -> bytes:
        """Its arrays as bytes, little endian."""
        turn = [] if self.turn is None else [self.turn]
        arrays = [np.array([self.centre]), self.grids, self.mean, self.weights, *turn]
        return b"".join(array.astype("<f4").tobytes() for array in arrays)

    @classmethod
    def decode(cls, data: bytes, *, length: int, head: int, narrow: bool) -> Self:
        """The chart of `encode`'s bytes. Raises ValueError where they are none."""
        numbers = np.frombuffer(data, dtype="<f4")
        before = 1 + 2 * _KINDS
        if len(numbers) - before not in {2 * length, (2 + length) * length}:
            raise ValueError(f"a chart of {length} numbers does not have {len(numbers)}")
        (centre,), grids, mean, weights, turn = np.split(numbers, [1, before, before + length, before + 2 * length])
        return cls(
            centre=float(centre),
            mean=mean,
            weights=weights,
            turn=turn.reshape(length, length) if len(turn) else None,
            head=head,
            narrow=narrow,
            grids=grids.reshape(_KINDS, 2),
        )


def can_be_charted(length: int) -> bool:
    """Whether templates of so many numbers can have codes."""
    return length % QUAD == 0 and length <= LONGEST
