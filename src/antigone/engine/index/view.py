"""What a selection leaves of an index: the rows that a search goes over."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.blocks import Block, row_checksums
from antigone.engine.index.codes import TILE, Chart, Codes, short_nearest
from antigone.engine.index.columns import Columns
from antigone.engine.index.values import Selection, SubjectReferences

SAMPLED = 4096
_SPARSE_KEYS = 8
_LARGEST_TABLE = 1 << 28

Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Learnt:
    """What searches found so far, of which the next ones make their guesses. It decides of speed alone.

    crowding: how many rows the subject at a place of a list has above the list's end, between 1 and the photographs of
    a subject: it depends on how alike those are. looks: how many rows a list has to look at for each of its places.
    """

    crowding: float = 1.0
    looks: float = 1.0

    def remember(self, *, crowding: float, looks: float) -> None:
        """What a search found."""
        self.crowding = max(1.0, self.crowding + (crowding - self.crowding) / 4)
        self.looks = max(1.0, self.looks + (looks - self.looks) / 4)


class Part(NamedTuple):
    """Some tiles of a block: number of their first row, the block's codes, which rows, which allowed, and how many."""

    start: int
    codes: Codes
    rows: slice
    mask: Mask | None
    allowed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """The rows a search goes over. A row's number is its position in the blocks put end to end.

    allowed: for each block bool (rows,), None where every row is; live and selected rows are.
    references: per subject, of the allowed rows, which are `allowed_rows` in all. ends: the first number behind each
        block. chart: of the blocks' codes, None where they have none. learnt: by searches of these very rows.
    """

    blocks: tuple[Block, ...]
    allowed: tuple[Mask | None, ...]
    references: SubjectReferences
    allowed_rows: int
    ends: NDArray[np.int64]
    chart: Chart | None
    learnt: Learnt = field(default_factory=Learnt, init=False)
    _samples: list["Sample"] = field(default_factory=list, init=False)
    _cuts: dict[int, list[Part]] = field(default_factory=dict, init=False)

    @property
    def rows(self) -> int:
        """How many numbers there are, those of rows that are not allowed too."""
        return sum(len(block) for block in self.blocks)

    @property
    def nothing(self) -> Columns:
        """No rows."""
        return Columns.empty(0, self.blocks[0].stored.vectors.shape[1] if self.blocks else 1)

    @property
    def sample(self) -> "Sample":
        """Allowed rows, evenly spread over the blocks; the same each time."""
        if not self._samples:
            # Two threads may both get here: they store equal samples.
            self._samples.append(Sample.of(self))
        return self._samples[0]

    def parts(self) -> Iterator[tuple[int, Block, Mask | None]]:
        """Blocks that have an allowed row, each with the number of its first row and its mask."""
        start = 0
        for block, mask in zip(self.blocks, self.allowed, strict=True):
            if mask is None or mask.any():
                yield start, block, mask
            start += len(block)

    def cut(self, most: int) -> list[Part]:
        """The rows in parts of at most `most`, at least a tile, those without an allowed row left out.

        Remembered: counting what is allowed took a thirtieth of a search. Raises SnapshotError; RuntimeError where a
        block has no codes.
        """
        if most not in self._cuts:
            # Two threads may both get here: they store equal parts.
            self._cuts[most] = [
                part for start, block, mask in self.parts() for part in _parts(start, block, mask, most)
            ]
        return self._cuts[most]

    def allowed_numbers(self) -> NDArray[np.int64]:
        """The numbers of the allowed rows, ascending."""
        found = [
            np.arange(start, start + len(block)) if mask is None else start + np.flatnonzero(mask)
            for start, block, mask in self.parts()
        ]
        return np.concatenate([np.empty(0, dtype=np.int64), *found])

    def rows_where(self, wanted: Callable[[Columns], Mask]) -> Iterator[Columns]:
        """Copies of the allowed rows that are wanted, block by block."""
        for _, block, mask in self.parts():
            chosen = wanted(block.keys) if mask is None else wanted(block.keys) & mask
            if chosen.any():
                yield block.take(chosen)

    def gather(self, rows: NDArray[np.int64]) -> Columns:
        """Copies of the rows with these numbers, which must ascend and must not be empty. Raises SnapshotError."""
        gathered = Columns.empty(len(rows), self.blocks[0].stored.vectors.shape[1])
        owned = self.owned(rows)
        for block, part, positions in owned:
            block.keys.copy(positions, gathered, part)
        # Of all rows at once: a call for each block takes longer than the sums do.
        checksums = row_checksums(gathered.vectors)
        for block, part, positions in owned:
            block.require(checksums[part], positions)
        return gathered

    def owned(self, rows: NDArray[np.int64]) -> list[tuple[Block, slice, NDArray[np.int64]]]:
        """Where the rows with these numbers lie, which must ascend: blocks, which of the rows, their positions."""
        owners = np.searchsorted(self.ends, rows, side="right")
        cuts = [0, *(np.flatnonzero(np.diff(owners)) + 1).tolist(), len(rows)]
        starts = np.array([0, *self.ends[:-1]], dtype=np.int64)
        positions: NDArray[np.int64] = rows - starts[owners]
        return [(self.blocks[owners[at]], slice(at, upto), positions[at:upto]) for at, upto in itertools.pairwise(cuts)]


def _parts(start: int, block: Block, mask: Mask | None, most: int) -> Iterator[Part]:
    """Of a block, about as large as each other: the last ones of all are what threads wait for."""
    codes, most = block.codes, most // TILE * TILE
    if codes is None:
        raise RuntimeError("a block without codes among blocks that have some")
    rows = TILE * -(-len(block) // (-(-len(block) // most) * TILE))
    for first in range(0, len(block), rows):
        last = min(len(block), first + rows)
        allowed = None if mask is None else mask[first:last]
        count = last - first if allowed is None else int(np.count_nonzero(allowed))
        if count:
            yield Part(start + first, codes, slice(first, last), allowed, count)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """Some rows: templates (N, D) in shorts, cohort figures float64 (N, 2)."""

    vectors: NDArray[np.uint16]
    cohort: NDArray[np.float64]

    @classmethod
    def of(cls, view: View) -> Self:
        parts = [*view.parts()]
        each = max(1, SAMPLED // max(1, len(parts)))
        taken = [view.nothing]
        for _, block, mask in parts:
            numbers = np.arange(len(block)) if mask is None else np.flatnonzero(mask)
            taken.append(block.take(numbers[:: max(1, len(numbers) // each)][:each]))
        rows = Columns.concatenated(taken)
        return cls(vectors=short_nearest(rows.vectors), cohort=rows.cohort.astype(np.float64))


def select(blocks: tuple[Block, ...], selection: Selection, chart: Chart | None) -> View:
    """What a selection leaves of the blocks' live rows. Raises SnapshotError where a block is damaged."""
    wanted = selection.galleries
    galleries = None if wanted is None else Members(np.fromiter(wanted, dtype=np.int64, count=len(wanted)))
    among = None if selection.subjects is None else Members(selection.subjects)
    allowed = tuple(_allowed(block, galleries, among) for block in blocks)
    subjects = [
        block.keys.subjects if mask is None else block.keys.subjects[mask]
        for block, mask in zip(blocks, allowed, strict=True)
    ]
    return View(
        blocks=blocks,
        allowed=allowed,
        references=_count(subjects),
        allowed_rows=sum(map(len, subjects)),
        ends=np.cumsum([len(block) for block in blocks], dtype=np.int64),
        chart=chart,
    )


class Members:
    """Which of many keys are among some: asked block by block, so prepared once.

    Keys are a database's, so mostly dense: a table of them answers in a step, where sorting takes a thousand.
    """

    def __init__(self, keys: NDArray[np.int64]) -> None:
        self._keys = np.unique(keys)
        self._lowest = int(self._keys[0]) if len(keys) else 0
        highest = int(self._keys[-1]) if len(keys) else -1
        self._table: Mask | None = None
        if highest - self._lowest < _LARGEST_TABLE:
            self._table = np.zeros(highest - self._lowest + 2, dtype=np.bool_)
            self._table[self._keys - self._lowest] = True

    def among(self, keys: NDArray[np.int64]) -> Mask:
        """bool, one for each of these keys."""
        if self._table is None:
            return np.isin(keys, self._keys)
        # What lies outside ends on the table's last place, which is false.
        places = np.where(keys < self._lowest, len(self._table) - 1, keys - self._lowest)
        found: Mask = self._table[np.minimum(places, len(self._table) - 1)]
        return found


def _allowed(block: Block, galleries: Members | None, subjects: Members | None) -> Mask | None:
    masks = [block.live] if block.live is not None else []
    if galleries is not None:
        masks.append(galleries.among(block.keys.galleries))
    if subjects is not None:
        masks.append(subjects.among(block.keys.subjects))
    if not masks:
        return None
    mask = np.logical_and.reduce(masks)
    return None if mask.all() else mask


def _count(parts: Sequence[NDArray[np.int64]]) -> SubjectReferences:
    """References per subject. Keys are a database's, so mostly dense: counted in place, which is ten times a sort."""
    keys = np.concatenate([np.empty(0, dtype=np.int64), *parts])
    if len(keys) and keys.min() >= 0 and keys.max() < _SPARSE_KEYS * len(keys):
        counts = np.bincount(keys)
        subjects = np.flatnonzero(counts)
        return SubjectReferences(subjects=subjects, references=counts[subjects])
    subjects, counts = np.unique(keys, return_counts=True)
    return SubjectReferences(subjects=subjects, references=counts)
