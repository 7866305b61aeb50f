"""Asking for memory before it is needed."""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

SOON = 8192
"""How many bytes on is what is asked of memory while codes are gone over.

A few lines at a time, between other work: a processor keeps track of some twenty, and stands still when there are more.
"""

LINE = 64
_READ, _SECOND_CACHE, _DATA = 0, 1, 1
_POINTER, _FLAG = ir.IntType(8).as_pointer(), ir.IntType(32)


def ask_for_line(builder: ir.IRBuilder, place: ir.Value) -> None:
    """Text for the compiler: begin to load the line of memory at a place into the larger caches.

    The smallest one was slower (measured): it has no room for what is needed now and what is needed next. Nothing waits
    for it, and nothing fails: not even where nothing is there.
    """
    kind = ir.FunctionType(ir.VoidType(), [_POINTER, _FLAG, _FLAG, _FLAG])
    ask = builder.module.declare_intrinsic("llvm.prefetch", [_POINTER], kind)
    builder.call(ask, [place, *(ir.Constant(_FLAG, value) for value in (_READ, _SECOND_CACHE, _DATA))])


def _typed(typing: Any, array: Any, first: Any, size: Any) -> Any:  # noqa: ARG001 (as Numba wants it)
    """Begin to load so many bytes of an array, from that byte on."""
    return types.void(array, types.intp, types.intp), _generate


def _generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
    data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
    begin = builder.gep(builder.bitcast(data, _POINTER), [arguments[1]])
    size = arguments[2]
    zero, step = (ir.Constant(size.type, value) for value in (0, LINE))
    with cgutils.for_range_slice(builder, zero, size, step, size.type) as (at, _):
        ask_for_line(builder, builder.gep(begin, [at]))
    return context.get_dummy_value()


prefetch: Any = intrinsic(_typed)
