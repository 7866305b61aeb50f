"""Transactions that write: one at a time, the same on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Any number that no other user of the same PostgreSQL database locks on: the ASCII of "antigone".
_WRITERS_LOCK = int.from_bytes(b"antigone")


@contextmanager
def writing() -> Iterator[None]:
    """Every write of casework happens in one of these. Others that write wait until it ends: keep it short.

    SQLite has one writer, and settings open every transaction as one (BEGIN IMMEDIATE). On PostgreSQL an advisory lock
    is taken before anything is read or written, so that there, too, what was read still holds at the commit, the log's
    numbers and the change numbers are committed in their order, and no two writers can wait for each other.
    """
    with transaction.atomic():
        lock_writers()
        yield


def lock_writers() -> None:
    """Hold the lock until the transaction ends; who holds it gets it again at once. Nothing to do on SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS_LOCK])
