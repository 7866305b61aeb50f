"""How the loops of this room are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Number = TypeVar("_Number", bound=np.generic)


def loop(function: _Function) -> _Function:
    """A function that other code calls, without Python's lock; kept on the disk."""
    return _compiled(function, fastmath={"contract"})


def part(function: _Function) -> _Function:
    """A part of a loop, written into it.

    A call would count the users of each array that it is given, up and down again: a fifth of a scan, measured.
    """
    return _compiled(function, fastmath={"contract"}, forceinline=True)


def summed(function: _Function) -> _Function:
    """As `part`, and sums of products are made in any order."""
    return _compiled(function, fastmath={"contract", "reassoc"}, forceinline=True)


def read_only(array: NDArray[_Number]) -> NDArray[_Number]:
    """A view that cannot be written to: what is mapped cannot either, and one kind of array is compiled for once."""
    view = array.view()
    view.flags.writeable = False
    return view


def _compiled(function: _Function, **options: Any) -> _Function:
    return cast("_Function", njit(nogil=True, cache=True, error_model="numpy", **options)(function))
