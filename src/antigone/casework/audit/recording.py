"""Appending to the log."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from antigone.casework.audit import tree
from antigone.casework.audit.actors import Actor
from antigone.casework.audit.events import AuditEvent
from antigone.casework.audit.leaves import Leaf, logged_time
from antigone.casework.audit.models import Event
from antigone.engine.errors import AuditError

# Any number that no other user of the same PostgreSQL database locks on: the ASCII of "antigone".
_LOG_LOCK = int.from_bytes(b"antigone")


def record(event: AuditEvent, *, by: Actor, clock: Callable[[], datetime] = timezone.now) -> int:
    """Append the event to the log in the caller's transaction; gives its number.

    The log is locked until that transaction ends, so that the order of the numbers is the order of the commits. Make it
    the last thing the transaction does: on PostgreSQL all other writers of the log wait for it from here on.

    Raises AuditError outside a transaction: an act and its event are kept together or not at all.
    """
    if not connection.in_atomic_block:
        raise AuditError(f"{event.name} was to be logged outside the transaction of the act itself.")
    _lock_log()
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
    return leaf.seq


def _lock_log() -> None:
    # SQLite has one writer, and settings open every transaction as one (BEGIN IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOG_LOCK])


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
