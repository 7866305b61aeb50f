"""The order of time in a log."""

from datetime import datetime

from antigone.casework.audit.leaves import Leaf, parse_time
from antigone.casework.audit.report import Fault, Findings


class Chronology:
    """Takes events in order: none may lie before the one ahead of it; where the clock was behind is counted."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._last = ""
        self._behind = 0
        self._first_behind = 0
        self._furthest_us = 0

    def add(self, leaf: Leaf, *, genuine: bool = True) -> None:
        """Look at the next event; the times of later ones are held against it only where it is `genuine`."""
        try:
            parse_time(leaf.at)
        except ValueError:
            self._findings.add(Fault.CLOCK, f"Event {leaf.seq} has a time that the log never writes.", seq=leaf.seq)
            return
        if leaf.at < self._last:
            self._findings.add(
                Fault.CLOCK,
                f"Event {leaf.seq} is dated {leaf.at}, before the event ahead of it ({self._last}): back-dated.",
                seq=leaf.seq,
            )
        elif genuine:
            self._last = leaf.at
        if leaf.clock_behind_us:
            self._first_behind = self._first_behind if self._behind else leaf.seq
            self._behind += 1
            self._furthest_us = max(self._furthest_us, leaf.clock_behind_us)

    def notes(self, now: datetime) -> list[str]:
        """What should be known of the clock that the log was written by."""
        notes = []
        if self._behind:
            notes.append(
                f"Events logged while the computer's clock had gone back: {self._behind}, the first is "
                f"{self._first_behind}, by up to {self._furthest_us / 1e6:.6f} s. They carry the time of the event "
                "ahead of them."
            )
        if self._last and parse_time(self._last) > now:
            notes.append(f"The last event is dated {self._last}, which this computer's clock has not reached yet.")
        return notes
