"""A home's database as somebody sees it who asks it directly."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from antigone.site.layout import DATABASE


def rows(home: Path, statement: str) -> list[tuple[object, ...]]:
    """From the SQLite file in the home, or from the PostgreSQL that processes of this test are told to use."""
    address = os.environ.get("ANTIGONE_DATABASE_URL")
    if address:
        import psycopg

        with psycopg.connect(address) as opened:
            return opened.execute(statement).fetchall()
    with closing(sqlite3.connect(home / DATABASE)) as database:
        return database.execute(statement).fetchall()
