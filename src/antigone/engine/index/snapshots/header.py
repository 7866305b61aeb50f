"""The header of a snapshot: whose rows, how many, up to which change, and the checksum of each block.

A generation is a folder of files. Rows lie in blocks of 524,288, the last one shorter, each padded to 4,096 bytes; all
is little endian:

- `keys.bin`: in a block entries, subjects, galleries (int64 each), cohort (float32 mean and deviation), the checksums
  of its templates (uint32 each).
- `templates.bin`: float16.
- `codes.bin`: in a block what `codes.layout` says. `chart.bin`: centre, grids, mean, weights and turn of
  `codes.chart`, float32. Not there where the rows are too few to need codes.
- `header.json`: one JSON object on one line, then the CRC-32 of that line as eight hex digits on the next. Written
  last: a folder that has it is whole.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from antigone.engine.errors import SnapshotError
from antigone.engine.index.blocks import checksum
from antigone.engine.index.codes import Limits
from antigone.engine.index.columns import BLOCK_ROWS, KEY_BYTES
from antigone.engine.index.values import IndexHeader
from antigone.engine.types import ModelIdentity

FORMAT = 5
HEADER_NAME = "header.json"
KEYS_NAME = "keys.bin"
TEMPLATES_NAME = "templates.bin"
CODES_NAME = "codes.bin"
CHART_NAME = "chart.bin"
PAGE = 4096
SEALED_ROWS = 32 * BLOCK_ROWS
"""Rows of a block in a snapshot: so many that what a search does for each block, in Python, costs nothing."""
CHECKSUM_BYTES = 4
REBUILD = "Run `antigone index rebuild`; nothing is lost, the database holds every template."


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBlock:
    """What the header says of a block.

    keys, codes: CRC-32 of its bytes in these files without the padding, 0 where there are no codes. lowest, highest: of
    its entry numbers. limits: of its codes.
    """

    rows: int
    lowest: int
    highest: int
    keys: int
    codes: int = 0
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedChart:
    """What the header says of the chart: how many numbers are the head, whether it is narrow, CRC-32 of its file."""

    head: int
    narrow: bool
    crc32: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotHeader:
    """What `header.json` says. `change`: the rows are those of the database after this change number."""

    index: IndexHeader
    change: int
    blocks: tuple[SealedBlock, ...]
    chart: SealedChart | None

    @property
    def count(self) -> int:
        """Rows in all blocks."""
        return sum(block.rows for block in self.blocks)

    def encode(self) -> bytes:
        """The bytes of `header.json`."""
        document = {
            "format": FORMAT,
            "recogniser": asdict(self.index.recogniser),
            "cohort_sha256": self.index.cohort_sha256,
            "length": self.index.length,
            "count": self.count,
            "change": self.change,
            "block_rows": SEALED_ROWS,
            "chart": self.chart and asdict(self.chart),
            "blocks": [asdict(block) for block in self.blocks],
        }
        line = json.dumps(document).encode() + b"\n"
        return line + f"{checksum(line):08x}\n".encode()

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read `header.json`. Raises SnapshotError where it is torn, or of a format that this version does not know."""
        line, newline, seal = data.partition(b"\n")
        if not newline or seal != f"{checksum(line + newline):08x}\n".encode():
            raise SnapshotError("The index snapshot is damaged: its header does not have its checksum.", advice=REBUILD)
        document: dict[str, Any] = json.loads(line)
        if document["format"] != FORMAT:
            raise SnapshotError(
                f"The index snapshot has format {document['format']}, this version of Antigone reads format {FORMAT}.",
                advice="Use the version that wrote it, or run `antigone index rebuild`; nothing is lost.",
            )
        return cls(
            index=IndexHeader(
                recogniser=ModelIdentity(**document["recogniser"]),
                cohort_sha256=document["cohort_sha256"],
                length=document["length"],
            ),
            change=document["change"],
            blocks=tuple(SealedBlock(**{**block, "limits": Limits(*block["limits"])}) for block in document["blocks"]),
            chart=SealedChart(**document["chart"]) if document["chart"] else None,
        )

    def require(self, expected: IndexHeader) -> None:
        """Raise SnapshotError where the rows are not those of the recogniser and cohort that are in use."""
        found = self.index
        if found.recogniser != expected.recogniser:
            raise _foreign("recogniser", _name(found.recogniser), _name(expected.recogniser))
        if found.length != expected.length:
            raise _foreign("template length", str(found.length), str(expected.length))
        if found.cohort_sha256 != expected.cohort_sha256:
            raise _foreign("cohort", found.cohort_sha256[:12] or "none", expected.cohort_sha256[:12] or "none")


def key_bytes(rows: int) -> int:
    """Bytes of a block of so many rows in `keys.bin`, without padding."""
    return rows * (KEY_BYTES + CHECKSUM_BYTES)


def template_bytes(rows: int, length: int) -> int:
    """Bytes of a block of so many rows in `templates.bin`, without padding."""
    return rows * 2 * length


def padded(size: int) -> int:
    """The next multiple of the page."""
    return -(-size // PAGE) * PAGE


def _name(recogniser: ModelIdentity) -> str:
    return f"{recogniser.id} ({recogniser.sha256[:12]})"


def _foreign(what: str, found: str, expected: str) -> SnapshotError:
    return SnapshotError(
        f"The index snapshot was made with another {what}: {found}, not {expected}.",
        advice="Run `antigone index rebuild` with the pack in use.",
    )
