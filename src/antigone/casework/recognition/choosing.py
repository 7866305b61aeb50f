"""Where the index is: in the home folder, or in the Milvus that ANTIGONE_INDEX_URL names."""

from pathlib import Path
from typing import Protocol

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.indexing import LiveIndex, discard_snapshots, rebuild_index, record_rebuilt
from antigone.casework.recognition.milvus.address import configured_address
from antigone.casework.recognition.milvus.lifecycle import LiveMilvusIndex, clear_erased, rebuild_collections
from antigone.engine.index import SearchableIndex

__all__ = ["CurrentIndex", "end_erasure", "live_index", "rebuild_searched_index"]


class CurrentIndex(Protocol):
    """An index for a process that searches many times."""

    def current(self) -> SearchableIndex:
        """The index as the database stands now."""
        ...

    def replaced(self) -> SearchableIndex:
        """The index made anew: for a caller whose search found it to be damaged."""
        ...


def live_index(*, home: Path, recogniser: Recogniser, by: Actor, local: bool = False) -> CurrentIndex:
    """local: the home's own, whatever is configured. Raises UsageError where ANTIGONE_INDEX_URL is no address."""
    address = None if local else configured_address()
    if address is None:
        return LiveIndex(home=home, recogniser=recogniser, by=by)
    return LiveMilvusIndex(address=address, recogniser=recogniser, by=by)


def rebuild_searched_index(*, home: Path, recogniser: Recogniser, by: Actor) -> SearchableIndex:
    """Make the index that searches use anew from the database, and delete every other. Raises as `live_index` does."""
    address = configured_address()
    if address is None:
        return rebuild_index(home=home, recogniser=recogniser, by=by)
    index = rebuild_collections(address=address, recogniser=recogniser, by=by)
    discard_snapshots(home)
    record_rebuilt(index, recogniser, by=by)
    return index


def end_erasure(*, home: Path, recogniser: Recogniser, by: Actor) -> str:
    """Take what was erased out of the index; gives what to know of it besides, a sentence or nothing.

    Raises StateError where Milvus holds the index and cannot be reached.
    """
    address = configured_address()
    if address is None:
        rebuild_index(home=home, recogniser=recogniser, by=by)
        return ""
    discard_snapshots(home)
    clear_erased(address=address, recogniser=recogniser)
    return (
        f"Milvus at {address.place} deleted the rows and was told to write its segments anew. Files that held them "
        "stay on its disk until its own garbage collection, for hours; its message log may hold them for longer."
    )
