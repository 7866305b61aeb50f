"""faiss-cpu."""

import time
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from field.registry import FLAT
from field.sides.side import Probes, Rows, Side, portions

_PORTION = 100_000
_TRAINING = 100_000
_BLAS_FROM = (20, 1 << 30)
_TRIAL = 64


class Faiss(Side):
    """An index for inner products, filled in portions."""

    def __init__(self, folder: Path, threads: int, make: Callable[[int, int], faiss.Index]) -> None:
        super().__init__(folder, threads)
        self._make = make
        faiss.omp_set_num_threads(threads)

    def build(self, vectors: NDArray[np.float16]) -> None:
        self._index = self._make(*vectors.shape)
        if not self._index.is_trained:
            step = max(1, len(vectors) // _TRAINING)
            self._index.train(np.ascontiguousarray(vectors[::step], dtype=np.float32))
        for part in portions(vectors, _PORTION):
            self._index.add(part.astype(np.float32))

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        return self._index.search(probe[None], top)[1][0]

    def search_batch(self, probes: Probes, top: int) -> Rows:
        return self._index.search(probes, top)[1]


class Flat(Faiss):
    """Whether BLAS helps depends on the build and on the threads: the quicker way on the first probes is taken."""

    def build(self, vectors: NDArray[np.float16]) -> None:
        super().build(vectors)
        trial = np.ascontiguousarray(vectors[:_TRIAL], dtype=np.float32)
        took = {}
        for threshold in _BLAS_FROM:
            faiss.cvar.distance_compute_blas_threshold = threshold
            began = time.perf_counter()
            self._index.search(trial, 1)
            took[threshold] = time.perf_counter() - began
        faiss.cvar.distance_compute_blas_threshold = min(took, key=took.__getitem__)


class DirectSigned(Faiss):
    """Codes of one signed byte, which the caller scales: templates by their largest number, each on its own.

    faiss ranks by products of codes, so rows of another scale are ranked as if they had the same: Antigone's scan
    multiplies each score by its row's scale, here nothing does.
    """

    note = "one byte a number with one scale for all rows, its list taken as it is"

    def build(self, vectors: NDArray[np.float16]) -> None:
        self._scale = 127 / max(float(np.abs(part).max()) for part in portions(vectors, _PORTION))
        self._index = self._make(*vectors.shape)
        for part in portions(vectors, _PORTION):
            self._index.add(np.rint(part.astype(np.float32) * self._scale))

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        return super().search(self._scaled(probe[None])[0], top)

    def search_batch(self, probes: Probes, top: int) -> Rows:
        return super().search_batch(self._scaled(probes), top)

    @staticmethod
    def _scaled(probes: Probes) -> Probes:
        """To +-127: faiss rounds the query to a byte as well."""
        return probes * (127 / np.abs(probes).max(axis=1, keepdims=True))


def _scalar(kind: int) -> Callable[[int, int], faiss.Index]:
    return lambda _, length: faiss.IndexScalarQuantizer(length, kind, faiss.METRIC_INNER_PRODUCT)


def _inverted(rows: int, length: int) -> faiss.Index:
    lists = 1 << round(np.log2(4 * rows**0.5))
    index = faiss.index_factory(length, f"IVF{lists},Flat", faiss.METRIC_INNER_PRODUCT)
    index.nprobe = max(1, lists // 16)
    return index


def _graph(_: int, length: int) -> faiss.Index:
    index = faiss.IndexHNSWFlat(length, 32, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 200
    index.hnsw.efSearch = 200
    return index


def _one_bit(_: int, length: int) -> faiss.Index:
    return faiss.IndexRaBitQFastScan(length, faiss.METRIC_INNER_PRODUCT)


def _one_bit_looked_at_again(rows: int, length: int) -> faiss.Index:
    index = faiss.IndexRefineFlat(_one_bit(rows, length))
    index.k_factor = 20
    return index


def _side(kind: type[Faiss], make: Callable[[int, int], faiss.Index]) -> Callable[[Path, int], Side]:
    return lambda folder, threads: kind(folder, threads, make)


SIDES = {
    FLAT: _side(Flat, lambda _, length: faiss.IndexFlatIP(length)),
    "faiss SQ8": _side(Faiss, _scalar(faiss.ScalarQuantizer.QT_8bit)),
    "faiss QT_8bit_direct_signed": _side(DirectSigned, _scalar(faiss.ScalarQuantizer.QT_8bit_direct_signed)),
    "faiss IVF, a 16th of the lists": _side(Faiss, _inverted),
    "faiss HNSW32, ef 200": _side(Faiss, _graph),
    "faiss RaBitQ fast scan": _side(Faiss, _one_bit),
    "faiss RaBitQ fast scan, 1,000 looked at again": _side(Faiss, _one_bit_looked_at_again),
}
