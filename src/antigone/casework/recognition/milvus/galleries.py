"""The collections that a process has open, each brought up to the database when it is asked for."""

import threading
from dataclasses import dataclass

from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.milvus.client import MilvusServer
from antigone.casework.recognition.milvus.collections import Mark, collection_name
from antigone.casework.recognition.milvus.holdings import Holdings
from antigone.casework.recognition.milvus.syncing import collections_locked, fill_anew, sync_gallery
from antigone.casework.recognition.selectors import gallery_change, live_entries
from antigone.engine.index import RowQuery

__all__ = ["Galleries", "OpenCollection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCollection:
    """A gallery's collection, in Milvus's memory."""

    gallery: int
    name: str
    mark: Mark

    @property
    def empty(self) -> bool:
        """Whether it never had a row."""
        return not self.mark.spread.corners

    def ceiling(self, product: float, query: RowQuery) -> float:
        """What the value of a row cannot exceed whose product is at most this."""
        return self.mark.spread.ceiling(product, query, self.mark.frame)


class Galleries:
    """From any number of threads; one at a time writes."""

    def __init__(self, server: MilvusServer, recogniser: Recogniser) -> None:
        self.server = server
        self.recogniser = recogniser
        self._marks: dict[int, Mark] = {}
        self._holdings: dict[int, Holdings] = {}
        self._distrusted = False
        self._writing = threading.Lock()

    def holdings(self, gallery: int, upto: int) -> Holdings:
        """Who is in the gallery as of a change."""
        found = self._holdings.get(gallery) or Holdings.empty(self.recogniser, gallery)
        # Another thread may be ahead: what it keeps is of a later change.
        found = (found if found.change <= upto else Holdings.empty(self.recogniser, gallery)).at(upto)
        self._holdings[gallery] = found
        return found

    def collection(self, gallery: int, upto: int) -> OpenCollection:
        """The gallery's collection with all that was live at a change, and perhaps more. Raises StateError."""
        with self._writing:
            mark = self._marks.get(gallery)
            last = gallery_change(gallery, upto=upto)
            if mark is None or min(mark.added, mark.erased) < last:
                mark = self._opened(gallery) if mark is None else self._synced(gallery)
                self._marks[gallery] = mark
        return OpenCollection(gallery=gallery, name=self._name(gallery), mark=mark)

    def distrust(self) -> None:
        """Write each collection anew when it is next asked for."""
        with self._writing:
            self._distrusted = True
            self._marks.clear()

    def _opened(self, gallery: int) -> Mark:
        """As `_synced`, for the first time: rows may have gone that the mark vouches for, so they are counted."""
        with collections_locked():
            if self._distrusted:
                return fill_anew(self.server, self.recogniser, gallery)
            mark = sync_gallery(self.server, self.recogniser, gallery)
            self.server.load(self._name(gallery))
            rows = live_entries(self.recogniser, upto=mark.added).filter(gallery_key=gallery).count()
            if self.server.count(self._name(gallery)) != rows:
                return fill_anew(self.server, self.recogniser, gallery)
            return mark

    def _synced(self, gallery: int) -> Mark:
        with collections_locked():
            return sync_gallery(self.server, self.recogniser, gallery)

    def _name(self, gallery: int) -> str:
        return collection_name(self.recogniser, self.server.address, gallery)
