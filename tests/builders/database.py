"""A home's database as somebody sees it who asks it directly."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from antigone.site.layout import DATABASE


def rows(home: Path, statement: str, *, address: str | None = None) -> list[tuple[object, ...]]:
    """From the SQLite file in the home, or from the PostgreSQL that processes of this test are told to use.

    address: of that PostgreSQL, where they are told in another way than by this process's environment.
    """
    address = address or os.environ.get("ANTIGONE_DATABASE_URL")
    if address:
        import psycopg

        with psycopg.connect(address) as opened:
            return opened.execute(statement).fetchall()
    with closing(sqlite3.connect(home / DATABASE)) as database:
        return database.execute(statement).fetchall()


@contextmanager
def new_database(server: str, *, like: str = "") -> Iterator[str]:
    """The address of a database on the server that the address names; dropped afterwards.

    like: the address of one to copy, which nobody uses meanwhile; else it is empty.
    """
    import psycopg
    from psycopg import sql

    name = f"antigone_{uuid.uuid4().hex}"
    template = urlsplit(like).path[1:] or "template1"
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(made)
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
