"""A consistent copy of the home folder while it is in use, and the way back.

The database is copied first, through SQLite's own online backup; originals are only ever added or erased, so those that
the copy names are there unless they were erased meanwhile, which the report says. The index is left out: it is rebuilt.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from antigone.engine.errors import SourceError, StateError

FORMAT = 1
DATABASE = "antigone.sqlite3"
INVENTORY = "inventory.json"
COPIED_FOLDERS = ("originals", "models", "keys")
CHUNK = 1 << 20

OnFile = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """What went in or came out: files, bytes, and originals that the database names and the folder lacks."""

    path: Path
    files: int
    size: int
    absent: tuple[str, ...]


def write_backup(home: Path, target: Path, *, on_file: OnFile) -> BackupReport:
    """Write the home to one tar file with a SHA-256 of every member; nothing half-written stays.

    Raises StateError where `target` exists, OSError where it cannot be written.
    """
    if target.exists():
        raise StateError(f"{target} exists already.", advice="Choose another name; a backup never overwrites one.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as workspace:
            copy = Path(workspace) / DATABASE
            _copy_database(home / DATABASE, copy)
            report = _write_archive(home, copy, partial, on_file)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return BackupReport(path=target, files=report.files, size=target.stat().st_size, absent=report.absent)


def restore_backup(source: Path, home: Path, *, on_file: OnFile) -> BackupReport:
    """Unpack a backup into a home that does not exist yet; every file is checked before the home appears.

    Raises StateError where the home is in use, SourceError where the backup is torn or not one.
    """
    if home.exists() and any(home.iterdir()):
        raise StateError(f"{home} is not empty.", advice="Restore into a new folder: --home NEW.")
    home.parent.mkdir(parents=True, exist_ok=True)
    workspace = Path(tempfile.mkdtemp(dir=home.parent, prefix=f".{home.name}-restore-"))
    try:
        files = _unpack(source, workspace, on_file)
        _check_database(workspace / DATABASE, source)
        if home.exists():
            home.rmdir()
        workspace.replace(home)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)
    return BackupReport(path=home, files=files, size=source.stat().st_size, absent=())


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _write_archive(home: Path, database: Path, partial: Path, on_file: OnFile) -> BackupReport:
    hashes: dict[str, str] = {}
    with partial.open("wb") as raw, tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in _members(home, database):
            hashes[name] = _hash_file(path)
            archive.add(path, arcname=name, recursive=False)
            on_file(name)
        inventory = json.dumps({"format": FORMAT, "sha256": hashes}, indent=1).encode()
        header = tarfile.TarInfo(INVENTORY)
        header.size = len(inventory)
        archive.addfile(header, io.BytesIO(inventory))
        raw.flush()
        os.fsync(raw.fileno())
    return BackupReport(path=partial, files=len(hashes), size=0, absent=_absent_originals(database, hashes))


def _members(home: Path, database: Path) -> Iterator[tuple[str, Path]]:
    yield DATABASE, database
    for folder in COPIED_FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield path.relative_to(home).as_posix(), path


def _absent_originals(database: Path, hashes: dict[str, str]) -> tuple[str, ...]:
    present = {Path(name).name for name in hashes if name.startswith("originals/")}
    with closing(sqlite3.connect(database)) as copy:
        named = {row[0] for row in copy.execute("SELECT sha256 FROM evidence_photograph")}
    return tuple(sorted(named - present))


def _unpack(source: Path, workspace: Path, on_file: OnFile) -> int:
    try:
        with tarfile.open(source, mode="r:") as archive:
            for member in archive:
                archive.extract(member, workspace, filter="data")
                on_file(member.name)
        inventory = json.loads((workspace / INVENTORY).read_text())
        (workspace / INVENTORY).unlink()
    except (tarfile.TarError, OSError, ValueError) as error:
        raise SourceError(f"{source} is no whole backup: {error}.", advice="Use another copy of it.") from error
    if inventory.get("format") != FORMAT:
        raise SourceError(f"{source} is a backup of format {inventory.get('format')}; this version reads {FORMAT}.")
    for name, sha256 in inventory["sha256"].items():
        path = workspace / name
        if not path.is_file() or _hash_file(path) != sha256:
            raise SourceError(f"{source}: {name} is missing or damaged.", advice="Use another copy of the backup.")
    return len(inventory["sha256"])


def _check_database(database: Path, source: Path) -> None:
    with closing(sqlite3.connect(database)) as copy:
        verdict = copy.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise SourceError(f"{source}: the database inside is damaged ({verdict}).", advice="Use another copy.")


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
