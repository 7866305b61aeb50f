"""A log to test on, and the hands of somebody who changes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import connection, transaction

from antigone.casework.audit import Actor, AuditEvent, Door, record
from antigone.casework.audit.triggers import expected_triggers

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ACTOR = Actor(user=UUID(int=1), agency=UUID(int=2), door=Door.CLI)
THING = UUID(int=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingDone(AuditEvent):
    """An act that no room has."""

    name: ClassVar[str] = "tests.thing.done"
    sentence: ClassVar[str] = "did thing {number}"

    number: int
    text: str = 'ї\n"\\'
    thing: UUID = THING
    whole: bool = True
    nothing: None = None


def write_log(count: int, *, first: int = 0, start: datetime = NOON) -> None:
    """Record `count` events, a second apart."""
    with transaction.atomic():
        for number in range(first, first + count):
            time = start + timedelta(seconds=number)
            record(ThingDone(number=number), by=ACTOR, clock=lambda time=time: time)  # type: ignore[misc]


@contextmanager
def without_triggers() -> Iterator[None]:
    """What somebody who owns the database file can do: take the triggers down, and put them up again afterwards."""
    triggers = expected_triggers(connection.vendor)
    for trigger in triggers:
        execute(trigger.drop)
    yield
    for trigger in triggers:
        execute(trigger.sql)


def execute(sql: str, *values: object) -> None:
    """Straight into the database."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
