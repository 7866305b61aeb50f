"""Opening a snapshot: mapped, not read; processes share the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import SnapshotError
from antigone.engine.index.blocks import Block, Seal, Seals, checksum
from antigone.engine.index.codes import Chart, Codes, code_bytes
from antigone.engine.index.columns import KEY_BYTES, Columns
from antigone.engine.index.snapshots.generations import current_generation
from antigone.engine.index.snapshots.header import (
    CHART_NAME,
    CODES_NAME,
    HEADER_NAME,
    KEYS_NAME,
    REBUILD,
    TEMPLATES_NAME,
    SealedBlock,
    SnapshotHeader,
    key_bytes,
    padded,
    template_bytes,
)
from antigone.engine.index.template_index import TemplateIndex
from antigone.engine.index.values import IndexHeader

_ATTEMPTS = 5

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Opened:
    """A generation whose header was read and whose files are mapped; codes is empty where there is no chart."""

    header: SnapshotHeader
    chart: Chart | None
    keys: Bytes
    templates: Bytes
    codes: Bytes


def open_snapshot(folder: Path, expected: IndexHeader) -> TemplateIndex:
    """The index of a folder as last written; changes after `.change` are still to be applied.

    Raises SnapshotError where there is none, where it is torn, of another recogniser, cohort or template length, or
    of a newer format. What the blocks hold is compared with their checksums when it is first read.
    """
    opened = _current(folder)
    opened.header.require(expected)
    header = opened.header
    return TemplateIndex(header.index, blocks=[*_blocks(opened)], change=header.change, chart=opened.chart)


def read_header(folder: Path) -> SnapshotHeader:
    """What the current snapshot says of itself, whatever recogniser is in use. Raises SnapshotError."""
    return _current(folder).header


def _current(folder: Path) -> _Opened:
    """The current generation.

    A writer removes the old generation once the new one is current: where that falls between our reading the name and
    opening the files, the name has changed by now.
    """
    for _ in range(_ATTEMPTS):
        generation = current_generation(folder)
        try:
            return _open(generation)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise SnapshotError(f"The index snapshot in {folder} cannot be read: {error}.", advice=REBUILD) from error
    raise SnapshotError(f"The index snapshot in {folder} lacks files of {generation.name}.", advice=REBUILD)


def _open(generation: Path) -> _Opened:
    header = SnapshotHeader.decode((generation / HEADER_NAME).read_bytes())
    chart = _read_chart(generation / CHART_NAME, header)
    blocks, length = header.blocks, header.index.length
    sizes = {
        KEYS_NAME: sum(padded(key_bytes(block.rows)) for block in blocks),
        TEMPLATES_NAME: sum(padded(template_bytes(block.rows, length)) for block in blocks),
        CODES_NAME: sum(padded(code_bytes(block.rows, chart)) for block in blocks) if chart else 0,
    }
    keys, templates, codes = (_map(generation / name, size) for name, size in sizes.items())
    return _Opened(header=header, chart=chart, keys=keys, templates=templates, codes=codes)


def _read_chart(path: Path, header: SnapshotHeader) -> Chart | None:
    if header.chart is None:
        return None
    data = path.read_bytes()
    if checksum(data) != header.chart.crc32:
        raise SnapshotError(f"The index snapshot is damaged: {path.name} does not have its checksum.", advice=REBUILD)
    return Chart.decode(data, length=header.index.length, head=header.chart.head, narrow=header.chart.narrow)


def _map(path: Path, size: int) -> Bytes:
    """The file's bytes; empty, and without a look for the file, where it has none."""
    if not size:
        return np.empty(0, dtype=np.uint8)
    found = path.stat().st_size
    if found != size:
        raise SnapshotError(
            f"The index snapshot is damaged: {path.name} has {found} bytes, its header says {size}.", advice=REBUILD
        )
    mapped: Bytes = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))
    return mapped


def _blocks(opened: _Opened) -> Iterator[Block]:
    length, chart = opened.header.index.length, opened.chart
    keys_at = templates_at = codes_at = 0
    for number, sealed in enumerate(opened.header.blocks):
        keys = opened.keys[keys_at : keys_at + key_bytes(sealed.rows)]
        templates = opened.templates[templates_at : templates_at + template_bytes(sealed.rows, length)]
        size = code_bytes(sealed.rows, chart) if chart else 0
        codes = opened.codes[codes_at : codes_at + size]
        yield _block(number, sealed, (keys, templates, codes), length, chart)
        keys_at += padded(len(keys))
        templates_at += padded(len(templates))
        codes_at += padded(size)


def _block(
    number: int, sealed: SealedBlock, parts: tuple[Bytes, Bytes, Bytes], length: int, chart: Chart | None
) -> Block:
    keys, templates, codes = parts
    name = f"block {number} (entries {sealed.lowest} to {sealed.highest})"
    return Block(
        stored=Columns.over(keys[: KEY_BYTES * sealed.rows], templates, sealed.rows, length),
        lowest=sealed.lowest,
        highest=sealed.highest,
        stored_codes=Codes.over(codes, sealed.rows, chart, sealed.limits) if chart else None,
        seals=Seals(
            keys=Seal(keys, sealed.keys, name),
            codes=Seal(codes, sealed.codes, f"codes of {name}"),
            templates=keys[KEY_BYTES * sealed.rows :].view("<u4"),
            name=name,
        ),
    )
