"""SQLite files copied while they are written to."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from antigone.engine.errors import StateError
from antigone.site.databases import copy_database, damage_of


def written(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE pair (a INTEGER, b INTEGER)")
    return path


def test_a_copy_is_of_one_moment_in_one_private_file(bare: Path) -> None:
    source, done = written(bare / "source"), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(source)) as database:
            number = 0
            while not done.is_set():
                number += 1
                with database:
                    database.execute("INSERT INTO pair (a) VALUES (?)", [number])
                    database.execute("UPDATE pair SET b = a WHERE a = ?", [number])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(20):
            copy = bare / f"copy{number}"
            copy_database(source, copy)
            assert damage_of(copy) == ""
            with closing(sqlite3.connect(copy)) as database:
                assert database.execute("SELECT count(*) FROM pair WHERE b IS NOT a").fetchone() == (0,)
            assert copy.stat().st_mode & 0o777 == 0o600
    finally:
        done.set()
        writer.join()
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM pair").fetchone() > (0,)
    assert {path.name.partition("-")[0] for path in bare.iterdir()} == {"source", *(f"copy{n}" for n in range(20))}


def test_what_is_no_database_is_a_sentence_and_leaves_nothing(bare: Path) -> None:
    wrong = bare / "wrong"
    wrong.write_bytes(b"a shopping list" * 100)
    assert damage_of(wrong) == "file is not a database"
    for source in (wrong, bare / "missing"):
        with pytest.raises(StateError, match="could not be copied"):
            copy_database(source, bare / "copy")
    assert [path.name for path in bare.iterdir()] == ["wrong"]


def test_a_page_overwritten_is_found(bare: Path) -> None:
    database = written(bare / "database")
    data = bytearray(database.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    database.write_bytes(data)
    assert damage_of(database) != ""
