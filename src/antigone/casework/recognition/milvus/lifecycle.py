"""The collections' life: opened by a process that searches, filled anew, looked at, cleared of what was erased."""

from dataclasses import dataclass

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.cohorts import renormalise
from antigone.casework.recognition.milvus.address import MilvusAddress
from antigone.casework.recognition.milvus.client import MilvusServer, connect
from antigone.casework.recognition.milvus.collections import collection_name, own_prefix, prefix_of_recogniser
from antigone.casework.recognition.milvus.galleries import Galleries
from antigone.casework.recognition.milvus.index import MilvusIndex
from antigone.casework.recognition.milvus.syncing import collections_locked, fill_anew, read_mark, sync_gallery
from antigone.casework.recognition.models import IndexEntry
from antigone.casework.recognition.selectors import current_change, live_entries

__all__ = [
    "CollectionStatus",
    "LiveMilvusIndex",
    "MilvusStatus",
    "clear_erased",
    "live_galleries",
    "milvus_status",
    "open_milvus_index",
    "rebuild_collections",
]


class LiveMilvusIndex:
    """For a process that searches many times: at each use as of the database's last change.

    A collection is brought up to date when a search first looks into it. After an error the connection is made anew
    and the rows of each collection are counted again: the server may have come back with less than it had.
    """

    def __init__(self, *, address: MilvusAddress, recogniser: Recogniser, by: Actor) -> None:
        self._address = address
        self._recogniser = recogniser
        self._by = by
        self._galleries: Galleries | None = None
        self._index: MilvusIndex | None = None

    def current(self) -> MilvusIndex:
        """Raises StateError where the server cannot be reached."""
        if self._galleries is None or self._galleries.server.failed:
            self._index = None
            renormalise(self._recogniser, by=self._by)
            self._galleries = Galleries(connect(self._address), self._recogniser)
        change = current_change()
        if self._index is None or self._index.change != change:
            self._index = MilvusIndex(self._galleries, change=change)
        return self._index

    def replaced(self) -> MilvusIndex:
        """With every collection written anew when it is looked into: for a caller who found one to lack rows."""
        index = self.current()
        if self._galleries is not None:
            self._galleries.distrust()
        return index


def open_milvus_index(*, address: MilvusAddress, recogniser: Recogniser, by: Actor) -> MilvusIndex:
    """The index as the database stands now. Raises StateError where the server cannot be reached."""
    return LiveMilvusIndex(address=address, recogniser=recogniser, by=by).current()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionStatus:
    """A gallery's collection against the database.

    there: whether it can be used; where not, the next search fills it. rows: live rows of the database.
    behind: changes of the gallery that it does not have. unindexed: rows that Milvus has yet to take into its index,
    through which it goes one by one until then.
    """

    gallery: int
    name: str
    there: bool
    rows: int
    behind: int
    unindexed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MilvusStatus:
    """Every collection of this home.

    place: HOST:PORT. foreign: collections that are not in use: of another recogniser, cohort or kind.
    """

    place: str
    kind: str
    change: int
    collections: tuple[CollectionStatus, ...]
    foreign: tuple[str, ...]


def milvus_status(*, address: MilvusAddress, recogniser: Recogniser) -> MilvusStatus:
    """How the collections stand to the database; nothing is changed. Raises StateError where Milvus is not reached."""
    server, upto = connect(address), current_change()
    found = tuple(_status(server, recogniser, gallery, upto) for gallery in live_galleries(recogniser))
    in_use = prefix_of_recogniser(recogniser, address)
    foreign = tuple(name for name in server.collections(own_prefix()) if not name.startswith(in_use))
    return MilvusStatus(place=address.place, kind=address.index, change=upto, collections=found, foreign=foreign)


def rebuild_collections(*, address: MilvusAddress, recogniser: Recogniser, by: Actor) -> MilvusIndex:
    """Drop every collection of this home and fill those of the galleries that have somebody from the database."""
    renormalise(recogniser, by=by)
    server = connect(address)
    with collections_locked():
        for name in server.collections(own_prefix()):
            server.drop(name)
        for gallery in live_galleries(recogniser):
            fill_anew(server, recogniser, gallery)
            server.flush(collection_name(recogniser, address, gallery))
    return MilvusIndex(Galleries(server, recogniser), change=current_change())


def clear_erased(*, address: MilvusAddress, recogniser: Recogniser) -> None:
    """Take erased rows out of the collections, and have Milvus write its segment files without them.

    Collections that are not in use, or of which nobody is left, are dropped. Raises StateError where the server cannot
    be reached. When Milvus deletes the files that it no longer needs is its own affair: docs/milvus.md.
    """
    server = connect(address)
    in_use = {collection_name(recogniser, address, gallery) for gallery in live_galleries(recogniser)}
    with collections_locked():
        for name in server.collections(own_prefix()):
            if name not in in_use:
                server.drop(name)
        for gallery in live_galleries(recogniser):
            name = collection_name(recogniser, address, gallery)
            if server.mark(name) is None:
                continue
            sync_gallery(server, recogniser, gallery)
            server.flush(name)
            server.compact(name)


def live_galleries(recogniser: Recogniser) -> list[int]:
    """Keys of the galleries that have a live entry of the recogniser."""
    live = live_entries(recogniser, upto=current_change()).order_by()
    return sorted(live.values_list("gallery_key", flat=True).distinct())


def _status(server: MilvusServer, recogniser: Recogniser, gallery: int, upto: int) -> CollectionStatus:
    name = collection_name(recogniser, server.address, gallery)
    mark = read_mark(server, name)
    return CollectionStatus(
        gallery=gallery,
        name=name,
        there=mark is not None,
        rows=live_entries(recogniser, upto=upto).filter(gallery_key=gallery).count(),
        behind=_changes(recogniser, gallery, after=min(mark.added, mark.erased) if mark else 0, upto=upto),
        unindexed=server.unindexed(name) if mark else 0,
    )


def _changes(recogniser: Recogniser, gallery: int, *, after: int, upto: int) -> int:
    """How many entries of the gallery came or went by the changes in (after, upto]."""
    of = IndexEntry.objects.filter(recogniser_sha256=recogniser.identity.sha256, gallery_key=gallery)
    come = of.filter(change__gt=after, change__lte=upto).count()
    return come + of.filter(erased__gt=after, erased__lte=upto).count()
