"""Asking for memory before it is needed."""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

_LINE = 64
_READ, _SECOND_CACHE, _DATA = 0, 1, 1


def _typed(typing: Any, array: Any, first: Any, size: Any) -> Any:  # noqa: ARG001 (as Numba wants it)
    """Begin to load so many bytes of an array, from that byte on, into the larger caches.

    The smallest one was slower (measured): it has no room for what is needed now and what is needed next. Nothing waits
    for it, and nothing fails: not even where the bytes are no longer those of the array.
    """
    return types.void(array, types.intp, types.intp), _generate


def _generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
    pointer, flag = ir.IntType(8).as_pointer(), ir.IntType(32)
    data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
    begin = builder.gep(builder.bitcast(data, pointer), [arguments[1]])
    kind = ir.FunctionType(ir.VoidType(), [pointer, flag, flag, flag])
    ask = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
    flags = [ir.Constant(flag, value) for value in (_READ, _SECOND_CACHE, _DATA)]
    size = arguments[2]
    zero, step = (ir.Constant(size.type, value) for value in (0, _LINE))
    with cgutils.for_range_slice(builder, zero, size, step, size.type) as (at, _):
        builder.call(ask, [builder.gep(begin, [at]), *flags])
    return context.get_dummy_value()


prefetch: Any = intrinsic(_typed)
