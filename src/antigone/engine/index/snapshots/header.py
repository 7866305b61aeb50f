"""The header of a snapshot: whose rows, how many, up to which change, and the checksum of each block.

A generation is a folder of two files:

- `rows.bin`: blocks of 16,384 rows, the last one shorter, each padded to 4,096 bytes. In a block, little endian:
  entries, subjects, galleries (int64 each), cohort (float32 mean and deviation), vectors (float16).
- `header.json`: one JSON object on one line, then the CRC-32 of that line as eight hex digits on the next. Written
  last: a folder that has it is whole.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from antigone.engine.errors import SnapshotError
from antigone.engine.index.blocks import checksum
from antigone.engine.index.columns import BLOCK_ROWS, row_bytes
from antigone.engine.index.values import IndexHeader
from antigone.engine.types import ModelIdentity

FORMAT = 1
HEADER_NAME = "header.json"
ROWS_NAME = "rows.bin"
PAGE = 4096
REBUILD = "Run `antigone index rebuild`; nothing is lost, the database holds every template."


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBlock:
    """What the header says of a block: CRC-32 of its bytes without the padding, and its range of entry numbers."""

    rows: int
    crc32: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotHeader:
    """What `header.json` says. `change`: the rows are those of the database after this change number."""

    index: IndexHeader
    change: int
    blocks: tuple[SealedBlock, ...]

    @property
    def count(self) -> int:
        """Rows in all blocks."""
        return sum(block.rows for block in self.blocks)

    @property
    def size(self) -> int:
        """Bytes that `rows.bin` must have."""
        return sum(padded(block.rows, self.index.length) for block in self.blocks)

    def encode(self) -> bytes:
        """The bytes of `header.json`."""
        document = {
            "format": FORMAT,
            "recogniser": asdict(self.index.recogniser),
            "cohort_sha256": self.index.cohort_sha256,
            "length": self.index.length,
            "count": self.count,
            "change": self.change,
            "block_rows": BLOCK_ROWS,
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
            blocks=tuple(SealedBlock(**block) for block in document["blocks"]),
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


def padded(rows: int, length: int) -> int:
    """Bytes that a block of so many rows takes in `rows.bin`, a multiple of the page."""
    return -(-rows * row_bytes(length) // PAGE) * PAGE


def _name(recogniser: ModelIdentity) -> str:
    return f"{recogniser.id} ({recogniser.sha256[:12]})"


def _foreign(what: str, found: str, expected: str) -> SnapshotError:
    return SnapshotError(
        f"The index snapshot was made with another {what}: {found}, not {expected}.",
        advice="Run `antigone index rebuild` with the pack in use.",
    )
