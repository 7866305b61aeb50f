"""hnswlib."""

import hnswlib
import numpy as np
from numpy.typing import NDArray

from field.sides.side import Probes, Rows, Side, portions


class Graph(Side):
    """HNSW over float32, M 16, 200 looked at when it is built and when it is asked."""

    def build(self, vectors: NDArray[np.float16]) -> None:
        self._index = hnswlib.Index(space="ip", dim=vectors.shape[1])
        self._index.init_index(max_elements=len(vectors), M=16, ef_construction=200)
        self._index.set_num_threads(self.threads)
        for part in portions(vectors, 50_000):
            self._index.add_items(part.astype(np.float32))
        self._index.set_ef(200)

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        return self.search_batch(probe[None], top)[0]

    def search_batch(self, probes: Probes, top: int) -> Rows:
        return self._index.knn_query(probes, k=top)[0].astype(np.int64)


SIDES = {"hnswlib M16, ef 200": Graph}
