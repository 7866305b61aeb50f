"""Appending to the log."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from antigone.casework.audit import tree
from antigone.casework.audit.actors import Actor
from antigone.casework.audit.events import AuditEvent
from antigone.casework.audit.leaves import Leaf, logged_time
from antigone.casework.audit.models import Event
from antigone.casework.audit.transactions import lock_writers
from antigone.engine.errors import AuditError

event_recorded = Signal()
"""Sent in the transaction of the act, with `event` and `by`: rooms above listen (webhooks), this one knows none."""


def record(event: AuditEvent, *, by: Actor, clock: Callable[[], datetime] = timezone.now) -> int:
    """Append the event to the log in the caller's transaction; gives its number.

    That is one of `writing`, whose lock makes the order of the numbers the order of the commits; where it is another,
    it holds the lock from here on.

    Raises AuditError outside a transaction: an act and its event are kept together or not at all.
    """
    return record_all([event], by=by, clock=clock)[0]


def record_all(events: Sequence[AuditEvent], *, by: Actor, clock: Callable[[], datetime] = timezone.now) -> list[int]:
    """Append events in their order, each the leaf that `record` would make of it; gives their numbers."""
    if not events:
        return []
    if not connection.in_atomic_block:
        raise AuditError(f"{events[0].name} was to be logged outside the transaction of the act itself.")
    lock_writers()
    leaves = list(_leaves(events, by, clock))
    _store(leaves)
    for event in events:
        event_recorded.send(sender=type(event), event=event, by=by)
    return [leaf.seq for leaf in leaves]


def _leaves(events: Sequence[AuditEvent], by: Actor, clock: Callable[[], datetime]) -> Iterator[Leaf]:
    last = Event.objects.order_by("-seq").values_list("seq", "at").first()
    number, at = last or (-1, None)
    for seq, event in enumerate(events, start=number + 1):
        at, behind = logged_time(clock(), at)
        yield Leaf(
            seq=seq,
            at=at,
            clock_behind_us=behind,
            name=event.name,
            actor=str(by.user),
            agency=str(by.agency),
            door=by.door.value,
            payload=event.payload(),
        )


def _store(leaves: Sequence[Leaf]) -> None:
    hashes = [leaf.hash() for leaf in leaves]
    Event.objects.bulk_create(
        Event(
            seq=leaf.seq,
            at=leaf.at,
            clock_behind_us=leaf.clock_behind_us,
            name=leaf.name,
            actor=leaf.actor,
            agency=leaf.agency,
            door=leaf.door,
            payload=leaf.payload,
            leaf_hash=hashed.hex(),
        )
        for leaf, hashed in zip(leaves, hashes, strict=True)
    )
    tree.append(leaves[0].seq, hashes)
