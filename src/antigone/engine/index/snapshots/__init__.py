"""Snapshots of an index on disk: written in one pass, swapped in one step, mapped and shared between processes."""

from antigone.engine.index.snapshots.header import SealedBlock, SnapshotHeader
from antigone.engine.index.snapshots.reading import open_snapshot, read_header
from antigone.engine.index.snapshots.writing import write_snapshot

__all__ = ["SealedBlock", "SnapshotHeader", "open_snapshot", "read_header", "write_snapshot"]
