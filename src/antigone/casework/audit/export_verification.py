"""Checking an exported log, line by line, in bounded memory and without the database."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import BinaryIO

from antigone.casework.audit import merkle
from antigone.casework.audit.canonical import canonical_json
from antigone.casework.audit.chronology import Chronology
from antigone.casework.audit.export import FORMAT, VERSION
from antigone.casework.audit.leaves import Leaf
from antigone.casework.audit.notes import VerifierKey, parse_verifier_key
from antigone.casework.audit.report import Fault, Findings, VerificationReport
from antigone.casework.audit.tree import hash_bytes
from antigone.casework.audit.witnesses import Witness, WitnessBench
from antigone.engine.errors import AuditError

LONGEST_LINE = 1 << 20
CHUNK = 1000

Line = Mapping[str, object]


def verify_export(
    source: BinaryIO,
    *,
    now: datetime,
    witnesses: Iterable[Witness] = (),
    keys: Sequence[VerifierKey] = (),
    on_events: Callable[[int], None] = lambda _: None,
) -> VerificationReport:
    """Check what `export_log` wrote. Arguments as for `verify_log`; without `keys` the export's own are believed.

    Raises AuditError where `source` is no export at all; a damaged one is a matter of findings.
    """
    findings = Findings()
    lines = _lines(source, findings)
    header = _read_header(next(lines, b""))
    preamble, events = _preamble(lines)
    reader = _Reader(header, findings)
    bench = WitnessBench([*_own_witnesses(preamble), *witnesses], list(keys) or _own_keys(preamble, findings), findings)
    reader.run(events, bench, on_events)
    notes = [*bench.close(reader.tree.size, since=reader.since), *reader.chronology.notes(now)]
    if not keys:
        notes.append("Signatures were checked with the keys that the export itself names; hand in yours with --key.")
    return VerificationReport(
        since=reader.since,
        size=reader.tree.size,
        root=reader.tree.root().hex(),
        signed=bench.signed,
        witnessed=bench.witnessed,
        findings=tuple(findings.kept),
        findings_left_out=findings.left_out,
        notes=tuple(notes),
    )


class _Reader:
    """Takes the event lines in order and continues the tree."""

    def __init__(self, header: Line, findings: Findings) -> None:
        self.since, self._promised, peaks = _header_values(header)
        self.tree = merkle.Accumulator(self.since, peaks)
        self.chronology = Chronology(findings)
        self._findings = findings

    def run(self, events: Iterator[bytes], bench: WitnessBench, on_events: Callable[[int], None]) -> None:
        bench.compare(self.since, self.tree.root())
        for line in events:
            self._take(line)
            if bench.wants(self.tree.size):
                bench.compare(self.tree.size, self.tree.root())
            if self.tree.size % CHUNK == 0:
                on_events(CHUNK)
        if self.tree.size != self._promised:
            self._findings.add(
                Fault.EVENT_MISSING,
                f"The export announces {self._promised} events and ends after {self.tree.size}.",
                seq=self.tree.size,
            )

    def _take(self, line: bytes) -> None:
        seq = self.tree.size
        leaf = _parse_leaf(line)
        self.tree.append(merkle.leaf_hash(line))
        if leaf is None:
            self._findings.add(Fault.FORM, f"The line of event {seq} is not an event as the log writes it.", seq=seq)
            return
        if leaf.seq != seq:
            self._findings.add(Fault.EVENT_MISSING, f"Where event {seq} should be there is event {leaf.seq}.", seq=seq)
        self.chronology.add(leaf)


def _lines(source: BinaryIO, findings: Findings) -> Iterator[bytes]:
    while line := source.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):
            findings.add(Fault.FORM, "A line of the export is cut off or longer than the log writes any.")
            return
        yield line[:-1]


def _parse_object(line: bytes) -> Line | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _parse_leaf(line: bytes) -> Leaf | None:
    value = _parse_object(line)
    if value is None or not isinstance(value.get("payload"), dict):
        return None
    fields = {**value, "payload": canonical_json(value["payload"])}  # type: ignore[arg-type] # checked above
    if {name: type(field) for name, field in fields.items()} != Leaf.__annotations__:
        return None
    leaf = Leaf(**fields)  # type: ignore[arg-type] # the line above checked every type
    return leaf if leaf.data() == line else None


def _read_header(line: bytes) -> Line:
    header = _parse_object(line)
    if header is None or header.get("format") != FORMAT:
        raise AuditError("This file is no export of an Antigone log.", advice="Make one with `antigone audit export`.")
    if header.get("version") != VERSION:
        raise AuditError(
            f"This export has format version {header.get('version')}; this program reads version {VERSION}.",
            advice="Check it with the version of Antigone that wrote it, or a later one.",
        )
    return header


def _header_values(header: Line) -> tuple[int, int, list[bytes]]:
    since, size, subtrees = header.get("since"), header.get("size"), header.get("subtrees")
    if type(since) is int and type(size) is int and isinstance(subtrees, list) and 0 <= since <= size:
        peaks = [peak for text in subtrees if (peak := hash_bytes(text)) is not None]
        if len(peaks) == len(subtrees) == since.bit_count():
            return since, size, peaks
    raise AuditError("The first line of this export contradicts itself.", advice="Ask for a new export.")


def _preamble(lines: Iterator[bytes]) -> tuple[list[Line], Iterator[bytes]]:
    """The lines of keys and checkpoints, and those that come after."""
    preamble: list[Line] = []
    for line in lines:
        value = _parse_object(line)
        if value is None or not value or not value.keys() <= {"verifier_key", "checkpoint"}:
            return preamble, chain([line], lines)
        preamble.append(value)
    return preamble, iter(())


def _own_keys(preamble: Iterable[Line], findings: Findings) -> list[VerifierKey]:
    keys = []
    for line in preamble:
        if "verifier_key" in line:
            try:
                keys.append(parse_verifier_key(str(line["verifier_key"])))
            except AuditError as error:
                findings.add(Fault.KEY, f"A public key of the export: {error.diagnostics()}")
    return keys


def _own_witnesses(preamble: Iterable[Line]) -> list[Witness]:
    notes = [str(line["checkpoint"]) for line in preamble if "checkpoint" in line]
    return [
        Witness(label=f"Checkpoint {number} of the export", note=note, outside=False)
        for number, note in enumerate(notes, start=1)
    ]
