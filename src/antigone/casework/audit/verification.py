"""Checking the log in the database, event by event, in bounded memory.

Every event is hashed anew and held against its stored leaf hash, every stored node against the two below it, the roots
against every checkpoint. The tree is climbed on the *stored* hashes, so that a change is named where it was made and
does not drown the rest: what agrees at every step and ends in an attested root is what was logged.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import DatabaseError, connection

from antigone.casework.audit.chronology import Chronology
from antigone.casework.audit.models import SignedCheckpoint, SigningKey
from antigone.casework.audit.notes import VerifierKey, parse_verifier_key
from antigone.casework.audit.replay import StoredTree
from antigone.casework.audit.report import Fault, Findings, VerificationReport, span
from antigone.casework.audit.rows import CHUNK, LoggedRow, measure, stored_nodes, stored_rows
from antigone.casework.audit.tree import hash_bytes
from antigone.casework.audit.triggers import missing_triggers
from antigone.casework.audit.witnesses import Witness, WitnessBench
from antigone.engine.errors import AuditError

OnEvents = Callable[[int], None]


def verify_log(
    *,
    now: datetime,
    witnesses: Iterable[Witness] = (),
    keys: Sequence[VerifierKey] = (),
    on_events: OnEvents = lambda _: None,
) -> VerificationReport:
    """Check the whole log; writers may go on meanwhile, what they add is not looked at.

    witnesses: checkpoints from outside. keys: the public keys to believe; empty for those the database names, to which
    whoever can write the database can add. on_events is told how many more events were checked.

    Raises AuditError where the database cannot be read at all.
    """
    findings = Findings()
    try:
        known = list(keys) or _stored_keys(findings)
        bench = WitnessBench([*_stored_witnesses(), *witnesses], known, findings)
        _check_triggers(findings)
        walk = _Walk(measure(findings), bench, findings)
    except DatabaseError as error:
        raise AuditError(f"The log cannot be read: {error}.", advice="Restore a backup, and keep this file.") from error
    walk.run(on_events)
    notes = [*bench.close(walk.size), *walk.chronology.notes(now)]
    root = walk.tree.root()
    return VerificationReport(
        since=0,
        size=walk.size,
        root=None if root is None else root.hex(),
        signed=bench.signed,
        witnessed=bench.witnessed,
        findings=tuple(findings.kept),
        findings_left_out=findings.left_out,
        notes=tuple(notes),
    )


class _Walk:
    """One pass over the rows. `next` is the number that the next event must have."""

    def __init__(self, size: int, bench: WitnessBench, findings: Findings) -> None:
        self.size = size
        self.next = 0
        self.tree = StoredTree(stored_nodes(size), findings)
        self.chronology = Chronology(findings)
        self._bench = bench
        self._findings = findings

    def run(self, on_events: OnEvents) -> None:
        try:
            self._run(on_events)
        except DatabaseError as error:
            sentence = f"The database cannot be read from event {self.next} on: {error}."
            self._findings.add(Fault.FORM, sentence, seq=self.next)

    def _run(self, on_events: OnEvents) -> None:
        self._bench.compare(0, self.tree.root())
        for row in stored_rows(0, self.size):
            if row.seq < self.next:
                self._findings.add(Fault.FORM, f"A second row claims to be event {row.seq}.", seq=row.seq)
                continue
            self._skip_to(row.seq)
            self._step(self._leaf_of(row))
            if self.next % CHUNK == 0:
                on_events(CHUNK)
        self._skip_to(self.size)
        on_events(self.size % CHUNK)

    def _skip_to(self, seq: int) -> None:
        if self.next < seq:
            gone = span(self.next, seq - 1)
            are = "is" if self.next == seq - 1 else "are"
            self._findings.add(Fault.EVENT_MISSING, f"{gone} {are} missing from the log.", seq=self.next)
        while self.next < seq:
            self._step(None)

    def _step(self, leaf: bytes | None) -> None:
        self.tree.append(self.next, leaf)
        self.next += 1
        if self._bench.wants(self.next):
            self._bench.compare(self.next, self.tree.root())

    def _leaf_of(self, row: LoggedRow) -> bytes | None:
        claimed = hash_bytes(row.leaf_hash)
        if row.leaf is None or claimed is None:
            self._findings.add(Fault.FORM, f"Event {row.seq} holds a value that the log never writes.", seq=row.seq)
            return claimed
        genuine = row.leaf.hash() == claimed
        self.chronology.add(row.leaf, genuine=genuine)
        if not genuine:
            self._findings.add(
                Fault.EVENT_CHANGED,
                f"Event {row.seq} ({row.leaf.name}, {row.leaf.at}) is not what was logged: its hash does not fit.",
                seq=row.seq,
            )
        return claimed


def _check_triggers(findings: Findings) -> None:
    for trigger in missing_triggers(connection):
        findings.add(
            Fault.TRIGGER, f"The trigger {trigger.name}, which keeps {trigger.table} append-only, is gone or changed."
        )


def _stored_keys(findings: Findings) -> list[VerifierKey]:
    keys = []
    for number, text in SigningKey.objects.order_by("id").values_list("id", "verifier"):
        try:
            keys.append(parse_verifier_key(str(text)))
        except AuditError as error:
            findings.add(Fault.KEY, f"Public key {number} of the database: {error.diagnostics()}")
    return keys


def _stored_witnesses() -> list[Witness]:
    # Read before the events are: none of them can attest more than will be there.
    rows = SignedCheckpoint.objects.order_by("size", "id").values_list("id", "note")
    return [Witness(label=f"Stored checkpoint {number}", note=str(note), outside=False) for number, note in rows]
