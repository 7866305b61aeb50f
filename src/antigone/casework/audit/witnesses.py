"""Holding a log against the checkpoints that attest it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from antigone.casework.audit.notes import Checkpoint, VerifierKey, parse_checkpoint, parse_verifier_key
from antigone.casework.audit.report import Fault, Findings
from antigone.engine.errors import AuditError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A checkpoint and where it comes from. `outside`: it was kept where the log's own people cannot change it."""

    label: str
    note: str
    outside: bool


def read_witness(path: Path) -> Witness:
    """A checkpoint from a file as it came back from outside; what mail and editors do to line ends is undone.

    Raises UsageError where it is no text, OSError where it cannot be read.
    """
    return Witness(label=f"Checkpoint {path}", note=_read_text(path).strip() + "\n", outside=True)


def read_keys(path: Path) -> list[VerifierKey]:
    """The public keys in a file, one a line. Raises UsageError where it holds something else."""
    try:
        keys = [parse_verifier_key(line) for line in _read_text(path).splitlines() if line.strip()]
    except AuditError as error:
        raise UsageError(f"{path}: {error.diagnostics()}") from error
    if not keys:
        raise UsageError(
            f"{path} holds no public key.", advice="It is the file audit-verifier-key.txt of the home that signs."
        )
    return keys


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not a text file.", advice="Hand in the file as it was written.") from error


@dataclass(frozen=True, slots=True)
class _Attested:
    witness: Witness
    checkpoint: Checkpoint


class WitnessBench:
    """Compares the roots of a log, smallest first, with what its witnesses attest.

    A witness whose text, name or signature is wrong is a finding and attests nothing. `signed` and `witnessed` are the
    furthest sizes at which one from inside, or from outside, agreed.
    """

    def __init__(self, witnesses: Iterable[Witness], keys: Sequence[VerifierKey], findings: Findings) -> None:
        self._findings = findings
        self._keys = keys
        self._waiting: dict[int, list[_Attested]] = {}
        self.signed = 0
        self.witnessed = 0
        for witness in witnesses:
            self._admit(witness)

    def wants(self, size: int) -> bool:
        """Whether a witness waits for the root over the first `size` events."""
        return size in self._waiting

    def compare(self, size: int, root: bytes | None) -> None:
        """The log's first `size` events have this root; None where too much is missing to know it."""
        for attested in self._waiting.pop(size, ()):
            if root is None:
                self._fault(attested, f"cannot be checked: too many of its {size} events are missing")
            elif root != attested.checkpoint.root:
                self._fault(attested, f"attests another log: {self._suspects(size)} changed after it was signed")
            elif attested.witness.outside:
                self.witnessed = size
            else:
                self.signed = size

    def close(self, size: int, *, since: int = 0) -> list[str]:
        """No more events come. Gives notes on witnesses that lie before the first event looked at."""
        notes = []
        for wanted, waiting in sorted(self._waiting.items()):
            for attested in waiting:
                if wanted < since:
                    notes.append(
                        f"{attested.witness.label} covers {wanted} events and cannot be compared with an export that "
                        f"begins at event {since}."
                    )
                else:
                    self._fault(attested, f"attests {wanted} events, but the log has only {size}: the last are gone")
        return notes

    def _admit(self, witness: Witness) -> None:
        try:
            checkpoint = parse_checkpoint(witness.note)
        except AuditError as error:
            self._findings.add(Fault.CHECKPOINT, f"{witness.label}: {error.diagnostics()}")
            return
        attested = _Attested(witness, checkpoint)
        if checkpoint.origin not in {key.name for key in self._keys}:
            self._fault(attested, f"is of another log ({checkpoint.origin})")
        elif checkpoint.signer(self._keys) is None:
            self._fault(attested, "bears no valid signature of a key of this log")
        else:
            self._waiting.setdefault(checkpoint.size, []).append(attested)

    def _suspects(self, size: int) -> str:
        good = max(self.signed, self.witnessed)
        if good == 0:
            return f"something in its first {size} events was"
        return f"something in events {good} to {size - 1} was" if good < size else "its events were"

    def _fault(self, attested: _Attested, clause: str) -> None:
        self._findings.add(Fault.CHECKPOINT, f"{attested.witness.label} {clause}.")
