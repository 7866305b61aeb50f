"""Templates read one by one, each once: its checksum, and its exact product with a probe."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.blocks import checksum_factors
from antigone.engine.index.kernels.compiling import loop, part, read_only
from antigone.engine.index.kernels.prefetching import prefetch
from antigone.engine.index.widening import HALF_TO_SINGLE, SIGN_AND_VALUE, WIDER
from antigone.engine.types import FloatArray

_AHEAD = 8
"""Rows on that memory is asked for: they lie anywhere."""

_LEAF = 128
_LANES = 8


class ExactProbe:
    """A probe float32 (D,), as rows are multiplied with it."""

    def __init__(self, probe: FloatArray) -> None:
        length = len(probe)
        self._probe = probe.astype(np.float64) * HALF_TO_SINGLE
        self._constants = _order(length), checksum_factors(length)

    def scores(
        self, vectors: NDArray[np.float16], rows: NDArray[np.int64], *, out: NDArray[np.float64]
    ) -> NDArray[np.uint32]:
        """The rows' checksums, as `blocks.row_checksums`; out: their products, as `rowvalue.row_scores`, to the bit."""
        checksums = np.empty(len(rows), dtype=np.uint32)
        _look((read_only(vectors.view(np.int16)), rows), (self._probe, *self._constants), (out, checksums))
        return checksums


@cache
def _order(length: int) -> NDArray[np.int64]:
    """How numpy adds up so many numbers: how many at a time, and how many sums are then added to the one before.

    Halves of a multiple of eight, and again, until 128 or fewer are left (its pairwise summation). `kernel_fault` sees
    whether that still holds.
    """

    def leaves(count: int) -> list[tuple[int, int]]:
        if count <= _LEAF:
            return [(count, 0)]
        half = count // 2 // _LANES * _LANES
        *before, (last, sums) = leaves(count - half)
        return [*leaves(half), *before, (last, sums + 1)]

    return read_only(np.array(leaves(length), dtype=np.int64))


@loop
def _look(rows: Any, asked: Any, out: Any) -> None:
    vectors, numbers = rows
    probe, order, factors = asked
    scores, checksums = out
    length, size = len(probe), 2 * len(probe)
    # Copied, so that what is multiplied is what the checksum was made of.
    row = np.zeros(length + length % 2, np.int16)
    words, products, sums = row.view(np.uint32), np.empty(length, np.float64), np.empty(len(order), np.float64)
    for place in range(min(_AHEAD, len(numbers))):
        prefetch(vectors, numbers[place] * size, size)
    for place in range(len(numbers)):
        if place + _AHEAD < len(numbers):
            prefetch(vectors, numbers[place + _AHEAD] * size, size)
        for number in range(length):
            row[number] = vectors[numbers[place], number]
        checksums[place] = _checksum(row, words, length, factors)
        for number in range(length):
            bits = np.int32(np.int32(row[number]) << WIDER) & SIGN_AND_VALUE
            products[number] = np.float64(np.int32(bits).view(np.float32)) * probe[number]
        scores[place] = _sum(products, order, sums)


@part
def _checksum(row: Any, words: Any, length: Any, factors: Any) -> Any:
    """`blocks.row_checksums` of one row."""
    total = np.uint64(0)
    if length % 2:
        for number in range(length):
            total += np.uint64(np.uint16(row[number])) * factors[number]
    else:
        for number in range(len(factors)):
            total += np.uint64(words[number]) * factors[number]
    return np.uint32(total >> np.uint64(32))


@part
def _sum(numbers: Any, order: Any, sums: Any) -> Any:
    begin, top = np.uint64(0), 0
    for leaf in range(len(order)):
        end = begin + np.uint64(order[leaf, 0])
        sums[top] = _sum_of_few(numbers, begin, end)
        begin, top = end, top + 1
        for _ in range(order[leaf, 1]):
            top -= 1
            sums[top - 1] += sums[top]
    return sums[0]


@part
def _sum_of_few(numbers: Any, begin: Any, end: Any) -> Any:
    """As numpy adds up at most 128: in eight lanes, and what is left over.

    Places without a sign: those that have one may count from the end, which is asked each time and takes twice as long.
    """
    one = np.uint64(1)
    at, rounds = begin, (end - begin) // np.uint64(_LANES)
    total = 0.0
    if rounds:
        a = b = c = d = e = f = g = h = 0.0
        for _ in range(rounds):
            a += numbers[at]
            b += numbers[at + one]
            c += numbers[at + np.uint64(2)]
            d += numbers[at + np.uint64(3)]
            e += numbers[at + np.uint64(4)]
            f += numbers[at + np.uint64(5)]
            g += numbers[at + np.uint64(6)]
            h += numbers[at + np.uint64(7)]
            at += np.uint64(_LANES)
        total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    while at < end:
        total += numbers[at]
        at += one
    return total
