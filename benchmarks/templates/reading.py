"""Photographs of known people to templates: a folder a person."""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import open_pack
from antigone.engine.types import Extraction

_BATCH = 16


def read_templates(
    folder: Path, pack: Path, *, most: int, threads: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Templates (N, D) of the first `most` photographs with a face, sorted by path, and whose they are (N,)."""
    extractor = Extractor(open_pack(pack, threads=threads))
    named = _named(folder)[:most]
    vectors, persons = [], []
    for start in range(0, len(named), _BATCH):
        part = named[start : start + _BATCH]
        read = extractor.extract([ExtractionRequest(image=read_image(path)) for _, path in part])
        for (person, _), each in zip(part, read, strict=True):
            if isinstance(each, Extraction):
                vectors.append(each.template.vector)
                persons.append(person)
        if start % (20 * _BATCH) == 0:
            sys.stderr.write(f"{start} of {len(named)} photographs\n")
    return np.stack(vectors), np.array(persons, dtype=np.int64)


def _named(folder: Path) -> list[tuple[int, Path]]:
    people = (each for each in sorted(folder.iterdir()) if each.is_dir())
    return [(number, path) for number, person in enumerate(people) for path in sorted(person.glob("*.jpg"))]
