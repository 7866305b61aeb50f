"""What the operating system and SQLite refuse, in a person's words; the errors are real ones where they can be had."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from antigone.cli.sentences import explain_database_error, explain_os_error


def full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA max_page_count = 2")
        database.execute("CREATE TABLE t (a)")
        database.execute("INSERT INTO t VALUES (zeroblob(100000))")


def read_only(path: Path) -> None:
    sqlite3.connect(path).close()
    path.write_bytes(b"")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        database.execute("CREATE TABLE t (a)")


def nowhere(path: Path) -> None:
    sqlite3.connect(path / "nowhere" / "x.sqlite3")


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all " * 100)
    with closing(sqlite3.connect(path)) as database:
        database.execute("SELECT * FROM t")


def cut_off(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE t (a)")
        database.executemany("INSERT INTO t VALUES (zeroblob(1000))", [()] * 100)
    os.truncate(path, 30_000)
    with closing(sqlite3.connect(path)) as database:
        database.execute("SELECT count(*), sum(length(a)) FROM t").fetchall()


def locked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(path, timeout=0)) as other:
        one.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE t (a)")


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        (full, "full. Free some space"),
        (read_only, "read-only. Make it writable"),
        (nowhere, "Make it writable, or choose another with --home"),
        (garbage, "antigone restore FILE"),
        (cut_off, "antigone restore FILE"),
        (locked, "Try again when it is done"),
    ],
)
def test_what_sqlite_refuses(tmp_path: Path, refuse: Callable[[Path], None], words: str) -> None:
    with pytest.raises(sqlite3.DatabaseError) as refused:
        refuse(tmp_path / "x.sqlite3")
    assert words in explain_database_error(refused.value)


def test_what_sqlite_says_in_unknown_words_is_passed_on() -> None:
    assert "no such table: t" in explain_database_error(sqlite3.OperationalError("no such table: t"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "The disk is full (home/x). Free some space"),
        (errno.EROFS, "The disk is read-only (home/x). Make it writable"),
        (errno.EACCES, "No permission for the folder or file (home/x). Change its permissions"),
        (errno.ENOTDIR, "The path cannot be used (home/x): Not a directory. Choose another."),
        (errno.EIO, "The operating system refused (home/x): Input/output error. Look at the disk"),
    ],
)
def test_what_the_operating_system_refuses(code: int, words: str) -> None:
    assert words in explain_os_error(OSError(code, os.strerror(code), "home/x"))
