"""Events as they lie in the table, where anything may have happened to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from django.db.models import Max

from antigone.casework.audit.leaves import Leaf
from antigone.casework.audit.models import Event, Node
from antigone.casework.audit.report import Fault, Findings

CHUNK = 1000

_COLUMNS = ("seq", "at", "clock_behind_us", "name", "actor", "agency", "door", "payload", "leaf_hash")
_TYPES = (int, str, int, str, str, str, str, str, str)
_LARGEST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRow:
    """A row. `leaf` is None where a column holds a value of another type; `leaf_hash` is what the row claims."""

    seq: int
    leaf: Leaf | None
    leaf_hash: object


def measure(findings: Findings) -> int:
    """How many events there should be by the last number. Numbers that no event can have are findings."""
    # The tree is measured first: what a writer adds in between makes the events more, never the tree.
    last_node = Node.objects.filter(position__lt=_LARGEST).aggregate(Max("position"))["position__max"]
    last = Event.objects.filter(seq__gte=0, seq__lt=_LARGEST).aggregate(Max("seq"))["seq__max"]
    size = 0 if last is None else int(last) + 1
    strange = Event.objects.exclude(seq__gte=0, seq__lt=_LARGEST).count()
    if strange:
        findings.add(Fault.FORM, f"{strange} rows of the log have a number that no event can have.")
    if last_node is not None and last_node >= nodes_of(size):
        findings.add(
            Fault.EVENT_MISSING, f"The tree covers more than {size} events: those after them are gone.", seq=size
        )
    # A row far outside, put in by hand, must not make us look for all those between.
    plausible = Event.objects.count() + Node.objects.count() + 64
    if size > plausible:
        findings.add(Fault.FORM, f"Event {size - 1} lies far beyond all others; it is no event of this log.")
        return plausible
    return size


def nodes_of(size: int) -> int:
    """How many inner nodes a tree of `size` leaves has stored."""
    return size - size.bit_count()


def stored_nodes(size: int) -> Iterator[tuple[int, object]]:
    """(position, hash) of the nodes of the first `size` events, in order."""
    rows = Node.objects.filter(position__gte=0, position__lt=nodes_of(size)).order_by("position")
    return rows.values_list("position", "hash").iterator(chunk_size=CHUNK)


def stored_rows(begin: int, end: int) -> Iterator[LoggedRow]:
    """The rows numbered from `begin` up to, not including, `end`, in order."""
    rows = Event.objects.filter(seq__gte=begin, seq__lt=end).order_by("seq").values_list(*_COLUMNS)
    for values in rows.iterator(chunk_size=CHUNK):
        yield _row(cast("tuple[object, ...]", values))


def _row(values: tuple[object, ...]) -> LoggedRow:
    sound = all(type(value) is kind for value, kind in zip(values, _TYPES, strict=True))
    leaf = Leaf(**dict(zip(_COLUMNS[:-1], values, strict=False))) if sound else None  # type: ignore[arg-type] # checked
    return LoggedRow(seq=int(cast("int", values[0])), leaf=leaf, leaf_hash=values[-1])
