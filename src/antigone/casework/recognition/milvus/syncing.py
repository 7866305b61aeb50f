"""Collections brought up to the database: what was erased goes, what was added comes, stopped and begun again.

A collection's mark says what is surely there. Rows are written first, the mark after them: whoever is stopped in
between writes the same rows once more, in the place of the first ones.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import connection

from antigone.casework.audit.lineage import log_end, log_once_ended
from antigone.casework.evidence.locks import opened_lock
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.milvus.client import MilvusServer
from antigone.casework.recognition.milvus.collections import Mark, collection_name
from antigone.casework.recognition.milvus.points import EXTRA_NUMBERS, Frame
from antigone.casework.recognition.models import IndexEntry
from antigone.casework.recognition.selectors import current_change, gallery_rows

__all__ = ["collections_locked", "fill_anew", "read_mark", "sync_gallery"]

# A request may hold 64 MB: 2,048 points of 512 numbers are 4 MB, and as much is done again where one is stopped.
ROWS_AT_ONCE = 2048
_LOCK = "milvus"
# Any number that no other user of the same PostgreSQL database locks on: the ASCII of "milvus".
_WRITERS_LOCK = int.from_bytes(b"milvus")


@contextmanager
def collections_locked() -> Iterator[None]:
    """Held by whoever writes to collections: a late addition of one must not come after an erasure by another.

    On PostgreSQL processes on several machines may share the database: they wait for each other there.
    """
    with opened_lock(_LOCK) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_WRITERS_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_WRITERS_LOCK])


def read_mark(server: MilvusServer, name: str) -> Mark | None:
    """The mark of a collection that can be used; None where there is none, or none of this database's past."""
    text = server.mark(name)
    mark = None if text is None else Mark.parse(text)
    if mark is None or max(mark.added, mark.erased) > current_change() or not log_once_ended(mark.log):
        return None
    return mark


def sync_gallery(server: MilvusServer, recogniser: Recogniser, gallery: int) -> Mark:
    """Bring a gallery's collection up to the database; made and filled where it is not to be used.

    The caller holds `collections_locked`.
    """
    name, upto = collection_name(recogniser, server.address, gallery), current_change()
    mark = read_mark(server, name)
    if mark is None:
        return fill_anew(server, recogniser, gallery)
    if mark.erased < upto:
        written = _delete(server, name, _erased(recogniser, gallery, after=mark.erased, upto=upto))
        mark = _marked(server, name, replace(mark, erased=upto, written=max(mark.written, written)))
    return _add(server, recogniser, gallery, mark=mark, upto=upto)


def fill_anew(server: MilvusServer, recogniser: Recogniser, gallery: int) -> Mark:
    """Drop a gallery's collection and write all of it from the database. The caller holds `collections_locked`."""
    name, upto = collection_name(recogniser, server.address, gallery), current_change()
    server.drop(name)
    mark = Mark(frame=Frame.of(recogniser), erased=upto, log=log_end())
    server.create(name, length=recogniser.template_length + EXTRA_NUMBERS, mark=mark.text())
    return _add(server, recogniser, gallery, mark=mark, upto=upto)


def _add(server: MilvusServer, recogniser: Recogniser, gallery: int, *, mark: Mark, upto: int) -> Mark:
    name = collection_name(recogniser, server.address, gallery)
    for rows, change in gallery_rows(recogniser, gallery, after=mark.added, upto=upto, at_once=ROWS_AT_ONCE):
        points = mark.frame.points(rows)
        written = server.upsert(name, rows.entries, rows.subjects, points)
        spread = mark.spread.including(rows, points)
        mark = _marked(server, name, replace(mark, added=change, spread=spread, written=written))
    return mark if mark.added >= upto else _marked(server, name, replace(mark, added=upto))


def _erased(recogniser: Recogniser, gallery: int, *, after: int, upto: int) -> list[int]:
    of = IndexEntry.objects.filter(recogniser_sha256=recogniser.identity.sha256, gallery_key=gallery)
    return list(of.filter(erased__gt=after, erased__lte=upto).values_list("pk", flat=True))


def _delete(server: MilvusServer, name: str, entries: list[int]) -> int:
    """Gives Milvus's time of it; 0 where there was nothing to do."""
    portions = range(0, len(entries), ROWS_AT_ONCE)
    return max((server.delete(name, entries[start : start + ROWS_AT_ONCE]) for start in portions), default=0)


def _marked(server: MilvusServer, name: str, mark: Mark) -> Mark:
    mark = replace(mark, log=log_end())
    server.set_mark(name, mark.text())
    return mark
