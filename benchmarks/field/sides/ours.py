"""Antigone's index, as `antigone serve` uses it: a snapshot written, opened, searched."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index import IndexHeader, IndexRows, RowQuery, open_snapshot, write_snapshot
from antigone.engine.types import ModelIdentity
from field.registry import OURS
from field.sides.side import Probes, Rows, Side

PORTION = 16_384


class Antigone(Side):
    """Ranked by cosine as the others are, every template a subject of its own, the list proven whole."""

    def build(self, vectors: NDArray[np.float16]) -> None:
        header = IndexHeader(
            recogniser=ModelIdentity(id="field", sha256="0" * 64), cohort_sha256="", length=vectors.shape[1]
        )
        target = self.folder / "snapshot"
        write_snapshot(target, header, self._rows(vectors), 1)
        self._index = open_snapshot(target, header)

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        return self._index.search(_query(probe), top=top).entries

    def search_batch(self, probes: Probes, top: int) -> Rows:
        found = self._index.search_batch([_query(probe) for probe in probes], top=top)
        return np.stack([hits.entries for hits in found])

    def _rows(self, vectors: NDArray[np.float16]) -> Iterator[IndexRows]:
        cohort = np.load(self.folder / "cohort.npy", mmap_mode="r")
        for start in range(0, len(vectors), PORTION):
            entries = np.arange(start, min(start + PORTION, len(vectors)), dtype=np.int64)
            yield IndexRows(
                entries=entries,
                subjects=entries,
                galleries=np.ones_like(entries),
                vectors=np.array(vectors[entries[0] : entries[-1] + 1]),
                cohort=np.array(cohort[entries[0] : entries[-1] + 1]),
            )


def _query(probe: NDArray[np.float32]) -> RowQuery:
    return RowQuery(probe=probe, direct=1.0, scaled=0.0, offset=0.0)


SIDES = {OURS: Antigone}
