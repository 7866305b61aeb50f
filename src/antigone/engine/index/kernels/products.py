"""Products of codes with coarse probes: a few probes, or one, with the 64 rows of a tile.

Each is a sum of a byte without a sign times a byte with one, a whole number. Where the processor has instructions for
such sums they are asked for by name (`kernels.instructions`); everywhere else a plain loop says the same.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes import QUAD, TILE
from antigone.engine.index.kernels.compiling import loop, part
from antigone.engine.index.kernels.instructions import LEADING, Instructions, loop_over_groups, own_instructions


class Products(NamedTuple):
    """One way to compute them.

    several, one: compiled, of `probes` probes and of one. Their arguments are

    codes: all of them, flat, and the byte at which the tile begins. probes: `asked`, and the first of these. groups: of
    numbers, all of which are gone over. narrow: whether a byte is two numbers (`codes.layout`); where it is one, two
    neighbours of a probe must not be larger together than `instructions.PAIR`. out: sums int32 (P, 64), and the place
    of the first of these. No array is cut: that costs more than a tile does.
    """

    several: Any
    one: Any
    probes: int

    def asked(self, probes: NDArray[np.int16], *, groups: int) -> NDArray[np.int8]:
        """Whole numbers of probes (P, D) as the loops take them, flat, and zeros for those that fill up the last few.

        Those of the leading groups in two parts (`instructions.LEADING`), the second ones of all behind the first ones.
        """
        leading = probes.shape[1] // groups * (groups // LEADING)
        second = probes[:, :leading] // 2
        first = probes.copy()
        first[:, :leading] -= second
        parted = np.hstack([first, second])
        filled = np.zeros((-(-len(parted) // self.probes) * self.probes, parted.shape[1]), dtype=np.int8)
        filled[: len(parted)] = parted
        return filled.reshape(-1)


def own_products(bytes_: Instructions, halves: Instructions) -> Products:
    """In a processor's instructions."""
    several, one = (
        _either(loop_over_groups(bytes_, count=count), loop_over_groups(halves, count=count))
        for count in (bytes_.probes, 1)
    )
    return Products(several, one, bytes_.probes)


def _either(of_bytes: Any, of_halves: Any) -> Any:
    @part
    def loop_over_all(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
        if narrow:
            of_halves(codes, asked, groups, out)
        else:
            of_bytes(codes, asked, groups, out)

    return loop_over_all


@part
def _plain(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
    stored, tile = codes
    probes, probe = asked
    sums, place = out
    for row in range(TILE):
        sums[place, row] = 0
    each = 2 if narrow else 1
    quads, words = each * groups, each * (groups + groups // LEADING)
    for word in range(words):
        quad = word if word < quads else word - quads
        first = (probe * words + word) * QUAD
        a, b = np.int32(probes[first]), np.int32(probes[first + 1])
        c, d = np.int32(probes[first + 2]), np.int32(probes[first + 3])
        shift = np.int32(4 * (quad % 2)) if narrow else np.int32(0)
        mask = np.int32(15) if narrow else np.int32(255)
        group = quad // 2 if narrow else quad
        for row in range(TILE):
            at = tile + (group * TILE + row) * QUAD
            one, two = np.int32(stored[at]) >> shift & mask, np.int32(stored[at + 1]) >> shift & mask
            three, four = np.int32(stored[at + 2]) >> shift & mask, np.int32(stored[at + 3]) >> shift & mask
            pair, other = np.int32(a * one) + np.int32(b * two), np.int32(c * three) + np.int32(d * four)
            sums[place, row] += np.int32(np.int32(pair) + np.int32(other))


PLAIN_PRODUCTS = Products(_plain, _plain, 1)

PRODUCTS = next((own_products(*pair) for pair in own_instructions()), PLAIN_PRODUCTS)
"""The fastest here."""

AT_ONCE = PRODUCTS.probes
_several, _one = PRODUCTS.several, PRODUCTS.one


@part
def coarse_sums(tile: Any, probes: Any, groups: Any, narrow: Any, out: Any) -> None:
    """Of all probes. out: how many, and sums int32 (as many, filled up to a multiple of `AT_ONCE`, 64)."""
    count, sums = out
    if count == 1:
        _one(tile, (probes, 0), groups, narrow, (sums, 0))
        return
    for place in range(0, len(sums), AT_ONCE):
        _several(tile, (probes, place), groups, narrow, (sums, place))


@loop
def tile_products(codes: Any, probes: Any, groups: Any, narrow: Any, sums: Any) -> None:
    """All loops, callable from outside: int32 (probes + 1, 64), at the end the first probe again."""
    _several((codes, 0), (probes, 0), groups, narrow, (sums, 0))
    _one((codes, 0), (probes, 0), groups, narrow, (sums, AT_ONCE))
