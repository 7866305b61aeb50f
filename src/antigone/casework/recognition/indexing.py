"""The index's life: mapped from its snapshot, brought up to date from the change log, rebuilt when it is not to be had.

The database is the truth; everything under `index/` may be deleted at any time.
"""

import fcntl
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from antigone.casework.audit import Actor, record, writing
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.cohorts import renormalise
from antigone.casework.recognition.events import IndexRebuilt
from antigone.casework.recognition.rewriting import Rewriting
from antigone.casework.recognition.selectors import (
    current_change,
    erased_entries,
    index_rows,
    live_entries,
    stale_templates,
)
from antigone.engine.errors import SnapshotError, SnapshotMissing
from antigone.engine.index import SearchableIndex, TemplateIndex, open_snapshot, write_snapshot

__all__ = [
    "IndexStatus",
    "LiveIndex",
    "SnapshotState",
    "catch_up",
    "discard_snapshots",
    "index_status",
    "open_index",
    "rebuild_index",
    "record_rebuilt",
    "tell_damage",
]

logger = logging.getLogger(__name__)

# A snapshot is written anew when the changes since it pass this number and this share of its rows: replaying 10,000
# rows takes a tenth of a second, and a growing gallery is not written over and over.
DELTA_ROWS = 10_000
DELTA_SHARE = 0.1


class SnapshotState(StrEnum):
    """How the file on disk stands to the database."""

    CURRENT = "current"
    BEHIND = "behind"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatus:
    """Snapshot against database.

    reason: why a snapshot is missing or cannot be used, empty otherwise. rows: live rows of the database.
    behind: changes that an opening replays. stale: templates whose cohort figures will be computed anew first.
    """

    folder: Path
    state: SnapshotState
    reason: str
    rows: int
    change: int
    behind: int
    stale: int


def index_folder(home: Path, recogniser: Recogniser) -> Path:
    """Where the snapshots of this recogniser and cohort lie."""
    cohort = recogniser.cohort_sha256[:12] or "none"
    return home / "index" / f"{recogniser.identity.sha256[:12]}-{cohort}"


def open_index(*, home: Path, recogniser: Recogniser, by: Actor) -> TemplateIndex:
    """The index as the database stands now.

    A snapshot that is missing, torn, foreign or far behind is replaced on the way; what is wrong with one is logged.
    Templates of another cohort get their figures computed anew first, which is recorded as an act of `by`.
    """
    if renormalise(recogniser, by=by):
        return _write_and_open(home, recogniser)
    try:
        return _open_and_catch_up(home, recogniser)
    except SnapshotMissing:
        return _write_and_open(home, recogniser)
    except SnapshotError as damage:
        tell_damage(damage)
        return _write_and_open(home, recogniser)


def tell_damage(damage: SnapshotError) -> None:
    """Nothing is lost where a snapshot is replaced, but whoever looks after the disk should hear of it."""
    logger.warning("%s It is written anew from the database.", damage)


def catch_up(index: TemplateIndex, recogniser: Recogniser) -> int:
    """Apply the changes committed since the index was read, all or none; returns how many change numbers went by.

    Raises SnapshotError when the index is ahead of the database, as after a restore.
    """
    behind, upto = index.change, current_change()
    if behind > upto:
        raise SnapshotError(
            f"The index stands at change {behind}, the database at {upto}.", advice="Run `antigone index rebuild`."
        )
    if behind < upto:
        index.apply(
            upto,
            erased=erased_entries(after=behind, upto=upto),
            added=index_rows(recogniser, after=behind, upto=upto),
        )
    return upto - behind


class LiveIndex:
    """An index for a process that searches many times: at each use brought up to the database, or opened anew.

    What was added since the snapshot is searched like the rest. Where it grows large the snapshot is written anew while
    searches go on, and taken once it is whole.
    """

    def __init__(self, *, home: Path, recogniser: Recogniser, by: Actor) -> None:
        self._home = home
        self._recogniser = recogniser
        self._by = by
        self._index: TemplateIndex | None = None
        self.rewriting = Rewriting(lambda: _write(home, recogniser))

    def ready(self) -> TemplateIndex | None:
        """The index where it is as the database stands now; None where `current` would have to change something."""
        index = self._index
        if index is None or self.rewriting.is_written or index.change != current_change():
            return None
        return index

    def current(self) -> TemplateIndex:
        """The index as the database stands now."""
        try:
            if self._index is not None:
                if self.rewriting.taken():
                    self._index = open_snapshot(index_folder(self._home, self._recogniser), self._index.header)
                catch_up(self._index, self._recogniser)
                if _is_far_behind(self._index.added, self._index):
                    self.rewriting.begin()
                return self._index
        except SnapshotError:
            pass  # opening replaces a snapshot that is torn or ahead
        self._index = open_index(home=self._home, recogniser=self._recogniser, by=self._by)
        return self._index

    def replaced(self) -> TemplateIndex:
        """The index written anew: for a caller whose search met a damaged block, which opening does not look at."""
        self._index = _write_and_open(self._home, self._recogniser)
        return self._index


def rebuild_index(*, home: Path, recogniser: Recogniser, by: Actor) -> TemplateIndex:
    """Write the snapshot anew from the database and delete every other one; ends an erasure, too."""
    renormalise(recogniser, by=by)
    index = _write_and_open(home, recogniser)
    for folder in (home / "index").iterdir():
        if folder.is_dir() and folder != index_folder(home, recogniser):
            shutil.rmtree(folder)
    record_rebuilt(index, recogniser, by=by)
    return index


def record_rebuilt(index: SearchableIndex, recogniser: Recogniser, *, by: Actor) -> None:
    """Log that someone had the index built anew."""
    with writing():
        event = IndexRebuilt(
            recogniser_sha256=recogniser.identity.sha256,
            cohort_sha256=recogniser.cohort_sha256,
            rows=index.count,
            change=index.change,
        )
        record(event, by=by)


def discard_snapshots(home: Path) -> None:
    """Delete every snapshot in the home; the next who wants one writes it anew."""
    for folder in (home / "index").glob("*/"):
        shutil.rmtree(folder)


def index_status(*, home: Path, recogniser: Recogniser) -> IndexStatus:
    """How the snapshot stands to the database; nothing is changed."""
    folder, upto = index_folder(home, recogniser), current_change()
    state, reason, behind = SnapshotState.MISSING, "", upto
    try:
        behind = upto - open_snapshot(folder, recogniser.index_header).change
        state = SnapshotState.BEHIND if behind else SnapshotState.CURRENT
    except SnapshotError as error:
        reason = error.diagnostics()
    return IndexStatus(
        folder=folder,
        state=state,
        reason=reason,
        rows=live_entries(recogniser, upto=upto).count(),
        change=upto,
        behind=behind,
        stale=stale_templates(recogniser).count(),
    )


def _open_and_catch_up(home: Path, recogniser: Recogniser) -> TemplateIndex:
    index = open_snapshot(index_folder(home, recogniser), recogniser.index_header)
    replayed = catch_up(index, recogniser)
    if _is_far_behind(replayed, index):
        return _write_and_open(home, recogniser)
    return index


def _is_far_behind(changes: int, index: TemplateIndex) -> bool:
    return changes > max(DELTA_ROWS, DELTA_SHARE * index.count)


def _write_and_open(home: Path, recogniser: Recogniser) -> TemplateIndex:
    index = _write(home, recogniser)
    catch_up(index, recogniser)
    return index


def _write(home: Path, recogniser: Recogniser) -> TemplateIndex:
    """The snapshot of the database as it stands now, written and opened."""
    folder = index_folder(home, recogniser)
    with _locked(folder):
        upto = current_change()
        write_snapshot(folder, recogniser.index_header, index_rows(recogniser, after=0, upto=upto), upto)
        return open_snapshot(folder, recogniser.index_header)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock file: two processes must not write one snapshot at the same time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
