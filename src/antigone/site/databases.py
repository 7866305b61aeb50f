"""SQLite files as wholes: copied while others write into them, and examined."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings

from antigone.casework.evidence.storage import sync_folder
from antigone.engine.errors import StateError
from antigone.site.layout import KEPT_FOLDERS, disk_refusals


def is_postgresql() -> bool:
    """Whether the database is elsewhere than in the home folder; asks no driver, which may not be installed."""
    return not str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def require_sqlite() -> None:
    """Raise StateError where the database is PostgreSQL: its own tools copy it."""
    if is_postgresql():
        raise StateError(
            "This home's database is PostgreSQL; `antigone backup` and `antigone restore` are for SQLite.",
            advice="Use pg_dump and psql for it. After the dump, copy these folders of the home with any tool: "
            f"{', '.join(KEPT_FOLDERS)}.",
        )


def copy_database(source: Path, target: Path) -> None:
    """Copy the database as it stands at one moment, through SQLite's own online backup, to a file of one piece.

    `target` is readable by its owner only, and there whole or not at all. Raises StateError where `source` is no
    database or the disk refuses.
    """
    partial = target.with_name(f".{target.name}.part")
    what = f"The database {source} could not be copied to {target}"
    with disk_refusals(what), _refusals(what):
        try:
            # Made first, so that the bytes never lie in a file that others may read.
            os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(_open(source)) as live, closing(_open(partial)) as copy:
                live.backup(copy)
                # A copy takes over the write-ahead mode, which needs two files beside it.
                copy.execute("PRAGMA journal_mode = DELETE")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        sync_folder(target.parent)


def damage_of(database: Path) -> str:
    """What SQLite's quick check says against the file; empty where nothing is."""
    try:
        with closing(_open(database)) as opened:
            verdict = str(opened.execute("PRAGMA quick_check").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if verdict == "ok" else verdict


def photograph_hashes(database: Path) -> Iterator[str]:
    """SHA-256 of every photograph that the database names, in order."""
    with (
        _refusals(f"The photographs in {database} could not be listed"),
        closing(_open(database)) as opened,
    ):
        yield from (row[0] for row in opened.execute("SELECT sha256 FROM evidence_photograph ORDER BY sha256"))


def _open(path: Path) -> sqlite3.Connection:
    """`mode=rw`: a file that is missing is not made."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)


@contextmanager
def _refusals(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StateError(f"{what}: {error}.", advice="Look at the disk's space and health, then try again.") from error
