"""Opening a snapshot: mapped, not read; processes share the pages."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import SnapshotError
from antigone.engine.index.blocks import Block, Seal
from antigone.engine.index.columns import Columns, row_bytes
from antigone.engine.index.snapshots.generations import current_generation
from antigone.engine.index.snapshots.header import HEADER_NAME, REBUILD, ROWS_NAME, SnapshotHeader, padded
from antigone.engine.index.template_index import TemplateIndex
from antigone.engine.index.values import IndexHeader

_ATTEMPTS = 5


def open_snapshot(folder: Path, expected: IndexHeader) -> TemplateIndex:
    """The index of a folder as last written; changes after `.change` are still to be applied.

    Raises SnapshotError where there is none, where it is torn, of another recogniser, cohort or template length, or
    of a newer format. A block's checksum is compared when the block is first read.
    """
    header, raw = _current(folder)
    header.require(expected)
    return TemplateIndex(header.index, blocks=_blocks(header, raw), change=header.change)


def read_header(folder: Path) -> SnapshotHeader:
    """What the current snapshot says of itself, whatever recogniser is in use. Raises SnapshotError."""
    return _current(folder)[0]


def _current(folder: Path) -> tuple[SnapshotHeader, NDArray[np.uint8]]:
    """Header and mapped rows of the current generation.

    A writer removes the old generation once the new one is current: where that falls between our reading the name and
    opening the files, the name has changed by now.
    """
    for _ in range(_ATTEMPTS):
        generation = current_generation(folder)
        try:
            header = SnapshotHeader.decode((generation / HEADER_NAME).read_bytes())
            return header, _map(generation / ROWS_NAME, header)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise SnapshotError(f"The index snapshot in {folder} cannot be read: {error}.", advice=REBUILD) from error
    raise SnapshotError(f"The index snapshot in {folder} lacks files of {generation.name}.", advice=REBUILD)


def _map(path: Path, header: SnapshotHeader) -> NDArray[np.uint8]:
    size = path.stat().st_size
    if size != header.size:
        raise SnapshotError(
            f"The index snapshot is damaged: {path.name} has {size} bytes, its header says {header.size}.",
            advice=REBUILD,
        )
    if not size:
        return np.empty(0, dtype=np.uint8)
    mapped: NDArray[np.uint8] = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))
    return mapped


def _blocks(header: SnapshotHeader, raw: NDArray[np.uint8]) -> list[Block]:
    length, blocks, start = header.index.length, list[Block](), 0
    for number, sealed in enumerate(header.blocks):
        data = raw[start : start + sealed.rows * row_bytes(length)]
        name = f"block {number} (entries {sealed.lowest} to {sealed.highest})"
        blocks.append(
            Block(
                stored=Columns.over(data, sealed.rows, length),
                lowest=sealed.lowest,
                highest=sealed.highest,
                seal=Seal(data, sealed.crc32, name),
            )
        )
        start += padded(sealed.rows, length)
    return blocks
