"""Writing a snapshot: one pass over the rows, one block of them in memory."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from antigone.engine.index.blocks import checksum
from antigone.engine.index.columns import BLOCK_ROWS, COLUMN_NAMES, Columns
from antigone.engine.index.snapshots.generations import publish, write_synced, writer_folder
from antigone.engine.index.snapshots.header import (
    HEADER_NAME,
    ROWS_NAME,
    SealedBlock,
    SnapshotHeader,
    padded,
)
from antigone.engine.index.values import IndexHeader, IndexRows, require_length


def write_snapshot(folder: Path, header: IndexHeader, rows: Iterable[IndexRows], change: int) -> Path:
    """Write rows as the snapshot to open from now on; returns the generation's folder.

    rows: every live row after change number `change`, entry numbers strictly ascending, in portions of any size. They
    are drawn while the writer's lock is held; writers of one folder wait for each other.

    Killed at any moment, `open_snapshot` gives the old snapshot or the new one. Raises StateError where the disk is
    full or read-only, TemplateMismatch for templates of another length, ValueError for entry numbers that do not
    ascend, and what `rows` raises; the old snapshot is untouched then.
    """
    with writer_folder(folder) as unfinished:
        blocks = _write_rows(unfinished / ROWS_NAME, _blocks(rows, header))
        snapshot = SnapshotHeader(index=header, change=change, blocks=blocks)
        write_synced(unfinished / HEADER_NAME, snapshot.encode())
        return publish(unfinished)


def _write_rows(path: Path, blocks: Iterable[Columns]) -> tuple[SealedBlock, ...]:
    sealed: list[SealedBlock] = []
    with path.open("wb") as file:
        for block in blocks:
            data = b"".join(getattr(block, name).tobytes() for name in COLUMN_NAMES)
            file.write(data.ljust(padded(len(block), block.vectors.shape[1]), b"\0"))
            sealed.append(
                SealedBlock(
                    rows=len(block),
                    crc32=checksum(data),
                    lowest=int(block.entries[0]),
                    highest=int(block.entries[-1]),
                )
            )
        file.flush()
        os.fsync(file.fileno())
    return tuple(sealed)


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
