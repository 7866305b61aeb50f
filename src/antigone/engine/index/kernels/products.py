"""Products of codes with coarse probes: four probes with the 64 rows of a tile.

Each is a sum of a byte without a sign times a byte with one, a whole number. Where the processor multiplies and adds 64
such pairs in one instruction (AVX-512 VNNI, `vpdpbusd`), that instruction is asked for by name, for the compiler does
not find it; everywhere else a plain loop says the same.
"""

from typing import Any

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import njit
from numba.core import cgutils, types
from numba.extending import intrinsic

TILE = 64
PROBES = 4
"""Probes at once: with four, 16 sums lie in the processor's registers and a code is loaded once for all of them."""

_QUAD = 4
_LANES = 16

_INT8, _INT32 = ir.IntType(8), ir.IntType(32)
_SUMS = ir.VectorType(_INT32, _LANES)
_BYTES = ir.VectorType(_INT8, _LANES * _QUAD)
_INSTRUCTION = "llvm.x86.avx512.vpdpbusd.512"


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def plain_products(codes, at, probes, first, groups, sums, place):  # type: ignore[no-untyped-def]
    """`sums[place + p, r]` for four probes p and 64 rows r: of bytes `codes[at:]` with bytes `probes[first:]`."""
    for probe in range(PROBES):
        for row in range(TILE):
            sums[place + probe, row] = 0
        for group in range(groups):
            asked = first + (probe * groups + group) * _QUAD
            a, b = np.int32(probes[asked]), np.int32(probes[asked + 1])
            c, d = np.int32(probes[asked + 2]), np.int32(probes[asked + 3])
            stored = at + group * TILE * _QUAD
            for row in range(TILE):
                pair = np.int32(a * np.int32(codes[stored + 4 * row])) + np.int32(
                    b * np.int32(codes[stored + 4 * row + 1])
                )
                other = np.int32(c * np.int32(codes[stored + 4 * row + 2])) + np.int32(
                    d * np.int32(codes[stored + 4 * row + 3])
                )
                sums[place + probe, row] += np.int32(pair + other)


@intrinsic
def vnni_products(typing: Any, codes: Any, at: Any, probes: Any, first: Any, groups: Any, sums: Any, place: Any) -> Any:  # noqa: ARG001, PLR0913, PLR0917 (an intrinsic's form)
    """As `plain_products`."""
    signature = types.void(codes, types.intp, probes, types.intp, types.intp, sums, types.intp)

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        codes, at, probes, first, groups, sums, place = arguments
        stored = _pointer(context, builder, signature.args[0], codes, at)
        asked = _pointer(context, builder, signature.args[2], probes, first)
        offset = builder.mul(place, ir.Constant(place.type, TILE * 4))
        target = _pointer(context, builder, signature.args[5], sums, offset)
        multiply = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(_SUMS, [_SUMS, _BYTES, _BYTES]), _INSTRUCTION
        )
        zero = ir.Constant(_SUMS, None)
        lanes = range(TILE // _LANES)
        # Kept in memory as far as this text goes; the compiler moves them to registers.
        kept = [[cgutils.alloca_once_value(builder, zero) for _ in lanes] for _ in range(PROBES)]
        for each in (slot for row in kept for slot in row):
            builder.store(zero, each)
        with cgutils.for_range(builder, groups) as loop:
            at_group = builder.mul(loop.index, ir.Constant(loop.index.type, _QUAD))
            spread = [
                _spread(builder, asked, builder.add(at_group, _times(builder, groups, probe * _QUAD)))
                for probe in range(PROBES)
            ]
            row = builder.gep(stored, [builder.mul(at_group, ir.Constant(loop.index.type, TILE))])
            for lane in lanes:
                loaded = _load(builder, row, lane * _LANES * _QUAD, _BYTES)
                for probe in range(PROBES):
                    slot = kept[probe][lane]
                    builder.store(builder.call(multiply, [builder.load(slot), loaded, spread[probe]]), slot)
        for probe in range(PROBES):
            for lane in lanes:
                where = builder.gep(target, [ir.Constant(ir.IntType(64), 4 * (probe * TILE + lane * _LANES))])
                stored_sum = builder.store(builder.load(kept[probe][lane]), builder.bitcast(where, _SUMS.as_pointer()))
                stored_sum.align = 4
        return context.get_dummy_value()

    return signature, generate


def _pointer(context: Any, builder: ir.IRBuilder, kind: Any, array: Any, offset: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.gep(builder.bitcast(data, _INT8.as_pointer()), [offset])


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


products = vnni_products if has_vnni() else plain_products


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def tile_products(codes, probes, groups, sums):  # type: ignore[no-untyped-def]
    """`products` of one tile, callable from outside."""
    products(codes, 0, probes, 0, groups, sums, 0)
