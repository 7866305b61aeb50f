"""The inside of a reading process on a node: no home folder, no database, no file but the pack that was sent."""

import fcntl
import importlib
import os
import platform
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import TracebackType

from antigone.casework.recognition.reading.cluster.versions import differences, found_versions, unfit
from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading
from antigone.casework.recognition.reading.memory import limit_memory
from antigone.casework.recognition.reading.pool import killer
from antigone.casework.recognition.reading.reader import Reader
from antigone.engine.errors import ChecksumMismatch
from antigone.engine.runtime import read_manifest

__all__ = ["NodeReader", "PackFiles"]

PackFiles = Mapping[str, bytes]
"""The files of a pack by their names: `pack.toml` and the models that it names."""


class NodeReader:
    """Ray's actor. It is begun once and then reads batches, one after the other in the order they were sent."""

    def __init__(self) -> None:
        self._reader: Reader | None = None

    def begin(self, files: PackFiles, plan: ReaderPlan, recogniser_sha256: str, versions: Mapping[str, str]) -> str:
        """Check that this node is fit and load the models, whose files then need not stay; gives the node's id.

        recogniser_sha256, versions: what the sender has. Raises StateError where this node has other versions,
        PackError where the pack did not arrive as it was sent.
        """
        if differing := differences(here=versions, there=found_versions()):
            raise unfit(platform.node(), differing)
        limit_memory()
        with TemporaryDirectory(prefix="antigone-pack-") as name:
            folder = Path(name)
            for file, content in files.items():
                (folder / file).write_bytes(content)
            arrived = read_manifest(folder).recogniser.identity.sha256
            if arrived != recogniser_sha256:
                raise ChecksumMismatch(f"The pack should have the recogniser {recogniser_sha256} but has {arrived}.")
            self._reader = Reader(replace(plan, pack=folder, originals=None), roomy=_RoomOfMachine())
            self._reader.load()
        node: str = importlib.import_module("ray").get_runtime_context().get_node_id()
        return node

    def read(self, batch: list[PhotographItem]) -> list[Reading]:
        """One result an item, in order; the originals are the sender's to keep."""
        if self._reader is None:
            raise RuntimeError("a batch came before the process was prepared")
        try:
            return self._reader.read(batch)
        except MemoryError:
            if len(batch) == 1:
                return [Reading(facts=None, outcome=killer(batch[0]))]
        return [reading for item in batch for reading in self.read([item])]


class _RoomOfMachine(AbstractContextManager[None]):
    """Held while a large picture is in memory: by one process at a time of all those that read on a machine."""

    def __enter__(self) -> None:
        path = Path(gettempdir()) / f"antigone-{os.getuid()}.roomy"
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)
