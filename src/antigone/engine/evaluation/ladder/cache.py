"""What was read of a rung, kept in a folder: a study that was stopped goes on where it stopped.

Templates are personal data: the folder belongs where the photographs do.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from antigone.engine.evaluation.ladder.probes import LadderProbe
from antigone.engine.evaluation.ladder.rungs import LadderExtractor, Rung, RungTemplates

REVISION = 1
"""Raised whenever a degradation draws other pictures from the same level."""


class RungCache:
    """One file a rung, named after everything its templates depend on. Files that are torn or foreign are not read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str, *, count: int, length: int) -> RungTemplates | None:
        """None where the rung is not there, or not whole."""
        try:
            with np.load(io.BytesIO(self._path(key).read_bytes()), allow_pickle=False) as stored:
                found, vectors = stored["found"], stored["vectors"]
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
            return None
        if (found.dtype, found.shape) != (np.bool_, (count,)) or (vectors.dtype, vectors.shape) != (
            np.float32,
            (count, length),
        ):
            return None
        return RungTemplates(found=found, vectors=vectors)

    def write(self, key: str, templates: RungTemplates) -> None:
        """Whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(key)
        unfinished = path.with_suffix(f".{os.getpid()}.part")
        with unfinished.open("wb") as stream:
            np.savez(stream, found=templates.found, vectors=templates.vectors)
        unfinished.replace(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npz"


def rung_key(probes: Sequence[LadderProbe], rung: Rung, extractor: LadderExtractor, *, seed: int) -> str:
    """SHA-256 of what the templates of a rung depend on; the gallery is not among it."""
    level = None if rung.degradation is None else rung.degradation.levels[rung.strength - 1]
    pictures = hashlib.sha256()
    for probe in probes:
        pictures.update(f"{probe.key} {probe.landmarks.round(2).tolist()}\n".encode())
    parts = [REVISION, rung.name, level, seed if level else None, extractor.key, pictures.hexdigest()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
