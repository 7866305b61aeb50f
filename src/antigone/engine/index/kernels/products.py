"""Products of codes with coarse probes: a few probes, or one, with the 64 rows of a tile.

Each is a sum of a byte without a sign times a byte with one, a whole number. Where the processor has instructions for
such sums they are asked for by name (`kernels.instructions`); everywhere else a plain loop says the same.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.codes import QUAD, TILE
from antigone.engine.index.kernels.compiling import loop, part
from antigone.engine.index.kernels.instructions import Instructions, loop_over_groups, own_instructions

_OWN = own_instructions()

PROBES = _OWN[0].probes if _OWN else 4
"""Probes at once where there are several: a code is loaded once for all."""


@part
def _plain_products(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
    """Of `PROBES` probes, or fewer if there are no more, with the rows of a tile: of all numbers of all groups.

    codes: all of them, flat, and the byte at which the tile begins. asked: probes, flat, and the first of these.
    narrow: whether a byte is two numbers (`codes.layout`). out: sums int32 (P, 64), and the place of the first of
    these. No array is cut: that costs more than a tile does.
    """
    for probe in range(min(PROBES, len(out[0]) - out[1])):
        _plain_products_of_one(codes, (asked[0], asked[1] + probe), groups, narrow, (out[0], out[1] + probe))


@part
def _plain_products_of_one(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
    """As `_plain_products`, of one probe."""
    stored, tile = codes
    probes, probe = asked
    sums, place = out
    for row in range(TILE):
        sums[place, row] = 0
    quads = 2 * groups if narrow else groups
    for quad in range(quads):
        first = (probe * quads + quad) * QUAD
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


def _own_products(bytes_: Instructions, halves: Instructions) -> tuple[Any, Any]:
    """`_plain_products`, but always of `PROBES` probes, and `_plain_products_of_one`, in a processor's instructions."""
    wide, wide_of_one = (loop_over_groups(bytes_, count=count) for count in (PROBES, 1))
    narrow_, narrow_of_one = (loop_over_groups(halves, count=count) for count in (PROBES, 1))

    @part
    def own_products(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
        if narrow:
            narrow_(codes, asked, groups, out)
        else:
            wide(codes, asked, groups, out)

    @part
    def own_products_of_one(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
        if narrow:
            narrow_of_one(codes, asked, groups, out)
        else:
            wide_of_one(codes, asked, groups, out)

    return own_products, own_products_of_one


def asked(probes: NDArray[np.int8], *, narrow: bool) -> NDArray[np.int8]:
    """Numbers of probes (P, D) as `products` takes them, flat."""
    return (_OWN[narrow].asked(probes) if _OWN else probes).reshape(-1)


products, products_of_one = _own_products(*_OWN) if _OWN else (_plain_products, _plain_products_of_one)


@loop
def tile_products(codes: Any, probes: Any, groups: Any, narrow: Any, sums: Any) -> None:
    """`products` and `products_of_one`, callable from outside: int32 (P + 1, 64), at the end the first probe again."""
    products((codes, 0), (probes, 0), groups, narrow, (sums, 0))
    products_of_one((codes, 0), (probes, 0), groups, narrow, (sums, PROBES))
