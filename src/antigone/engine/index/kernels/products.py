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

TILE = 64
PROBES = 4
"""Probes at once where there are several: 16 sums lie in the processor's registers, a code is loaded once for all."""

_QUAD = 4
_LANES = 16
_PARTS = TILE // _LANES

_INT8, _INT32 = ir.IntType(8), ir.IntType(32)
_SUMS = ir.VectorType(_INT32, _LANES)
_BYTES = ir.VectorType(_INT8, _LANES * _QUAD)
_INSTRUCTION = "llvm.x86.avx512.vpdpbusd.512"


@njit(nogil=True, cache=True)
def plain_products(codes: Any, probes: Any, groups: Any, sums: Any) -> None:
    """`sums[p, r]`, int32 (P, 64): of the bytes of row r of a tile with those of probe p, `groups` times four each."""
    for probe in range(len(sums)):
        for row in range(TILE):
            sums[probe, row] = 0
        for group in range(groups):
            asked = (probe * groups + group) * _QUAD
            a, b = np.int32(probes[asked]), np.int32(probes[asked + 1])
            c, d = np.int32(probes[asked + 2]), np.int32(probes[asked + 3])
            for row in range(TILE):
                at = (group * TILE + row) * _QUAD
                pair = np.int32(a * np.int32(codes[at])) + np.int32(b * np.int32(codes[at + 1]))
                other = np.int32(c * np.int32(codes[at + 2])) + np.int32(d * np.int32(codes[at + 3]))
                sums[probe, row] += np.int32(pair + other)


@intrinsic
def vnni_products(typing: Any, codes: Any, probes: Any, groups: Any, sums: Any) -> Any:  # noqa: ARG001 (as Numba wants it)
    """As `plain_products`, for `PROBES` probes."""
    return types.void(codes, probes, types.intp, sums), partial(_generate, PROBES)


@intrinsic
def vnni_products_of_one(typing: Any, codes: Any, probes: Any, groups: Any, sums: Any) -> Any:  # noqa: ARG001 (as above)
    """As `plain_products`, for one probe."""
    return types.void(codes, probes, types.intp, sums), partial(_generate, 1)


def _generate(count: int, context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
    """The loop over groups: so many probes x 4 parts of a tile, 16 sums each."""
    codes, probes, groups, sums = arguments
    stored, asked, target = (
        _pointer(context, builder, kind, array)
        for kind, array in zip(
            (signature.args[0], signature.args[1], signature.args[3]), (codes, probes, sums), strict=True
        )
    )
    kind = ir.FunctionType(_SUMS, [_SUMS, _BYTES, _BYTES])
    multiply = cgutils.get_or_insert_function(builder.module, kind, _INSTRUCTION)
    # Kept in memory as far as this text goes; the compiler moves them to registers.
    zero = ir.Constant(_SUMS, None)
    kept = [[cgutils.alloca_once(builder, _SUMS) for _ in range(_PARTS)] for _ in range(count)]
    for slot in itertools.chain(*kept):
        builder.store(zero, slot)
    with cgutils.for_range(builder, groups) as loop:
        at = _times(builder, loop.index, _QUAD)
        spread = [
            _spread(builder, asked, builder.add(at, _times(builder, groups, probe * _QUAD))) for probe in range(count)
        ]
        row = builder.gep(stored, [_times(builder, at, TILE)])
        for part in range(_PARTS):
            loaded = _load(builder, row, part * _LANES * _QUAD, _BYTES)
            for probe in range(count):
                slot = kept[probe][part]
                builder.store(builder.call(multiply, [builder.load(slot), loaded, spread[probe]]), slot)
    for probe, part in itertools.product(range(count), range(_PARTS)):
        where = builder.gep(target, [ir.Constant(ir.IntType(64), 4 * (probe * TILE + part * _LANES))])
        stored_sums = builder.store(builder.load(kept[probe][part]), builder.bitcast(where, _SUMS.as_pointer()))
        stored_sums.align = 4
    return context.get_dummy_value()


def _pointer(context: Any, builder: ir.IRBuilder, kind: Any, array: Any) -> Any:
    """To the first byte of an array."""
    return builder.bitcast(context.make_array(kind)(context, builder, array).data, _INT8.as_pointer())


def _times(builder: ir.IRBuilder, value: Any, factor: int) -> Any:
    return builder.mul(value, ir.Constant(value.type, factor))


def _load(builder: ir.IRBuilder, pointer: Any, offset: int, kind: Any) -> Any:
    where = builder.gep(pointer, [ir.Constant(ir.IntType(64), offset)])
    loaded = builder.load(builder.bitcast(where, kind.as_pointer()))
    loaded.align = 1
    return loaded


def _spread(builder: ir.IRBuilder, pointer: Any, offset: Any) -> Any:
    """Four bytes of a probe, 16 times over."""
    word = builder.load(builder.bitcast(builder.gep(pointer, [offset]), _INT32.as_pointer()))
    word.align = 1
    undefined = ir.Constant(_SUMS, ir.Undefined)
    single = builder.insert_element(undefined, word, ir.Constant(_INT32, 0))
    return builder.bitcast(builder.shuffle_vector(single, undefined, ir.Constant(_SUMS, [0] * _LANES)), _BYTES)


def has_vnni() -> bool:
    """Whether this processor has the instruction."""
    return bool(llvm.get_host_cpu_features().get("avx512vnni"))


products: Any = vnni_products if has_vnni() else plain_products
products_of_one: Any = vnni_products_of_one if has_vnni() else plain_products


@njit(nogil=True, cache=True)
def tile_products(codes: Any, probes: Any, groups: Any, sums: Any) -> None:
    """`products` and `products_of_one`, callable from outside: int32 (5, 64), the last row of the first probe again."""
    products(codes, probes, groups, sums[:PROBES])
    products_of_one(codes, probes, groups, sums[PROBES:])
