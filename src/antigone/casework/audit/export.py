"""The log as a file that can be checked without the database. docs/audit.md describes the format."""

from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from antigone.casework.audit import merkle, tree
from antigone.casework.audit.canonical import canonical_json
from antigone.casework.audit.models import SignedCheckpoint
from antigone.casework.audit.rows import stored_rows
from antigone.casework.audit.signing import verifier_keys
from antigone.engine.errors import AuditError, UsageError

FORMAT = "antigone-audit-export"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSummary:
    """What was written: events from number `since` up to, not including, `size`."""

    since: int
    size: int
    checkpoints: int


def export_log(out: BinaryIO, *, since: int = 0) -> ExportSummary:
    """Write JSON Lines: a header, the public keys, the checkpoints, then each event's leaf, byte for byte.

    With `since` the header carries the hashes over the complete subtrees before it, from which the roots are continued.
    Events are written as they are found: it is the reader's verification that tells whether they were changed.

    Raises UsageError where the log has no event `since`, AuditError where a row cannot be read as an event.
    """
    keys = verifier_keys()
    notes = list(SignedCheckpoint.objects.filter(size__gte=since).order_by("id").values_list("note", flat=True))
    size = tree.size()
    if not 0 <= since <= size:
        raise UsageError(f"The log has {size} events; there is none to begin with at {since}.")
    _write(out, _header(keys[-1].name if keys else "", since, size))
    for key in keys:
        _write(out, {"verifier_key": key.text()})
    for note in notes:
        _write(out, {"checkpoint": note})
    _write_events(out, since, size)
    return ExportSummary(since=since, size=size, checkpoints=len(notes))


def exported_log() -> IO[bytes]:
    """What `export_log` writes, as an open file at its beginning that is gone once closed: for doors that send it."""
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        export_log(file)
        file.seek(0)
        stack.pop_all()
        return file


def _header(origin: str, since: int, size: int) -> dict[str, object]:
    subtrees = [tree.stored_node(level, index).hex() for level, index in merkle.complete_subtrees(since)]
    return {
        "format": FORMAT,
        "version": VERSION,
        "origin": origin,
        "since": since,
        "size": size,
        "subtrees": subtrees,
    }


def _write_events(out: BinaryIO, since: int, size: int) -> None:
    for row in stored_rows(since, size):
        if row.leaf is None:
            raise AuditError(
                f"Event {row.seq} holds a value that the log never writes.",
                advice="It was changed by hand; `antigone audit verify` tells more.",
            )
        out.write(row.leaf.data() + b"\n")


def _write(out: BinaryIO, line: dict[str, object]) -> None:
    out.write(canonical_json(line).encode() + b"\n")
