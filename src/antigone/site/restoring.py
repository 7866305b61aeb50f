"""A home folder out of a backup: every file checked before the home can be opened."""

import hashlib
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from antigone.engine.errors import SourceError, StateError
from antigone.site.backup import FORMAT, INVENTORY, OnFile
from antigone.site.databases import damage_of, require_sqlite
from antigone.site.layout import DATABASE, KEPT_FOLDERS, disk_refusals, is_empty, make_folders

BLOCK = 1 << 20
KEPT_MODE = 0o750
"""What is taken over of a member's permissions: nothing for other users."""

ANOTHER_COPY = "Use another copy of the backup."


def restore_backup(source: Path, home: Path, *, on_file: OnFile) -> int:
    """Unpack a backup into a new or empty folder; gives the number of files. Where it fails nothing stays.

    The files are unpacked and checked in a folder inside, so that a home may be a mount point; the database gets its
    name last. Raises StateError where the folder is not empty or the disk refuses, SourceError where the backup is
    torn, damaged or none.
    """
    require_sqlite()
    with disk_refusals(f"{source} was not restored to {home}"):
        if not is_empty(home):
            raise StateError(f"{home} is not empty.", advice="Restore into a new folder: --home NEW.")
        made = not home.exists()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            files = _fill(home, source, on_file)
        except BaseException:
            if made:
                shutil.rmtree(home)
            raise
    return files


def _fill(home: Path, source: Path, on_file: OnFile) -> int:
    workspace = home / ".restoring"
    workspace.mkdir(mode=0o700)
    try:
        with _reading(source):
            files = _unpack(source, workspace, on_file)
        if damage := damage_of(workspace / DATABASE):
            raise SourceError(f"{source}: the database inside is damaged ({damage}).", advice=ANOTHER_COPY)
        os.sync()
        for name in (*KEPT_FOLDERS, DATABASE):
            if (workspace / name).exists():
                (workspace / name).replace(home / name)
    finally:
        shutil.rmtree(workspace)
    home.chmod(0o700)
    make_folders(home)
    return files


def _unpack(source: Path, workspace: Path, on_file: OnFile) -> int:
    """Write every member, then hold their hashes against the inventory, which is the last."""
    found: dict[str, str] = {}
    inventory = b""
    with tarfile.open(source, mode="r:") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.type == tarfile.REGTYPE else None
            if stream is None or member.name in found:
                raise ValueError(f"it holds {member.name!r}, which no backup does")
            if member.name == INVENTORY:
                inventory = stream.read()
                continue
            found[member.name] = _write(stream, workspace / _checked_name(member.name), member.mode)
            on_file(member.name)
    if not inventory:
        raise ValueError("it is cut off: the inventory at its end is missing")
    _compare(found, json.loads(inventory))
    return len(found)


def _checked_name(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    inside = len(path.parts) > 1 and path.parts[0] in KEPT_FOLDERS and ".." not in path.parts
    if not inside and name != DATABASE:
        raise ValueError(f"it holds {name!r}, which no backup does")
    return path


def _write(stream: IO[bytes], target: Path, mode: int) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while block := stream.read(BLOCK):
            digest.update(block)
            file.write(block)
        os.fchmod(file.fileno(), mode & KEPT_MODE | stat.S_IRUSR)
    return digest.hexdigest()


def _compare(found: dict[str, str], inventory: Any) -> None:
    """Raises ValueError for the first difference; KeyError, TypeError or ValueError for what is no inventory."""
    if inventory["format"] != FORMAT:
        raise ValueError(f"its format is {inventory['format']}, and this version reads {FORMAT}")
    wanted = dict(inventory["sha256"])
    for name in sorted(wanted.keys() | found.keys()):
        if found.get(name) != wanted.get(name):
            raise ValueError(f"{name} is {'damaged' if name in found else 'missing'}")
    if DATABASE not in found:
        raise ValueError("it holds no database")


@contextmanager
def _reading(source: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{source} is no whole backup: {error}.", advice=ANOTHER_COPY) from error
