"""The folder of an index: generations that never change, and the file `CURRENT` that names the one to open.

index/CURRENT                     one line, the name of a generation; replaced in one step
index/writer.lock                 held while a generation is written
index/generation-00000007/        whole, or it would not have this name
index/writing-*/                  being written, or left over from a writer that was killed
"""

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from antigone.engine.errors import SnapshotError, SnapshotMissing, StateError
from antigone.engine.index.snapshots.header import REBUILD

CURRENT = "CURRENT"
LOCK = "writer.lock"
UNFINISHED = "writing-"
_GENERATION = re.compile(r"generation-(\d{8,})")


def current_generation(folder: Path) -> Path:
    """The generation that `CURRENT` names. Raises SnapshotMissing where there is none, else SnapshotError."""
    try:
        name = (folder / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise SnapshotMissing(f"There is no index snapshot in {folder}.", advice=REBUILD) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError(f"The index snapshot in {folder} cannot be read: {error}.", advice=REBUILD) from error
    if not _GENERATION.fullmatch(name):
        raise SnapshotError(f"The file {CURRENT} in {folder} names no generation.", advice=REBUILD)
    return folder / name


@contextmanager
def writer_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to write a generation into; writers wait for each other. Removed on leaving, unless renamed.

    Raises StateError where the disk is full, read-only or refuses: whatever was written is gone then.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            _clean(folder, keep=None)
            unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
            try:
                yield unfinished
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise _refused(folder, error) from error


def publish(unfinished: Path) -> Path:
    """Name a finished generation, make it current and remove the others.

    All others: one that another process still has mapped stays readable there, POSIX keeps an unlinked file's pages
    until the last mapping goes; and templates that were erased must not lie on in an old generation.
    """
    folder = unfinished.parent
    generation = folder / f"generation-{_highest(folder) + 1:08d}"
    sync(unfinished)
    unfinished.rename(generation)
    sync(folder)
    pointer = folder / f"{UNFINISHED}{CURRENT}"
    write_synced(pointer, f"{generation.name}\n".encode())
    pointer.replace(folder / CURRENT)
    sync(folder)
    _clean(folder, keep=generation)
    return generation


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("wb") as file:
        # Freed by the system when the holder dies, however it dies.
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _clean(folder: Path, *, keep: Path | None) -> None:
    """Remove what killed writers left; and, where one to keep is given, every other generation."""
    for path in folder.iterdir():
        if path.name.startswith(UNFINISHED) or (keep and path != keep and _GENERATION.fullmatch(path.name)):
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _highest(folder: Path) -> int:
    numbers = [int(found[1]) for path in folder.iterdir() if (found := _GENERATION.fullmatch(path.name))]
    return max(numbers, default=0)


def _refused(folder: Path, error: OSError) -> StateError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return StateError(
            f"The disk of {folder} is full: the index snapshot was not written.",
            advice="Free some space and run the same command again; nothing is lost.",
        )
    return StateError(
        f"The index snapshot could not be written to {folder}: {error.strerror or error}.",
        advice="Check that the folder can be written and run the same command again; nothing is lost.",
    )
