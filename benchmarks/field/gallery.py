"""The gallery that every side gets, and what a full float scan of it lists."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from templates import Model

TOP = 50
PHOTOGRAPHS = 3
SEED = 5
_ROWS_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """In `folder`: vectors.npy float16 (rows, D), probes.npy float32 (P, D), truth.npy and mates.npy.

    truth: the TOP rows of each probe, highest first (P, TOP). mates: which of them are the probe's person (P, TOP).
    """

    folder: Path
    model: str
    rows: int
    length: int

    @classmethod
    def make(cls, folder: Path, model: Model, name: str, *, rows: int, probes: int) -> Self:
        """Drawn and written in portions; row i is of person i // 3."""
        folder.mkdir(parents=True, exist_ok=True)
        made = cls(folder=folder, model=name, rows=rows, length=model.length)
        vectors = np.lib.format.open_memmap(
            folder / "vectors.npy", mode="w+", dtype=np.float16, shape=(rows, model.length)
        )
        start = 0
        for portion, _ in model.portions(rows, SEED, photographs=PHOTOGRAPHS):
            vectors[start : start + len(portion)] = portion
            start += len(portion)
        vectors.flush()
        asked, persons = model.probes(probes, rows, SEED, photographs=PHOTOGRAPHS)
        truth = full_scan(vectors, asked)
        np.save(folder / "probes.npy", asked)
        np.save(folder / "truth.npy", truth)
        np.save(folder / "mates.npy", truth // PHOTOGRAPHS == persons[:, None])
        (folder / "cohort.npy").unlink(missing_ok=True)
        np.save(folder / "cohort.npy", model.cohort_figures(rows, SEED))
        (folder / "gallery.json").write_text(json.dumps({**asdict(made), "folder": None}))
        return made

    @classmethod
    def open(cls, folder: Path) -> Self:
        """What `make` left there."""
        return cls(**{**json.loads((folder / "gallery.json").read_text()), "folder": folder})

    def load(self, name: str) -> NDArray[np.generic]:
        """An array, mapped: a side that wants it in memory copies it."""
        array: NDArray[np.generic] = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return array


def full_scan(vectors: NDArray[np.float16], probes: NDArray[np.float32]) -> NDArray[np.int64]:
    """The TOP rows of each probe by cosine in float32, block by block."""
    best = np.empty((len(probes), 0), np.float32)
    rows = np.empty((len(probes), 0), np.int64)
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        scores = probes @ vectors[start : start + _ROWS_AT_ONCE].astype(np.float32).T
        kept = min(TOP, scores.shape[1])
        places = np.argpartition(scores, -kept, axis=1)[:, -kept:]
        best = np.concatenate([best, np.take_along_axis(scores, places, axis=1)], axis=1)
        rows = np.concatenate([rows, places + start], axis=1)
        order = np.argsort(-best, axis=1, kind="stable")[:, :TOP]
        best, rows = np.take_along_axis(best, order, axis=1), np.take_along_axis(rows, order, axis=1)
    return rows
