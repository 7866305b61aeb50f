"""Where the index is: in the home folder, or in the Milvus that ANTIGONE_INDEX_URL names."""

from pathlib import Path
from typing import Protocol

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.indexing import LiveIndex
from antigone.casework.recognition.milvus.address import configured_address
from antigone.casework.recognition.milvus.lifecycle import LiveMilvusIndex
from antigone.engine.index import SearchableIndex

__all__ = ["CurrentIndex", "live_index"]


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
