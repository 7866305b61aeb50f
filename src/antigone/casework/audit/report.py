"""What a verification found, in sentences."""

from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """Kinds of findings, for scripts."""

    CHECKPOINT = "checkpoint"
    CLOCK = "clock"
    EVENT_CHANGED = "event-changed"
    EVENT_MISSING = "event-missing"
    FORM = "form"
    KEY = "key"
    TREE = "tree"
    TRIGGER = "trigger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be. `seq` is the event it is about, where it is about one."""

    fault: Fault
    sentence: str
    seq: int | None = None


@dataclass(slots=True, kw_only=True)
class Findings:
    """Findings as they come in; beyond `limit` they are only counted, so that a ruined log fits into memory."""

    limit: int = 1000
    kept: list[Finding] = field(default_factory=list)
    left_out: int = 0

    def add(self, fault: Fault, sentence: str, *, seq: int | None = None) -> None:
        """Keep one, or count it."""
        if len(self.kept) < self.limit:
            self.kept.append(Finding(fault=fault, sentence=sentence, seq=seq))
        else:
            self.left_out += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """The answer of `verify_log` and `verify_export`.

    since: number of the first event that was looked at (0, but for an export of the later part).
    size: how many events the log holds.
    root: the tree's root over them, hex; None where too much is missing to have one.
    signed: how many events the furthest checkpoint of the log's own covers that holds; 0 where none does.
    witnessed: the same for those handed in from outside.
    findings_left_out: how many more there were.
    notes: what is no fault and yet should be known.
    """

    since: int
    size: int
    root: str | None
    signed: int
    witnessed: int
    findings: tuple[Finding, ...]
    findings_left_out: int
    notes: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether the log proves what it should, as far as it was looked at."""
        return not self.findings

    def reach(self) -> str:
        """How far the proof reaches, and what beyond it rests on."""
        if not self.clean:
            return "This log does not prove what it should: see the findings."
        if not self.witnessed:
            return (
                "No checkpoint kept outside was handed in (--checkpoint FILE): the log agrees with itself, but whoever "
                "can write the database and use the signing key could have rewritten it from the first event on."
            )
        reach = f"The first {self.witnessed} events are those that a checkpoint kept outside attests."
        if self.witnessed == self.size:
            return f"{reach} That is all of them."
        return f"{reach} The {self.size - self.witnessed} after them are protected by the database and its key alone."

    def sentences(self) -> list[str]:
        """The whole report, a line each: findings, notes, how far it reaches."""
        lines = [finding.sentence for finding in self.findings]
        if self.findings_left_out:
            lines.append(f"{self.findings_left_out} more findings are not listed.")
        return [*lines, *self.notes, self.reach()]


def span(first: int, last: int) -> str:
    """`Event 3` or `Events 3 to 7`."""
    return f"Event {first}" if first == last else f"Events {first} to {last}"
