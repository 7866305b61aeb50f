"""The original bytes, by their SHA-256: `ab/cd/<sha256>`, written once, read-only, never changed.

A file has its final name only when its bytes are on the disk, so whatever carries a hash for a name is whole. Until
then it lies in `.unfinished`, locked by the process that writes it; the system drops the lock with the process, so a
file there without a lock is one that a kill has left.
"""

import errno
import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256 as new_sha256
from pathlib import Path

from antigone.engine.errors import ChecksumMismatch, StateError

__all__ = [
    "abandoned_files",
    "destroy_original",
    "original_path",
    "read_original",
    "remove_abandoned",
    "replace_file",
    "store_original",
    "stored_hashes",
    "sync_folder",
]

READ_ONLY = 0o440
_HASH = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".unfinished"


def original_path(originals: Path, sha256: str) -> Path:
    """Where the bytes of that hash lie, or would. ValueError for what is no hash: it could name any file."""
    if not _HASH.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 in lower-case hex: {sha256!r}")
    return originals / sha256[:2] / sha256[2:4] / sha256


def store_original(originals: Path, data: bytes, sha256: str) -> Path:
    """Keep the bytes; safe for any number of processes that store the same ones, and for a kill at any moment.

    Raises ChecksumMismatch where the bytes have another hash, StateError where the disk does not take them.
    """
    _check(data, sha256, "The bytes handed in")
    path = original_path(originals, sha256)
    with _disk_errors(originals):
        # A file of another length was damaged after it was stored: the true bytes are at hand, so they heal it.
        if not path.exists() or path.stat().st_size != len(data):
            _make_folder(path.parent)
            _write_durably(originals, path, data)
    return path


def read_original(originals: Path, sha256: str) -> bytes:
    """The bytes of that hash. Raises StateError where they are missing, ChecksumMismatch where they were changed."""
    path = original_path(originals, sha256)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StateError(
            f"The original {sha256} cannot be read: {error.strerror}.", advice="Restore it from a backup."
        ) from error
    _check(data, sha256, f"The original {path}")
    return data


def destroy_original(originals: Path, sha256: str) -> bool:
    """Remove the bytes of that hash; False where there were none."""
    path = original_path(originals, sha256)
    with _disk_errors(originals):
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        sync_folder(path.parent)
    return True


def stored_hashes(originals: Path) -> Iterator[str]:
    """The hash of every original on the disk, in order; what the bytes hash to is not checked."""
    yield from (path.name for path in sorted(originals.glob("??/??/*")) if _HASH.fullmatch(path.name))


def abandoned_files(originals: Path) -> Iterator[Path]:
    """What processes that were killed while storing have left: never an acknowledged photograph, safe to remove."""
    for path in sorted((originals / _UNFINISHED).glob("*")):
        with _if_abandoned(path) as abandoned:
            if abandoned:
                yield path


def remove_abandoned(originals: Path) -> int:
    """Remove them, whatever else is at work; gives their number."""
    removed = 0
    for path in (originals / _UNFINISHED).glob("*"):
        with _if_abandoned(path) as abandoned:
            if abandoned:
                path.unlink()
                removed += 1
    return removed


def replace_file(path: Path, data: bytes) -> None:
    """Put a small file in the place of the one of that name: after a power cut it is the one or the other, whole.

    Safe for any number of threads and processes that put one there. Raises OSError; nothing half-written stays, but
    for what a kill leaves: a file beside it whose name begins with a dot and ends as this one's.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=f"-{path.name}")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
        sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check(data: bytes, sha256: str, what: str) -> None:
    found = new_sha256(data).hexdigest()
    if found != sha256:
        raise ChecksumMismatch(
            f"{what} should have SHA-256 {sha256} but have {found}.", advice="Restore the file from a backup."
        )


def _write_durably(originals: Path, path: Path, data: bytes) -> None:
    folder = originals / _UNFINISHED
    _make_folder(folder)
    handle, unfinished = _begin_file(folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), READ_ONLY)
            os.fsync(file.fileno())
            unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _begin_file(folder: Path) -> tuple[int, Path]:
    """A new file whose lock this process holds for as long as it has it open."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder)
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Between the two calls another process may have taken it for one that a kill has left, and removed it.
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)


@contextmanager
def _if_abandoned(path: Path) -> Iterator[bool]:
    """Whether no process writes the file; if so, its lock is held here meanwhile."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield False
        return
    try:
        # It may have got its final name since it was opened.
        yield _lock_at_once(handle) and path.exists()
    finally:
        os.close(handle)


def _lock_at_once(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _make_folder(folder: Path) -> None:
    """The folder and its parents, each durably entered in the one above."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


@contextmanager
def _disk_errors(originals: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        advice = "Free some space" if full else "Make the folder writable for this account"
        raise StateError(
            f"The folder of originals {originals} does not take files: {error.strerror}.",
            advice=f"{advice}, then run the command again; what was acknowledged is safe.",
        ) from error
