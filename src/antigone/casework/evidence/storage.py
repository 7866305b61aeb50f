"""The original bytes, by their SHA-256: `ab/cd/<sha256>`, written once, read-only, never changed.

A file has its final name only when its bytes are on the disk, so whatever carries a hash for a name is whole.
"""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256 as new_sha256
from pathlib import Path

from antigone.engine.errors import ChecksumMismatch, StateError

__all__ = ["destroy_original", "original_path", "read_original", "store_original", "stored_hashes", "unfinished_files"]

READ_ONLY = 0o440
_HASH = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".unfinished-"


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
            _write_durably(path, data)
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
        _sync_folder(path.parent)
    return True


def stored_hashes(originals: Path) -> Iterator[str]:
    """The hash of every original on the disk, in order; what the bytes hash to is not checked."""
    yield from (path.name for path in sorted(originals.glob("??/??/*")) if _HASH.fullmatch(path.name))


def unfinished_files(originals: Path) -> Iterator[Path]:
    """What processes that were killed while storing have left: never an acknowledged photograph, safe to remove.

    A process at work has such files too, so remove them only while nothing is being enrolled.
    """
    yield from sorted(originals.glob(f"??/??/{_UNFINISHED}*"))


def _check(data: bytes, sha256: str, what: str) -> None:
    found = new_sha256(data).hexdigest()
    if found != sha256:
        raise ChecksumMismatch(
            f"{what} should have SHA-256 {sha256} but have {found}.", advice="Restore the file from a backup."
        )


def _write_durably(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    unfinished = Path(name)
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
    _sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    """The folder and its parents, each durably entered in the one above."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
