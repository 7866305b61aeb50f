"""What memory alone allows, and the plain matrix product."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from field.registry import NUMPY, READ
from field.sides.side import Probes, Rows, Side

_AT_ONCE = 64


class PureRead(Side):
    """Adds up one byte a number, on as many threads: no search can be faster that looks at every code."""

    note = "no search: the time to read one byte a number"

    def build(self, vectors: NDArray[np.float16]) -> None:
        words = np.random.default_rng(1).integers(0, 2**63, vectors.size // 8, dtype=np.int64)
        self._parts = np.array_split(words, self.threads)
        self._pool = ThreadPoolExecutor(self.threads)

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:  # noqa: ARG002
        list(self._pool.map(np.sum, self._parts))
        return np.full(top, -1, dtype=np.int64)


class Numpy(Side):
    """float32 in memory, a product, a partition."""

    def build(self, vectors: NDArray[np.float16]) -> None:
        self._vectors = vectors.astype(np.float32)

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        return _highest((self._vectors @ probe)[None], top)[0]

    def search_batch(self, probes: Probes, top: int) -> Rows:
        parts = [probes[start : start + _AT_ONCE] for start in range(0, len(probes), _AT_ONCE)]
        return np.concatenate([_highest(part @ self._vectors.T, top) for part in parts])


def _highest(scores: NDArray[np.float32], top: int) -> Rows:
    rows = np.argpartition(scores, -top, axis=1)[:, -top:]
    order = np.argsort(-np.take_along_axis(scores, rows, axis=1), axis=1)
    return np.take_along_axis(rows, order, axis=1)


SIDES = {READ: PureRead, NUMPY: Numpy}
