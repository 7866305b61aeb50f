"""Rows of a tile as the bits of a number."""

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic


def _typed(typing: Any, word: Any) -> Any:  # noqa: ARG001 (as Numba wants it)
    """The place of the lowest bit of a number that is not zero."""
    return types.intp(types.uint64), _generate


def _generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:  # noqa: ARG001
    return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))


lowest_bit: Any = intrinsic(_typed)
