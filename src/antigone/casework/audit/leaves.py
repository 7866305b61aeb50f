"""The leaf of an event: the exact bytes that are hashed into the tree and exported."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from antigone.casework.audit.canonical import canonical_json
from antigone.casework.audit.merkle import leaf_hash

_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
_TIME_LENGTH = 27
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """An event without its place in a table. `payload` is canonical JSON, the rest as in `models.Event`."""

    seq: int
    at: str
    clock_behind_us: int
    name: str
    actor: str
    agency: str
    door: str
    payload: str

    def data(self) -> bytes:
        """Canonical JSON of all fields, the payload as an object in its place.

        The payload's text is put in as it stands, so that a change of its spelling alone changes the hash, too.
        """
        head = canonical_json(
            {
                "actor": self.actor,
                "agency": self.agency,
                "at": self.at,
                "clock_behind_us": self.clock_behind_us,
                "door": self.door,
                "name": self.name,
            }
        )
        return f'{head[:-1]},"payload":{self.payload},"seq":{json.dumps(self.seq)}}}'.encode()

    def hash(self) -> bytes:
        """RFC 9162 leaf hash of `data`."""
        return leaf_hash(self.data())


def logged_time(clock: datetime, previous: str | None) -> tuple[str, int]:
    """The `at` and `clock_behind_us` of an event when the clock shows `clock` and the event before has `previous`.

    A log's time never goes back. A clock that did is held at the time before, and by how much is written down.
    """
    now = clock.astimezone(UTC)
    last = parse_time(previous) if previous is not None else now
    if now >= last:
        return now.strftime(_TIME_FORMAT), 0
    return last.strftime(_TIME_FORMAT), (last - now) // _MICROSECOND


def parse_time(text: str) -> datetime:
    """Raises ValueError where `text` is not a time as the log writes it."""
    if len(text) != _TIME_LENGTH or not text.endswith("Z"):
        raise ValueError(f"not a time of the log: {text!r}")
    return datetime.fromisoformat(text)
