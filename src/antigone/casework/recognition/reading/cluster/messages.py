"""What goes through the pipe between the caller and the gateway."""

from dataclasses import dataclass

from antigone.casework.recognition.reading.items import PhotographItem, Reading
from antigone.engine.errors import AntigoneError

__all__ = ["Batch", "Ended", "Opened", "Read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """To the gateway: photographs to read. number: rises from batch to batch."""

    number: int
    items: list[PhotographItem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """From it, first of all: the cluster is reached and fit. readers: processes that it will have."""

    readers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """From it, in the order of the batches: one reading an item."""

    number: int
    readings: list[Reading]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """From it, last of all: why it reads no more."""

    error: AntigoneError
