"""A consistent copy of the home folder while it is in use, as one tar file; `restoring` is the way back.

The database is copied first, through SQLite's own online backup; then the originals that this copy names. They were
stored before they were named and are never changed, so they are there, unless they were erased or lost meanwhile, which
the report says. What can be made anew is left out: the index and the cache.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from antigone.casework.evidence.storage import original_path, sync_folder
from antigone.engine.errors import StateError
from antigone.site.databases import copy_database, photograph_hashes, require_sqlite
from antigone.site.layout import DATABASE, KEPT_FOLDERS, disk_refusals

FORMAT = 1
INVENTORY = "inventory.json"
ORIGINALS = "originals"

OnFile = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """What went in: files, and bytes of the archive.

    missing: SHA-256 of originals that the database names and the home lacks. damaged: of those whose bytes have another
    hash; they are in the archive as they are.
    """

    path: Path
    files: int
    size: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


def write_backup(home: Path, target: Path, *, on_file: OnFile) -> BackupReport:
    """Write the home to one tar file, with a SHA-256 of every member; nothing half-written stays.

    The file is readable by its owner only: the log's signing key is inside. Works on a home of any version.
    Raises StateError where there is no home, where `target` exists, and where the disk refuses.
    """
    require_sqlite()
    if not (home / DATABASE).exists():
        raise StateError(f"There is no Antigone home at {home}.", advice="Name it with --home.")
    if target.exists():
        raise StateError(f"{target} exists already.", advice="Choose another name; a backup never overwrites one.")
    with disk_refusals(f"The backup {target} was not made"):
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-unfinished-", dir=target.parent) as folder:
            contents = _write_archive(home, Path(folder), on_file)
            contents.archive.replace(target)
        sync_folder(target.parent)
        return BackupReport(
            path=target,
            files=len(contents.hashes),
            size=target.stat().st_size,
            missing=tuple(contents.missing),
            damaged=tuple(contents.damaged),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """hashes: member name to SHA-256. The rest as in the report."""

    archive: Path
    hashes: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def _write_archive(home: Path, workspace: Path, on_file: OnFile) -> _Contents:
    contents, database = _Contents(archive=workspace / "archive"), workspace / DATABASE
    copy_database(home / DATABASE, database)
    with os.fdopen(os.open(contents.archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for path, name in _members(home, database):
                _account(contents, name, _add(archive, path, name))
                on_file(name)
            inventory = json.dumps({"format": FORMAT, "sha256": contents.hashes}, indent=1).encode()
            header = tarfile.TarInfo(INVENTORY)
            header.size = len(inventory)
            archive.addfile(header, io.BytesIO(inventory))
        raw.flush()
        os.fsync(raw.fileno())
    return contents


def _members(home: Path, database: Path) -> Iterator[tuple[Path, str]]:
    """Every file and its name in the archive. Hidden ones are unfinished, or locks."""
    yield database, DATABASE
    originals = home / ORIGINALS
    for sha256 in photograph_hashes(database):
        path = original_path(originals, sha256)
        yield path, f"{ORIGINALS}/{path.relative_to(originals).as_posix()}"
    for folder in KEPT_FOLDERS:
        paths = sorted((home / folder).rglob("*")) if folder != ORIGINALS else []
        names = [(path, path.relative_to(home)) for path in paths if path.is_file()]
        yield from ((path, name.as_posix()) for path, name in names if not any(part[0] == "." for part in name.parts))


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str | None:
    """Put the file in; gives its SHA-256, None where it is gone."""
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        return None
    with stream:
        header = archive.gettarinfo(arcname=name, fileobj=stream)
        header.uid = header.gid = 0
        header.uname = header.gname = ""
        header.mtime = int(header.mtime)
        hashed = _Hashed(stream)
        archive.addfile(header, hashed)
    return hashed.digest.hexdigest()


def _account(contents: _Contents, name: str, sha256: str | None) -> None:
    original = name.rpartition("/")[2] if name.startswith(f"{ORIGINALS}/") else None
    if sha256 is not None:
        contents.hashes[name] = sha256
        if original not in {None, sha256}:
            contents.damaged.append(str(original))
    elif original is not None:
        contents.missing.append(original)


class _Hashed:
    """A stream whose bytes are hashed as they are read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._stream.read(size)
        self.digest.update(block)
        return block
