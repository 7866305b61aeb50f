"""usearch: every row compared, and its graph."""

import numpy as np
from numpy.typing import NDArray
from usearch.index import Index, MetricKind, search

from field.sides.side import Probes, Rows, Side, portions


class Exact(Side):
    """`usearch.index.search(exact=True)` over float16."""

    def build(self, vectors: NDArray[np.float16]) -> None:
        self._vectors = np.array(vectors)

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        return self.search_batch(probe[None], top)[0]

    def search_batch(self, probes: Probes, top: int) -> Rows:
        asked = probes.astype(np.float16)
        found = search(self._vectors, asked, top, MetricKind.IP, exact=True, threads=self.threads)
        return found.keys.reshape(len(probes), top).astype(np.int64)


class Graph(Side):
    """HNSW over one byte a number, M 16, 200 looked at when it is built and when it is asked."""

    def build(self, vectors: NDArray[np.float16]) -> None:
        self._index = Index(
            ndim=vectors.shape[1], metric="cos", dtype="i8", connectivity=16, expansion_add=200, expansion_search=200
        )
        start = 0
        for part in portions(vectors, 50_000):
            self._index.add(np.arange(start, start + len(part)), part.astype(np.float32), threads=self.threads)
            start += len(part)

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        return _padded(self._index.search(probe, top, threads=self.threads).keys, top)

    def search_batch(self, probes: Probes, top: int) -> Rows:
        found = self._index.search(probes, top, threads=self.threads).keys
        return found.reshape(len(probes), top).astype(np.int64)


def _padded(keys: NDArray[np.uint64], top: int) -> Rows:
    return np.pad(keys.astype(np.int64), (0, top - len(keys)), constant_values=-1)


SIDES = {"usearch exact, float16": Exact, "usearch HNSW, int8, ef 200": Graph}
