"""Puts a pack folder in place so that it is there whole or not at all, whatever kills the process."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from antigone.engine.errors import ChecksumMismatch

_INCOMING = ".incoming-"
_BLOCK = 1 << 20


@contextmanager
def incoming_folder(root: Path) -> Iterator[Path]:
    """A new folder in `root` to fill and `publish`; whatever is left of it afterwards is removed.

    One process at a time changes a root; what a killed one left behind is cleared away.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in root.glob(f"{_INCOMING}*"):
            shutil.rmtree(left)
        place = Path(tempfile.mkdtemp(prefix=_INCOMING, dir=root))
        folder = place / "new"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(place, ignore_errors=True)


def publish(folder: Path, final: Path) -> None:
    """Give a filled incoming folder its name, all of it on the disk before; what had the name goes away."""
    _sync(folder)
    if final.exists():
        final.rename(folder.with_name("replaced"))
    folder.rename(final)
    _sync(final.parent)


def discard(folder: Path) -> None:
    """Remove a pack in one step for every reader: renamed first, deleted then."""
    with incoming_folder(folder.parent) as incoming:
        folder.rename(incoming.with_name("removed"))
        _sync(folder.parent)


def write_file(target: Path, content: bytes) -> None:
    """Write a new file and put it on the disk."""
    with target.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def copy_checked(source: Path, target: Path, sha256: str) -> None:
    """Copy and put on the disk; raises ChecksumMismatch if what was copied is not what was named."""
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("xb") as writer:
        while block := reader.read(_BLOCK):
            digest.update(block)
            writer.write(block)
        writer.flush()
        os.fsync(writer.fileno())
    check_sha256(str(source), found=digest.hexdigest(), wanted=sha256)


def file_sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_sha256(name: str, *, found: str, wanted: str) -> None:
    """Raises ChecksumMismatch unless the two are the same."""
    if found != wanted:
        raise ChecksumMismatch(
            f"{name} is not the file that it should be: SHA-256 {found} instead of {wanted}.",
            advice="It was not used. Get it again from a source you trust.",
        )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
