"""A block: up to 16,384 rows that never change, which of them are live, and their codes."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import SnapshotError
from antigone.engine.index.codes import Chart, Codes, encode
from antigone.engine.index.columns import BLOCK_ROWS, Columns

_WORDS_AT_ONCE = 32_768
_REBUILD = "Run `antigone index rebuild`; nothing is lost, the database holds every template."


def checksum(data: bytes | memoryview, before: int = 0) -> int:
    """CRC-32 of bytes, or of bytes whose first ones have that of `before` and the others are these.

    It guards against torn writes and rotten disks, not against malice: the index is a cache beside the database it is
    built from. Of what Python brings along, zlib's CRC-32 was the fastest: 4 GB/s, SHA-256 1.8, BLAKE2b 0.9.
    """
    return zlib.crc32(data, before)


def row_checksums(vectors: NDArray[np.float16]) -> NDArray[np.uint32]:
    """A checksum for each template (N, D), uint32 (N,): some hundred of millions are read in a search, from everywhere.

    The upper half of the sum, modulo 2^64, of its words times odd numbers as good as random (multilinear hashing): all
    rows in a few instructions of numpy, a quarter of what a CRC for each, in Python, takes. One word that is another
    changes the sum for certain, and its upper half but once in four thousand million times.
    """
    word = np.uint32 if vectors.shape[1] % 2 == 0 else np.uint16
    words: NDArray[np.unsignedinteger] = np.ascontiguousarray(vectors).view(word)
    factors, step = checksum_factors(vectors.shape[1]), max(1, _WORDS_AT_ONCE // words.shape[1])
    sums = np.empty(len(words), dtype=np.uint64)
    for at in range(0, len(words), step):
        np.sum(words[at : at + step] * factors, axis=1, out=sums[at : at + step])
    return (sums >> np.uint64(32)).astype(np.uint32)


@cache
def checksum_factors(length: int) -> NDArray[np.uint64]:
    """For each word of a template of so many numbers, two a word where they are even: the same everywhere and for ever.

    SplitMix64 (Steele, Lea, Flood 2014) of 1, 2, ..., made odd.
    """
    count = length if length % 2 else length // 2
    with np.errstate(over="ignore"):
        mixed = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)


class Seal:
    """The checksum of a part of a snapshot, compared when the part is first read and not again."""

    __slots__ = ("_checked", "_crc32", "_name", "_raw")

    def __init__(self, raw: NDArray[np.uint8], crc32: int, name: str) -> None:
        self._raw = raw
        self._crc32 = crc32
        self._name = name
        self._checked = False

    def check(self) -> None:
        """Compare, the first time; two threads may both do it, neither returns before it is done."""
        if not self._checked:
            self.compare()
            self._checked = True

    def compare(self) -> None:
        """Raise SnapshotError that names the block where its bytes are not those that were written."""
        if checksum(self._raw.data) != self._crc32:
            raise SnapshotError(
                f"The index snapshot is damaged: {self._name} does not have its checksum.", advice=_REBUILD
            )


@dataclass(slots=True, kw_only=True, eq=False)
class Seals:
    """What guards a block of a snapshot. keys, codes: compared when first read.

    templates: uint32 (rows,), `row_checksums`; each is compared whenever its template is read among some, which costs a
    tenth of what is done with it, and once where all are. name: of the block, for messages.
    """

    keys: Seal
    codes: Seal
    templates: NDArray[np.uint32]
    name: str
    _whole: bool = False
    _resident: Codes | None = None

    @property
    def cold(self) -> bool:
        """Whether the codes were not read yet."""
        return self._resident is None

    def resident(self, codes: Codes) -> Codes:
        """The codes that are guarded, copied to memory but for their tails, the first time."""
        if self._resident is None:
            self.codes.check()
            self._resident = codes.resident()
        return self._resident

    def require_whole(self, vectors: NDArray[np.float16]) -> None:
        """As `require` for all templates, the first time."""
        if not self._whole:
            self.require(row_checksums(vectors), slice(None))
            self._whole = True

    def require(self, checksums: NDArray[np.uint32], rows: slice | NDArray[np.int64] | NDArray[np.bool_]) -> None:
        """Raise SnapshotError that names the block where a template that these rows have has another one."""
        if (checksums != self.templates[rows]).any():
            raise SnapshotError(
                f"The index snapshot is damaged: a template of {self.name} does not have its checksum.",
                advice=_REBUILD,
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Rows and which of them are live.

    stored: all rows, erased ones too. live: bool (rows,), None where no row was erased.
    lowest, highest: of the entry numbers, so that a look-up passes over blocks that cannot have an entry.
    stored_codes: None where the index has no chart. seals: the checksums, where the rows lie in a snapshot.
    buffer: where the rows lie at the front of memory for a whole block, the codes at the front of theirs. Writing
        behind them changes nothing that this block or an earlier one over the same memory shows.
    """

    stored: Columns
    lowest: int
    highest: int
    live: NDArray[np.bool_] | None = None
    stored_codes: Codes | None = None
    seals: Seals | None = None
    buffer: Columns | None = None

    def __len__(self) -> int:
        return len(self.stored)

    @property
    def live_count(self) -> int:
        """How many rows were not erased."""
        return len(self) if self.live is None else int(self.live.sum())

    @property
    def keys(self) -> Columns:
        """The rows, the checksum of all but their templates compared. Raises SnapshotError."""
        if self.seals is not None:
            self.seals.keys.check()
        return self.stored

    @property
    def columns(self) -> Columns:
        """The rows, all checksums but that of the codes compared. Raises SnapshotError."""
        if self.seals is not None:
            self.seals.keys.check()
            self.seals.require_whole(self.stored.vectors)
        return self.stored

    @property
    def codes(self) -> Codes | None:
        """The codes, their checksum compared, what every search reads of them in memory. Raises SnapshotError."""
        if self.seals is None or self.stored_codes is None:
            return self.stored_codes
        return self.seals.resident(self.stored_codes)

    def take(self, rows: slice | NDArray[np.int64] | NDArray[np.bool_]) -> Columns:
        """Some of the rows, checksums compared: views for a slice, else copies. Raises SnapshotError."""
        taken = self.keys.take(rows)
        if self.seals is not None:
            self.seals.require(row_checksums(taken.vectors), rows)
        return taken

    def require(self, checksums: NDArray[np.uint32], rows: NDArray[np.int64]) -> None:
        """Raise SnapshotError where templates that were read from these rows have other checksums than these."""
        if self.seals is not None:
            self.seals.require(checksums, rows)

    def damage(self) -> str:
        """What is wrong with the block, everything compared anew; empty where it is whole."""
        try:
            if self.seals is not None:
                self.seals.keys.compare()
                self.seals.codes.compare()
                self.seals.require(row_checksums(self.stored.vectors), slice(None))
        except SnapshotError as error:
            return error.message
        return ""

    def find(self, entries: NDArray[np.int64]) -> NDArray[np.int64]:
        """Positions of the live rows that have one of these entry numbers, which ascend. Raises SnapshotError."""
        first, behind = np.searchsorted(entries, self.lowest), np.searchsorted(entries, self.highest, side="right")
        if first >= behind:
            return np.empty(0, dtype=np.int64)
        found = np.isin(self.keys.entries, entries[first:behind])
        if self.live is not None:
            found &= self.live
        return np.flatnonzero(found)

    def without(self, positions: NDArray[np.int64]) -> Self:
        """The block with tombstones on these rows; the rows themselves are shared."""
        live = np.ones(len(self), dtype=np.bool_) if self.live is None else self.live.copy()
        live[positions] = False
        return replace(self, live=live)

    @property
    def room(self) -> int:
        """How many rows can still be written behind its own; none where it does not lie in a buffer."""
        return 0 if self.buffer is None else len(self.buffer) - len(self)

    def grown(self, rows: Columns, chart: Chart | None) -> Self:
        """The block with at most `room` rows more. Only one may grow out of each: the index's writer sees to it."""
        if self.buffer is None:
            raise ValueError("a block of a snapshot does not grow")
        self.buffer.write(len(self), rows)
        codes = self.stored_codes
        if codes is not None and chart is not None:
            codes = codes.written(len(self), encode(rows.vectors, rows.cohort, chart))
        live = self.live
        if live is not None:
            live = np.concatenate([live, np.ones(len(rows), dtype=np.bool_)])
        return replace(
            self,
            stored=self.buffer.take(slice(0, len(self) + len(rows))),
            live=live,
            stored_codes=codes,
            lowest=min(self.lowest, int(rows.entries.min())),
            highest=max(self.highest, int(rows.entries.max())),
        )


def extended(blocks: Sequence[Block], rows: Columns, chart: Chart | None) -> tuple[Block, ...]:
    """The blocks with rows behind them: the last one grown, new ones for what it has no room for.

    Adding a row thereby costs a row, and moves none. Without a chart new blocks have no codes.
    """
    grown = list(blocks)
    while len(rows):
        if not grown or not grown[-1].room:
            grown.append(_hollow(rows.vectors.shape[1], chart))
        part = rows.take(slice(0, grown[-1].room))
        grown[-1] = grown[-1].grown(part, chart)
        rows = rows.take(slice(len(part), None))
    return tuple(grown)


def _hollow(length: int, chart: Chart | None) -> Block:
    buffer = Columns.empty(BLOCK_ROWS, length)
    bounds = np.iinfo(np.int64)
    return Block(
        stored=buffer.take(slice(0, 0)),
        lowest=bounds.max,
        highest=bounds.min,
        stored_codes=None if chart is None else Codes.empty(BLOCK_ROWS, chart),
        buffer=buffer,
    )
