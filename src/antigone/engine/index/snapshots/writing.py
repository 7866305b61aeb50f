"""Writing a snapshot: the rows in one pass, their codes in a second over what is written; one block in memory."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index.blocks import checksum, row_checksums
from antigone.engine.index.codes import Chart, can_be_charted, encode, fit_chart
from antigone.engine.index.codes.fitting import FITTED_ON
from antigone.engine.index.columns import BLOCK_ROWS, COLUMN_NAMES, KEY_BYTES, Columns
from antigone.engine.index.snapshots.generations import publish, write_synced, writer_folder
from antigone.engine.index.snapshots.header import (
    CHART_NAME,
    CODES_NAME,
    HEADER_NAME,
    KEYS_NAME,
    TEMPLATES_NAME,
    SealedBlock,
    SealedChart,
    SnapshotHeader,
    key_bytes,
    padded,
    template_bytes,
)
from antigone.engine.index.values import IndexHeader, IndexRows, require_length

CODED_FROM = 2 * BLOCK_ROWS
"""Rows from which a snapshot has codes: fewer are scanned as they are in the time that a search takes anyway."""

_KEY_NAMES = [name for name in COLUMN_NAMES if name != "vectors"]


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
        blocks = _write_rows(unfinished, _blocks(rows, header))
        sealed_chart = None
        if can_be_charted(header.length) and sum(block.rows for block in blocks) >= coded_from:
            templates = _Templates(unfinished / TEMPLATES_NAME, blocks, header.length)
            chart = fit_chart(templates.spread(FITTED_ON), rows=templates.count)
            encoded = chart.encode()
            write_synced(unfinished / CHART_NAME, encoded)
            sealed_chart = SealedChart(head=chart.head, crc32=checksum(encoded))
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

    def spread(self, count: int) -> NDArray[np.float16]:
        """At most about `count` rows, evenly spread."""
        step = max(1, self.count // count)
        return np.concatenate([block[::step] for block in self])


def _write_rows(folder: Path, blocks: Iterable[Columns]) -> list[SealedBlock]:
    sealed: list[SealedBlock] = []
    with ExitStack() as open_files:
        keys, templates = (open_files.enter_context((folder / name).open("wb")) for name in (KEYS_NAME, TEMPLATES_NAME))
        for block in blocks:
            parts = [getattr(block, name).tobytes() for name in _KEY_NAMES]
            data = b"".join([*parts, row_checksums(block.vectors).astype("<u4").tobytes()])
            keys.write(data.ljust(padded(len(data)), b"\0"))
            written = block.vectors.tobytes()
            templates.write(written.ljust(padded(len(written)), b"\0"))
            lowest, highest = int(block.entries[0]), int(block.entries[-1])
            sealed.append(SealedBlock(rows=len(block), lowest=lowest, highest=highest, keys=checksum(data)))
        for file in (keys, templates):
            file.flush()
            os.fsync(file.fileno())
    return sealed


def _write_codes(folder: Path, blocks: Sequence[SealedBlock], templates: _Templates, chart: Chart) -> list[SealedBlock]:
    keys = np.memmap(folder / KEYS_NAME, dtype=np.uint8, mode="r")
    sealed, at = [], 0
    with (folder / CODES_NAME).open("wb") as file:
        for block, vectors in zip(blocks, templates, strict=True):
            cohort = keys[at + (KEY_BYTES - 8) * block.rows : at + KEY_BYTES * block.rows].view("<f4").reshape(-1, 2)
            codes = encode(vectors, cohort, chart)
            data = codes.tobytes()
            file.write(data.ljust(padded(len(data)), b"\0"))
            sealed.append(replace(block, codes=checksum(data), limits=codes.limits))
            at += padded(key_bytes(block.rows))
        file.flush()
        os.fsync(file.fileno())
    return sealed


def _blocks(rows: Iterable[IndexRows], header: IndexHeader) -> Iterator[Columns]:
    """Portions of any size to blocks of one size. Each block is overwritten by the next."""
    block = Columns.empty(BLOCK_ROWS, header.length)
    filled = 0
    for columns in _ascending(rows, header):
        taken = 0
        while taken < len(columns):
            part = columns.take(slice(taken, taken + BLOCK_ROWS - filled))
            block.write(filled, part)
            taken, filled = taken + len(part), filled + len(part)
            if filled == BLOCK_ROWS:
                yield block
                filled = 0
    if filled:
        yield block.take(slice(0, filled))


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
