"""Products of codes with coarse probes: four probes, or one, with the 64 rows of a tile.

Each is a sum of a byte without a sign times a byte with one, a whole number. Where the processor multiplies and adds 64
such pairs in one instruction (AVX-512 VNNI, `vpdpbusd`), that instruction is asked for by name, for the compiler does
not find it; everywhere else a plain loop says the same.
"""

import itertools
from functools import partial
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import cgutils, types
from numba.extending import intrinsic

from antigone.engine.index.codes import QUAD, TILE

PROBES = 4
"""Probes at once where there are several: 16 sums lie in the processor's registers, a code is loaded once for all."""

_LANES = 16
_PARTS = TILE // _LANES

_INT8, _INT32 = ir.IntType(8), ir.IntType(32)
_SUMS = ir.VectorType(_INT32, _LANES)
_BYTES = ir.VectorType(_INT8, _LANES * QUAD)
_INSTRUCTION = "llvm.x86.avx512.vpdpbusd.512"


@njit(nogil=True, cache=True)
def plain_products(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
    """Of `PROBES` probes, or fewer if there are no more, with the rows of a tile: of all numbers of all groups.

    codes: all of them, flat, and the byte at which the tile begins. asked: probes, flat, and the first of these.
    narrow: whether a byte is two numbers (`codes.layout`). out: sums int32 (P, 64), and the place of the first of
    these. No array is cut: that costs more than a tile does.
    """
    for probe in range(min(PROBES, len(out[0]) - out[1])):
        _plain(codes, (asked[0], asked[1] + probe), groups, narrow, (out[0], out[1] + probe))


@njit(nogil=True, cache=True)
def plain_products_of_one(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
    """As `plain_products`, of one probe."""
    _plain(codes, asked, groups, narrow, out)


@njit(nogil=True, cache=True)
def _plain(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
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


def _vnni(*, count: int, narrow: bool) -> Any:
    def typed(typing: Any, codes: Any, asked: Any, groups: Any, out: Any) -> Any:  # noqa: ARG001 (as Numba wants it)
        return types.void(codes, asked, types.intp, out), partial(_generate, count=count, narrow=narrow)

    return intrinsic(typed)


_wide, _wide_of_one = _vnni(count=PROBES, narrow=False), _vnni(count=1, narrow=False)
_narrow, _narrow_of_one = _vnni(count=PROBES, narrow=True), _vnni(count=1, narrow=True)


def _generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any, *, count: int, narrow: bool) -> Any:
    """The loop over groups: so many probes x 4 parts of a tile, 16 sums each."""
    groups = arguments[2]
    kinds = signature.args
    quads = 2 if narrow else 1
    probe_bytes = _times(builder, groups, quads * QUAD)
    stored = _pointer(context, builder, kinds[0], arguments[0], ir.Constant(groups.type, 1))
    asked = _pointer(context, builder, kinds[1], arguments[1], probe_bytes)
    target = _pointer(context, builder, kinds[3], arguments[3], ir.Constant(groups.type, 4 * TILE))
    kind = ir.FunctionType(_SUMS, [_SUMS, _BYTES, _BYTES])
    multiply = cgutils.get_or_insert_function(builder.module, kind, _INSTRUCTION)
    # Kept in memory as far as this text goes; the compiler moves them to registers.
    zero = ir.Constant(_SUMS, None)
    kept = [[cgutils.alloca_once(builder, _SUMS) for _ in range(_PARTS)] for _ in range(count)]
    for slot in itertools.chain(*kept):
        builder.store(zero, slot)
    with cgutils.for_range(builder, groups) as loop:
        at = _times(builder, loop.index, QUAD)
        firsts = [
            builder.add(_times(builder, at, quads), _times(builder, groups, probe * quads * QUAD))
            for probe in range(count)
        ]
        spread = [[_spread(builder, asked, first, quad * QUAD) for quad in range(quads)] for first in firsts]
        row = builder.gep(stored, [_times(builder, at, TILE)])
        for part in range(_PARTS):
            loaded = _load(builder, row, part * _LANES * QUAD, _BYTES)
            for quad, numbers in enumerate(_halves(builder, loaded) if narrow else [loaded]):
                for probe in range(count):
                    slot = kept[probe][part]
                    builder.store(builder.call(multiply, [builder.load(slot), numbers, spread[probe][quad]]), slot)
    for probe, part in itertools.product(range(count), range(_PARTS)):
        where = builder.gep(target, [ir.Constant(ir.IntType(64), 4 * (probe * TILE + part * _LANES))])
        stored_sums = builder.store(builder.load(kept[probe][part]), builder.bitcast(where, _SUMS.as_pointer()))
        stored_sums.align = 4
    return context.get_dummy_value()


def _halves(builder: ir.IRBuilder, loaded: Any) -> list[Any]:
    """The lower and the upper four bits of each byte, as bytes. Shifted in words: no processor shifts bytes."""
    lower = ir.Constant(_BYTES, [15] * (_LANES * QUAD))
    words = builder.bitcast(loaded, _SUMS)
    shifted = builder.bitcast(builder.lshr(words, ir.Constant(_SUMS, [4] * _LANES)), _BYTES)
    return [builder.and_(loaded, lower), builder.and_(shifted, lower)]


def _pointer(context: Any, builder: ir.IRBuilder, kind: Any, pair: Any, step: ir.Value) -> Any:
    """To the byte of an array, of a pair of it and a place, at so many steps."""
    array, place = (builder.extract_value(pair, number) for number in range(2))
    data = builder.bitcast(context.make_array(kind[0])(context, builder, array).data, _INT8.as_pointer())
    return builder.gep(data, [builder.mul(place, step)])


def _times(builder: ir.IRBuilder, value: Any, factor: int) -> Any:
    return builder.mul(value, ir.Constant(value.type, factor))


def _load(builder: ir.IRBuilder, pointer: Any, offset: int, kind: Any) -> Any:
    where = builder.gep(pointer, [ir.Constant(ir.IntType(64), offset)])
    loaded = builder.load(builder.bitcast(where, kind.as_pointer()))
    loaded.align = 1
    return loaded


def _spread(builder: ir.IRBuilder, pointer: Any, offset: Any, more: int) -> Any:
    """Four bytes of a probe, 16 times over."""
    where = builder.gep(pointer, [builder.add(offset, ir.Constant(offset.type, more))])
    word = builder.load(builder.bitcast(where, _INT32.as_pointer()))
    word.align = 1
    undefined = ir.Constant(_SUMS, ir.Undefined)
    single = builder.insert_element(undefined, word, ir.Constant(_INT32, 0))
    return builder.bitcast(builder.shuffle_vector(single, undefined, ir.Constant(_SUMS, [0] * _LANES)), _BYTES)


def has_vnni() -> bool:
    """Whether this processor has the instruction."""
    return bool(llvm.get_host_cpu_features().get("avx512vnni"))


@njit(nogil=True, cache=True)
def vnni_products(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
    """As `plain_products`, always of `PROBES` probes."""
    if narrow:
        _narrow(codes, asked, groups, out)
    else:
        _wide(codes, asked, groups, out)


@njit(nogil=True, cache=True)
def vnni_products_of_one(codes: Any, asked: Any, groups: Any, narrow: Any, out: Any) -> None:
    """As `plain_products_of_one`."""
    if narrow:
        _narrow_of_one(codes, asked, groups, out)
    else:
        _wide_of_one(codes, asked, groups, out)


products: Any = vnni_products if has_vnni() else plain_products
products_of_one: Any = vnni_products_of_one if has_vnni() else plain_products_of_one


@njit(nogil=True, cache=True)
def tile_products(codes: Any, probes: Any, groups: Any, narrow: Any, sums: Any) -> None:
    """`products` and `products_of_one`, callable from outside: int32 (5, 64), the last row of the first probe again."""
    products((codes, 0), (probes, 0), groups, narrow, (sums, 0))
    products_of_one((codes, 0), (probes, 0), groups, narrow, (sums, PROBES))
