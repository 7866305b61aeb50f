"""Appending to the log."""

from collections.abc import Callable
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
    if not connection.in_atomic_block:
        raise AuditError(f"{event.name} was to be logged outside the transaction of the act itself.")
    lock_writers()
    last = Event.objects.order_by("-seq").values_list("seq", "at").first()
    at, behind = logged_time(clock(), last[1] if last else None)
    leaf = Leaf(
        seq=last[0] + 1 if last else 0,
        at=at,
        clock_behind_us=behind,
        name=event.name,
        actor=str(by.user),
        agency=str(by.agency),
        door=by.door.value,
        payload=event.payload(),
    )
    _store(leaf)
    event_recorded.send(sender=type(event), event=event, by=by)
    return leaf.seq


def _store(leaf: Leaf) -> None:
    hashed = leaf.hash()
    Event.objects.create(
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
    tree.append(leaf.seq, hashed)
