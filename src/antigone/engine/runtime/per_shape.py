"""A model's sessions on CUDA, one for each shape of input that comes often.

onnxruntime keeps one plan a convolution, for the shape that came last, and for another shape it plans all of them anew:
0.2 to 0.9 seconds for a network that runs in two milliseconds (its issue 23006; docs/bulk-extraction.md). The passes
over a photograph differ in shape, so each shape gets a session of its own.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from antigone.engine.errors import DeviceUnavailable
from antigone.engine.types import FloatArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, NodeArg

__all__ = ["KEPT", "PerShape"]

KEPT = 6
"""Sessions beside the first; the shape that did not come for longest gives its own up. Each holds the weights."""

LEAST = 8
"""Smaller batches are filled up to so many: a card takes as long for one picture, and a new shape takes longer."""

LARGE = 3 * 1024 * 1024
"""Numbers in an input. Of more, nothing is filled up, and the first session does for all: each keeps its memory."""


class PerShape:
    """Stands in for an onnxruntime session of one input. `run` may be called from several threads at once."""

    def __init__(self, open_one: Callable[[], "InferenceSession"]) -> None:
        self._open_one = open_one
        self._first = open_one()
        self._by_shape: OrderedDict[tuple[int, ...], InferenceSession] = OrderedDict()
        self._choosing = Lock()
        shape = self._first.get_inputs()[0].shape
        self._any_batch = bool(shape) and not isinstance(shape[0], int)

    def get_inputs(self) -> Sequence["NodeArg"]:
        return list(self._first.get_inputs())

    def get_outputs(self) -> Sequence["NodeArg"]:
        return list(self._first.get_outputs())

    def get_providers(self) -> list[str]:
        return list(self._first.get_providers())

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, FloatArray]) -> list[FloatArray]:
        """As onnxruntime's. Batches are filled up with zeros to powers of two, and cut: so there are fewer shapes."""
        ((name, batch),) = inputs.items()
        filled = _filled(batch) if self._any_batch else batch
        answers = self._session(filled).run(outputs, {name: filled})
        return [answer[: len(batch)] for answer in answers]

    def _session(self, batch: FloatArray) -> "InferenceSession":
        if batch.size > LARGE:
            return self._first
        with self._choosing:
            session = self._by_shape.pop(batch.shape, None) or self._another()
            self._by_shape[batch.shape] = session
            return session

    def _another(self) -> "InferenceSession":
        if len(self._by_shape) < KEPT:
            try:
                return self._open_one()
            except DeviceUnavailable:
                # The card may be full. What is open serves every shape, if slowly.
                if not self._by_shape:
                    return self._first
        return self._by_shape.popitem(last=False)[1]


def _filled(batch: FloatArray) -> FloatArray:
    rows = max(LEAST, 1 << (len(batch) - 1).bit_length())
    if rows == len(batch) or rows * batch[0].size > LARGE:
        return batch
    return np.concatenate([batch, np.zeros((rows - len(batch), *batch.shape[1:]), batch.dtype)])
