"""What every side does."""

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Probes = NDArray[np.float32]


class Side(ABC):
    """Ranks by cosine; templates and probes have length 1.

    note: what a reader must know of this run of it.
    """

    note = ""

    def __init__(self, folder: Path, threads: int) -> None:
        self.folder = folder
        self.threads = threads

    @abstractmethod
    def build(self, vectors: NDArray[np.float16]) -> None:
        """Everything between templates on disk and a first search; vectors is mapped."""

    @abstractmethod
    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        """Rows (top,), highest first; -1 where there are fewer."""

    def search_batch(self, probes: Probes, top: int) -> Rows:
        """Rows (P, top), in the way that is best for many probes at once."""
        return np.stack([self.search(probe, top) for probe in probes])

    def processes(self) -> Sequence[int]:
        """Whose memory counts."""
        return [os.getpid()]

    def close(self) -> None:  # noqa: B027 (most sides start nothing)
        """End what was started."""


def portions(vectors: NDArray[np.float16], rows: int) -> list[NDArray[np.float16]]:
    """Stretches of the mapped vectors, to be copied one at a time."""
    return [vectors[start : start + rows] for start in range(0, len(vectors), rows)]
