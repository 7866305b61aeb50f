"""Is the index what the database says? Row by row, and its searches against a full scan."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.indexing import open_index
from antigone.casework.recognition.selectors import index_rows
from antigone.engine import index as engine_index
from antigone.engine.index import IndexReport, IndexRows, TemplateIndex

__all__ = ["IndexVerification", "verify_index"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexVerification:
    """What was found.

    rows: live rows of the database. missing: those that the index lacks. different: those that stand there with other
    numbers, another subject or another gallery. extra: rows of the index that the database lacks, or that stand twice.
    scan: the engine's own report on checksums and sampled searches; rows are not compared where a block is damaged.
    """

    scan: IndexReport
    rows: int = 0
    missing: int = 0
    different: int = 0
    extra: int = 0

    @property
    def sound(self) -> bool:
        return self.scan.sound and not (self.missing or self.different or self.extra)


def verify_index(
    *, home: Path, recogniser: Recogniser, by: Actor, rng: np.random.Generator, samples: int = 20
) -> IndexVerification:
    """Compare every row of the index with the database, and `samples` searches with a full scan.

    The index is opened as a search would open it, so a snapshot that is behind or missing is replayed or rebuilt first.
    """
    index = open_index(home=home, recogniser=recogniser, by=by)
    scan = engine_index.verify_index(index, rng, samples)
    if scan.damaged:
        return IndexVerification(scan=scan)
    rows = missing = different = 0
    for wanted in index_rows(recogniser, after=0, upto=index.change):
        lacking, other = _compare(index, wanted)
        rows, missing, different = rows + len(wanted), missing + lacking, different + other
    extra = index.count - (rows - missing)
    return IndexVerification(scan=scan, rows=rows, missing=missing, different=different, extra=extra)


def _compare(index: TemplateIndex, wanted: IndexRows) -> tuple[int, int]:
    """How many of the rows the index lacks, and how many it holds otherwise."""
    state, order = index.state, np.argsort(wanted.entries)
    found = np.zeros(len(wanted), dtype=np.bool_)
    different = 0
    for place, positions in state.find(wanted.entries):
        held = state.blocks[place].take(positions)
        at = order[np.searchsorted(wanted.entries, held.entries, sorter=order)]
        same = (held.subjects == wanted.subjects[at]) & (held.galleries == wanted.galleries[at])
        same &= (held.vectors == wanted.vectors[at]).all(axis=1) & (held.cohort == wanted.cohort[at]).all(axis=1)
        found[at] = True
        different += int((~same).sum())
    return int((~found).sum()), different
