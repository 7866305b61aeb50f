"""Loops over the codes of a tile in a processor's own instructions, which the compiler does not find by itself.

AVX-512 VNNI has one that multiplies 64 bytes without a sign with 64 that have one and adds them up by fours
(`vpdpbusd`). AVX2 has one for 32 such bytes (`vpmaddubsw`) whose sums of two are cut off at 16 bits, and one that adds
those up (`vpmaddwd`): probes are kept so small that nothing is cut off (`PAIR`).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any, Protocol

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from antigone.engine.index.codes import QUAD, TILE
from antigone.engine.index.kernels.prefetching import LINE, SOON, ask_for_line

_INT8, _INT16, _INT32, _INT64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))
_LOW_BITS = 15
_SUM_BYTES = 4

PAIR = 128
"""What two neighbours of a coarse probe may be large together: 255 times that fits into 16 bits with a sign.

Neighbours of four bits in a code may be as large as they like: 15 times all four of two words still fits.
"""

LEADING = 8
"""One in so many groups, the first ones, are gone over twice: a probe has its largest numbers there, in two parts.

All of its numbers have one step, the finer the more steps the largest may have. Of 1M x 512 a third fewer rows stay
open by it, and it costs little: a tile's first bytes are at hand when they are needed again.
"""

Operands = Sequence[ir.Value]


class Instructions(Protocol):
    """How sums of products are made, as text for the compiler.

    lanes: rows whose sums fill a register. registers: how many are for sums, while all groups of numbers are gone over.
    probes: at once, where there are several. words: of four numbers, that a probe has for four bytes of a code.
    """

    lanes: int
    registers: int
    probes: int
    words: int

    def codes(self, builder: ir.IRBuilder, loaded: ir.Value) -> Operands:
        """What each of the words is multiplied with, of a part's bytes, int8 (4 lanes)."""

    def added(self, builder: ir.IRBuilder, sums: ir.Value, codes: Operands, words: Operands) -> ir.Value:
        """The sums, int32 (lanes), and all of these products. words: int8 (4 lanes), each again and again."""


class VnniBytes:
    """AVX-512 VNNI, a number a byte."""

    lanes, registers, probes, words = 16, 16, 4, 1

    def codes(self, builder: ir.IRBuilder, loaded: ir.Value) -> Operands:  # noqa: ARG002
        return [loaded]

    def added(self, builder: ir.IRBuilder, sums: ir.Value, codes: Operands, words: Operands) -> ir.Value:
        for numbers, word in zip(codes, words, strict=True):
            sums = _called(builder, "llvm.x86.avx512.vpdpbusd.512", sums.type, sums, numbers, word)
        return sums


class VnniHalves(VnniBytes):
    """AVX-512 VNNI, two numbers a byte."""

    words = 2

    def codes(self, builder: ir.IRBuilder, loaded: ir.Value) -> Operands:
        return _halves(builder, loaded)


class Avx2Bytes:
    """AVX2, a number a byte."""

    lanes, registers, probes, words = 8, 8, 2, 1

    def codes(self, builder: ir.IRBuilder, loaded: ir.Value) -> Operands:  # noqa: ARG002
        return [loaded]

    def added(self, builder: ir.IRBuilder, sums: ir.Value, codes: Operands, words: Operands) -> ir.Value:
        multiplied = partial(_called, builder, "llvm.x86.avx2.pmadd.ub.sw", _PAIRS)
        pairs = reduce(builder.add, map(multiplied, codes, words))
        return builder.add(sums, _called(builder, "llvm.x86.avx2.pmadd.wd", sums.type, pairs, _every(_PAIRS, 1)))


class Avx2Halves(Avx2Bytes):
    """AVX2, two numbers a byte."""

    words = 2

    def codes(self, builder: ir.IRBuilder, loaded: ir.Value) -> Operands:
        return _halves(builder, loaded)


_PAIRS = ir.VectorType(_INT16, 2 * Avx2Bytes.lanes)


def own_instructions() -> list[tuple[Instructions, Instructions]]:
    """What this processor has of those known here, for bytes and for halves, the best first."""
    features = llvm.get_host_cpu_features()
    known: dict[str, tuple[Instructions, Instructions]] = {
        "avx512vnni": (VnniBytes(), VnniHalves()),
        "avx2": (Avx2Bytes(), Avx2Halves()),
    }
    return [pair for feature, pair in known.items() if features.get(feature)]


def loop_over_groups(instructions: Instructions, *, count: int) -> Any:
    """A function for compiled code: of `count` probes with a tile, all numbers of all groups.

    Its arguments: codes, flat, and the byte at which the tile begins; probes, flat, each with its second parts last,
    and the first of these; how many groups; sums int32 (P, 64), and the place of the first of these. What lies further
    on is asked of memory.
    """
    generate = partial(_generate, instructions=instructions, count=count)

    def typed(typing: Any, codes: Any, asked: Any, groups: Any, out: Any) -> Any:  # noqa: ARG001 (as Numba wants it)
        return types.void(codes, asked, types.intp, out), generate

    return intrinsic(typed)


def _generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any, **kind: Any) -> Any:
    stored, asked, groups, target = arguments
    loop = _Loop(builder=builder, groups=groups, **kind)
    place = partial(_pointer, context, builder)
    loop.write(
        place(signature.args[0], stored, 1),
        place(signature.args[1], asked, loop.probe_bytes),
        place(signature.args[3], target, TILE * _SUM_BYTES),
    )
    return context.get_dummy_value()


@dataclass(frozen=True, kw_only=True)
class _Loop:
    """Text for the compiler."""

    builder: ir.IRBuilder
    groups: ir.Value
    instructions: Instructions
    count: int

    @property
    def leading(self) -> ir.Value:
        return self.builder.udiv(self.groups, ir.Constant(self.groups.type, LEADING))

    @property
    def probe_bytes(self) -> ir.Value:
        return _times(self.builder, self.builder.add(self.groups, self.leading), self.instructions.words * QUAD)

    def write(self, codes: ir.Value, probes: ir.Value, target: ir.Value) -> None:
        """A few parts of the tile at a time, all groups of numbers, and their sums are written."""
        lanes = self.instructions.lanes
        at_once = min(TILE // lanes, self.instructions.registers // self.count)
        for first in range(0, TILE // lanes, at_once):
            parts = range(first, first + at_once)
            # Kept in memory as far as this text goes; the compiler moves them to registers.
            kind = ir.VectorType(_INT32, lanes)
            sums = {at: cgutils.alloca_once(self.builder, kind) for at in itertools.product(range(self.count), parts)}
            for kept in sums.values():
                self.builder.store(ir.Constant(kind, None), kept)
            with cgutils.for_range(self.builder, self.groups) as loop:
                group = self._group(codes, loop.index)
                if not first:
                    for line in range(0, TILE * QUAD, LINE):
                        ask_for_line(self.builder, _further(self.builder, group, SOON + line))
                self._add(sums, group, self._words(probes, loop.index), parts)
            with cgutils.for_range(self.builder, self.leading) as loop:
                words = self._words(probes, self.builder.add(self.groups, loop.index))
                self._add(sums, self._group(codes, loop.index), words, parts)
            for (probe, part), kept in sums.items():
                where = _further(self.builder, target, _SUM_BYTES * (probe * TILE + part * lanes))
                stored = self.builder.store(self.builder.load(kept), self.builder.bitcast(where, kind.as_pointer()))
                stored.align = _SUM_BYTES

    def _group(self, codes: ir.Value, number: ir.Value) -> ir.Value:
        return self.builder.gep(codes, [_times(self.builder, number, TILE * QUAD)])

    def _words(self, probes: ir.Value, number: ir.Value) -> list[list[ir.Value]]:
        """Of each probe what a group's codes are multiplied with: so many groups' words lie before these."""
        builder, lanes, words = self.builder, self.instructions.lanes, self.instructions.words
        at = builder.gep(probes, [_times(builder, number, words * QUAD)])
        firsts = [builder.gep(at, [_times(builder, self.probe_bytes, probe)]) for probe in range(self.count)]
        return [
            [_spread(builder, _further(builder, first, word * QUAD), lanes) for word in range(words)]
            for first in firsts
        ]

    def _add(
        self, sums: dict[tuple[int, int], ir.Value], group: ir.Value, words: list[list[ir.Value]], parts: range
    ) -> None:
        builder, kind = self.builder, ir.VectorType(_INT8, self.instructions.lanes * QUAD)
        for part in parts:
            codes = self.instructions.codes(builder, _load(builder, group, part * kind.count, kind))
            for probe in range(self.count):
                kept = sums[probe, part]
                added = self.instructions.added(builder, builder.load(kept), codes, words[probe])
                builder.store(added, kept)


def _halves(builder: ir.IRBuilder, loaded: ir.Value) -> Operands:
    """The lower and the upper four bits of each byte, as bytes. Shifted in words: no processor shifts bytes."""
    lower, words = _every(loaded.type, _LOW_BITS), ir.VectorType(_INT32, loaded.type.count // QUAD)
    shifted = builder.lshr(builder.bitcast(loaded, words), _every(words, 4))
    return [builder.and_(loaded, lower), builder.and_(builder.bitcast(shifted, loaded.type), lower)]


def _called(builder: ir.IRBuilder, name: str, result: ir.Type, *arguments: ir.Value) -> ir.Value:
    kind = ir.FunctionType(result, [argument.type for argument in arguments])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), arguments)


def _every(kind: ir.VectorType, number: int) -> ir.Constant:
    return ir.Constant(kind, [number] * kind.count)


def _pointer(context: Any, builder: ir.IRBuilder, kind: Any, pair: Any, step: ir.Value | int) -> Any:
    """To the byte of an array, of a pair of it and a place, at so many steps."""
    array, place = (builder.extract_value(pair, number) for number in range(2))
    data = builder.bitcast(context.make_array(kind[0])(context, builder, array).data, _INT8.as_pointer())
    size = ir.Constant(place.type, step) if isinstance(step, int) else step
    return builder.gep(data, [builder.mul(place, size)])


def _further(builder: ir.IRBuilder, pointer: Any, offset: int) -> Any:
    return builder.gep(pointer, [ir.Constant(_INT64, offset)])


def _times(builder: ir.IRBuilder, value: Any, factor: int) -> Any:
    return builder.mul(value, ir.Constant(value.type, factor))


def _load(builder: ir.IRBuilder, pointer: Any, offset: int, kind: Any) -> Any:
    loaded = builder.load(builder.bitcast(_further(builder, pointer, offset), kind.as_pointer()))
    loaded.align = 1
    return loaded


def _spread(builder: ir.IRBuilder, pointer: Any, lanes: int) -> Any:
    """Four bytes of a probe, so many times over."""
    kind = ir.VectorType(_INT32, lanes)
    undefined = ir.Constant(kind, ir.Undefined)
    single = builder.insert_element(undefined, _load(builder, pointer, 0, _INT32), ir.Constant(_INT32, 0))
    every = builder.shuffle_vector(single, undefined, _every(kind, 0))
    return builder.bitcast(every, ir.VectorType(_INT8, lanes * QUAD))
