"""Writing a snapshot: the rows in one pass, their codes in a second over what is written, block by block."""

import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.blocks import checksum, row_checksums
from antigone.engine.index.codes import Chart, Codes, can_be_charted, encode, fit_chart
from antigone.engine.index.codes.fitting import FITTED_ON
from antigone.engine.index.columns import BLOCK_ROWS, KEY_BYTES, Columns
from antigone.engine.index.snapshots.generations import publish, write_synced, writer_folder
from antigone.engine.index.snapshots.header import (
    CHART_NAME,
    CODES_NAME,
    HEADER_NAME,
    KEYS_NAME,
    SEALED_ROWS,
    TEMPLATES_NAME,
    SealedBlock,
    SealedChart,
    SnapshotHeader,
    key_bytes,
    padded,
    template_bytes,
)
from antigone.engine.index.values import IndexHeader, IndexRows, require_length
from antigone.engine.types import FloatArray

CODED_FROM = 2 * BLOCK_ROWS
"""Rows from which a snapshot has codes: fewer are scanned as they are in the time that a search takes anyway."""


def write_snapshot(
    folder: Path, header: IndexHeader, rows: Iterable[IndexRows], change: int, *, coded_from: int = CODED_FROM
) -> Path:
    """Write rows as the snapshot to open from now on; returns the generation's folder.

    rows: every live row after change number `change`, entry numbers strictly ascending, in portions of any size. They
    are drawn while the writer's lock is held; writers of one folder wait for each other.

    Killed at any moment, `open_snapshot` gives the old snapshot or the new one. Raises StateError where the disk is
    full or read-only, TemplateMismatch for templates of another length, ValueError for entry numbers that do not
    ascend, and what `rows` raises; the old snapshot is untouched then.
    """
    with writer_folder(folder) as unfinished:
        blocks = _write_rows(unfinished, _ascending(rows, header))
        sealed_chart = None
        if can_be_charted(header.length) and sum(block.rows for block in blocks) >= coded_from:
            templates = _Templates(unfinished / TEMPLATES_NAME, blocks, header.length)
            step = max(1, templates.count // FITTED_ON)
            cohorts = [cohort[::step] for cohort in _cohorts(unfinished, blocks)]
            sample = [vectors[::step] for vectors in templates]
            chart = fit_chart(np.concatenate(sample), np.concatenate(cohorts), rows=templates.count)
            encoded = chart.encode()
            write_synced(unfinished / CHART_NAME, encoded)
            sealed_chart = SealedChart(head=chart.head, narrow=chart.narrow, crc32=checksum(encoded))
            blocks = _write_codes(unfinished, blocks, templates, chart)
        snapshot = SnapshotHeader(index=header, change=change, blocks=tuple(blocks), chart=sealed_chart)
        write_synced(unfinished / HEADER_NAME, snapshot.encode())
        return publish(unfinished)


class _Templates:
    """What was written of the templates, mapped."""

    def __init__(self, path: Path, blocks: Sequence[SealedBlock], length: int) -> None:
        self._raw = np.memmap(path, dtype=np.uint8, mode="r")
        self._blocks = blocks
        self._length = length
        self.count = sum(block.rows for block in blocks)

    def __iter__(self) -> Iterator[NDArray[np.float16]]:
        at = 0
        for block in self._blocks:
            size = template_bytes(block.rows, self._length)
            yield np.asarray(self._raw[at : at + size]).view("<f2").reshape(block.rows, self._length)
            at += padded(size)


def _write_rows(folder: Path, rows: Iterable[Columns]) -> list[SealedBlock]:
    sealed: list[SealedBlock] = []
    with ExitStack() as open_files:
        keys, templates = (open_files.enter_context((folder / name).open("wb")) for name in (KEYS_NAME, TEMPLATES_NAME))
        for block in _blocks(rows):
            parts, size = list[_Keys](), 0
            for portion in block:
                parts.append(_Keys.of(portion))
                size += templates.write(portion.vectors.tobytes())
            templates.write(bytes(padded(size) - size))
            entries = parts[0].entries[0], parts[-1].entries[-1]
            data = _Keys.joined(parts)
            keys.write(data.ljust(padded(len(data)), b"\0"))
            sealed.append(
                SealedBlock(
                    rows=sum(len(part.entries) for part in parts),
                    lowest=int(entries[0]),
                    highest=int(entries[1]),
                    keys=checksum(data),
                )
            )
        for file in (keys, templates):
            file.flush()
            os.fsync(file.fileno())
    return sealed


class _Keys(NamedTuple):
    """What `keys.bin` has of some rows."""

    entries: NDArray[np.int64]
    subjects: NDArray[np.int64]
    galleries: NDArray[np.int64]
    cohort: FloatArray
    checksums: NDArray[np.uint32]

    @classmethod
    def of(cls, rows: Columns) -> Self:
        """Copies, for the rows' memory may be written over."""
        return cls(
            entries=rows.entries.copy(),
            subjects=rows.subjects.copy(),
            galleries=rows.galleries.copy(),
            cohort=rows.cohort.copy(),
            checksums=row_checksums(rows.vectors).astype("<u4"),
        )

    @staticmethod
    def joined(parts: "Sequence[_Keys]") -> bytes:
        """A column after the other."""
        return b"".join(np.concatenate(column).tobytes() for column in zip(*parts, strict=True))


def _write_codes(folder: Path, blocks: Sequence[SealedBlock], templates: _Templates, chart: Chart) -> list[SealedBlock]:
    sealed = []
    cohorts = _cohorts(folder, blocks)
    with (folder / CODES_NAME).open("wb") as file:
        for block, vectors, cohort in zip(blocks, templates, cohorts, strict=True):
            codes = Codes.empty(block.rows, chart)
            for at in range(0, block.rows, BLOCK_ROWS):
                portion = slice(at, at + BLOCK_ROWS)
                codes = codes.written(at, encode(vectors[portion], cohort[portion], chart))
            size = crc32 = 0
            for part in codes.parts:
                size, crc32 = size + file.write(part), checksum(part, crc32)
            file.write(bytes(padded(size) - size))
            sealed.append(replace(block, codes=crc32, limits=codes.limits))
        file.flush()
        os.fsync(file.fileno())
    return sealed


def _cohorts(folder: Path, blocks: Sequence[SealedBlock]) -> Iterator[FloatArray]:
    """Cohort figures (rows, 2) of each block, mapped."""
    keys, at = np.memmap(folder / KEYS_NAME, dtype=np.uint8, mode="r"), 0
    for block in blocks:
        found = np.asarray(keys[at + (KEY_BYTES - 8) * block.rows : at + KEY_BYTES * block.rows])
        yield found.view("<f4").reshape(-1, 2)
        at += padded(key_bytes(block.rows))


def _blocks(rows: Iterable[Columns]) -> Iterator[Iterator[Columns]]:
    """Portions of any size to blocks of one size, each in portions; a block is to be drawn before the next one is."""
    portions = _cut(rows)
    for first in portions:
        yield itertools.chain([first], _rest_of_a_block(portions, SEALED_ROWS - len(first)))


def _rest_of_a_block(portions: Iterator[Columns], wanted: int) -> Iterator[Columns]:
    while wanted and (portion := next(portions, None)) is not None:
        wanted -= len(portion)
        yield portion


def _cut(rows: Iterable[Columns]) -> Iterator[Columns]:
    """The same rows, none of the portions across the end of a block."""
    room = SEALED_ROWS
    for columns in rows:
        left = columns
        while len(left):
            part = left.take(slice(0, room))
            left = left.take(slice(len(part), None))
            room = room - len(part) or SEALED_ROWS
            yield part


def _ascending(rows: Iterable[IndexRows], header: IndexHeader) -> Iterator[Columns]:
    """Check each portion: ascending numbers prove, without remembering any, that none stands twice."""
    last: int | None = None
    for portion in rows:
        require_length(portion.vectors.shape[1], header)
        if not len(portion):
            continue
        numbers = portion.entries
        if (last is not None and numbers[0] <= last) or (numbers[1:] <= numbers[:-1]).any():
            raise ValueError(f"entry numbers of a snapshot must ascend; they do not behind {last or 'the start'}")
        last = int(numbers[-1])
        yield Columns.of(portion)
