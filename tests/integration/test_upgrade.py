"""A home of the first version, opened by this one and by one that does not exist yet.

`assets/home-v1.sql` is what the first version wrote. Its schema is this version's as long as there is no second
migration, so that an upgrade is shown with one made up here: a "next version" whose settings name folders with this
version's migrations and one more in two rooms. It adds a column to the galleries and makes a table of the audit log
anew, which on SQLite is what loses triggers. What real migrations do later, the tests without it then show.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from antigone.casework import audit, galleries
from antigone.casework.evidence.locks import home_in_use
from antigone.casework.evidence.storage import store_original
from antigone.site.layout import make_folders
from assets.make_home_v1 import ERASED, PROBE, PROBED, STRANGERS, dump, load
from builders.commands import Cli, document
from builders.homes import hash_of

TESTS = Path(__file__).resolve().parents[1]
SQL = (TESTS / "assets" / "home-v1.sql").read_text(encoding="utf-8")
# Django's own tables of what exists; they grow with every version.
# The first version's home was SQLite.
pytestmark = pytest.mark.sqlite

GROWING = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}

SETTINGS = """
from antigone.site.settings import *
MIGRATION_MODULES = {"audit": "next_version.audit", "galleries": "next_version.galleries"}
"""
NEW_COLUMN = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("galleries", "LAST")]
    operations = [
        migrations.AddField("subject", "hair", models.CharField(max_length=20, default="", db_default="unknown"))
    ]
"""
NEW_TABLE = """
from django.db import migrations, models
from antigone.casework.audit.triggers import create_triggers

class Migration(migrations.Migration):
    dependencies = [("audit", "LAST")]
    operations = [
        migrations.AlterField("event", "name", models.CharField(max_length=120)),
        migrations.RunPython(lambda apps, editor: create_triggers(editor)),
    ]
"""
ADDED = "9999_next"


@pytest.fixture
def old_home(antigone_home: Path) -> Path:
    """The first version's home; the signing key is not in the dump, so that this is a home whose key was lost."""
    make_folders(antigone_home)
    load(SQL, antigone_home / "antigone.sqlite3")
    store_original(antigone_home / "originals", PROBE, hash_of(PROBE))
    return antigone_home


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """From here on, processes are of a version with two more migrations."""
    folder = tmp_path / "packages" / "next_version"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "settings.py").write_text(SETTINGS)
    for room, text in ((audit, NEW_TABLE), (galleries, NEW_COLUMN)):
        present = Path(str(room.__file__)).with_name("migrations")
        copied = folder / room.__name__.rpartition(".")[2]
        shutil.copytree(present, copied, ignore=shutil.ignore_patterns("__pycache__"))
        last = max(path.stem for path in present.glob("[0-9]*.py"))
        (copied / f"{ADDED}.py").write_text(text.replace("LAST", last))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "next_version.settings")
    monkeypatch.setenv("PYTHONPATH", f"{folder.parent}{os.pathsep}{TESTS}")
    return folder


def rows(opened: sqlite3.Connection) -> dict[str, set[tuple[object, ...]]]:
    """Every row of the first version's tables, in its columns."""
    with closing(sqlite3.connect(":memory:")) as first:
        first.executescript(SQL)
        tables = [row[0] for row in first.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {table: [row[1] for row in first.execute(f"PRAGMA table_info({table})")] for table in tables}
    selected = {table: ", ".join(f'"{name}"' for name in names) for table, names in columns.items()}
    return {table: set(opened.execute(f"SELECT {selected[table]} FROM {table}")) for table in tables}


def searched(home: Path, number: str) -> dict[str, Any]:
    """A search of the home in a process of the version in the environment; its document, and the old search's."""
    code = (
        "import json, sys, django; django.setup()\n"
        "from antigone.casework.searches.models import Search\n"
        "from antigone.casework.searches.selectors import search_document\n"
        "from assets.make_home_v1 import CASE, search_once\n"
        "old = search_document(Search.objects.get(case__number=CASE))\n"
        "print(json.dumps({'old': old, 'new': search_once(sys.argv[1])}))"
    )
    environment = {**os.environ, "ANTIGONE_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code, number], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def require_whole(home: Path, run_cli: Cli) -> None:
    """Everything that the first version's home had is there, and every examination is passed."""
    database = home / "antigone.sqlite3"
    with closing(sqlite3.connect(":memory:")) as first:
        first.executescript(SQL)
        wanted = rows(first)
    with closing(sqlite3.connect(database)) as opened:
        kept = rows(opened)
        for statement in ("DELETE FROM audit_event", "UPDATE audit_node SET hash = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                opened.execute(statement)
    assert {table for table in wanted if table not in GROWING and not wanted[table] <= kept[table]} == set()
    assert document(run_cli, "audit", "verify")["clean"]
    verified = document(run_cli, "index", "verify")
    assert (verified["sound"], verified["rows"]) == (True, STRANGERS - 1)


def schema(home: Path) -> dict[tuple[str, str], object]:
    """Kind and name to what it is: columns of a table in whatever order, else the statement that made it."""
    with closing(sqlite3.connect(home / "antigone.sqlite3")) as database:
        made = database.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%'").fetchall()
        return {
            (kind, name): {row[1:] for row in database.execute(f"PRAGMA table_info({name})")}
            if kind == "table"
            else sql
            for kind, name, sql in made
        }


def test_an_upgraded_home_has_what_a_new_one_has(old_home: Path, run_cli: Cli, pattern: tuple[Path, str]) -> None:
    assert document(run_cli, "init")["upgraded"]
    assert schema(old_home) == schema(pattern[0])


@pytest.mark.starter
@pytest.mark.usefixtures("starter_folder")
def test_this_version_opens_the_first_ones_home(old_home: Path, run_cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    assert document(run_cli, "init")["created"] is False
    require_whole(old_home, run_cli)
    found = searched(old_home, "UA-2026-2")
    assert found["new"]["candidates"][0]["subject"] == found["old"]["candidates"][0]["subject"] == PROBED
    assert ERASED not in json.dumps(found)
    lost = run_cli("doctor")
    assert lost.returncode == 1
    assert "bad   signing key" in lost.stdout
    assert run_cli("audit", "checkpoint", "--new-key").returncode == 0
    assert document(run_cli, "doctor")["sound"]


@pytest.mark.starter
@pytest.mark.usefixtures("starter_folder", "next_version")
def test_the_next_version_copies_the_database_and_upgrades_it(
    old_home: Path, run_cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = old_home / "antigone.sqlite3"
    before = dump(database)
    refused = run_cli("index", "status")
    assert refused.returncode == 1
    assert "was made by an earlier version" in refused.stderr
    assert "antigone init" in refused.stderr
    made = document(run_cli, "init")
    assert made["created"] is False
    assert {f"audit.{ADDED}", f"galleries.{ADDED}"} <= set(made["upgraded"])
    assert dump(Path(made["backup"])) == before
    assert Path(made["backup"]).stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(database)) as opened:
        assert opened.execute("SELECT DISTINCT hair FROM galleries_subject").fetchall() == [("unknown",)]
    require_whole(old_home, run_cli)
    assert searched(old_home, "UA-2026-2")["new"]["candidates"][0]["subject"] == PROBED
    assert document(run_cli, "init") == {**made, "upgraded": [], "backup": None}

    monkeypatch.delenv("PYTHONPATH")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "antigone.site.settings")
    upgraded = dump(database)
    for command in ("init", "doctor"):
        newer = run_cli(command)
        assert newer.returncode == 1
        assert newer.stderr == (
            f"antigone: The home was last used by a newer version of Antigone (it has audit.{ADDED}, "
            f"galleries.{ADDED}). Install that version or a later one; this one would damage it.\n"
        )
    assert dump(database) == upgraded


@pytest.mark.starter
@pytest.mark.usefixtures("starter_folder")
def test_a_migration_that_forgets_the_triggers_is_found_by_audit_verify(
    old_home: Path, run_cli: Cli, next_version: Path
) -> None:
    migration = next_version / "audit" / f"{ADDED}.py"
    migration.write_text("\n".join(line for line in migration.read_text().splitlines() if "RunPython" not in line))
    assert run_cli("init").returncode == 0
    done = run_cli("audit", "verify")
    assert done.returncode == 1
    assert "audit_event_no_update" in done.stdout


@pytest.mark.usefixtures("next_version")
def test_nothing_is_upgraded_beside_an_enrolment(old_home: Path, run_cli: Cli) -> None:
    before = dump(old_home / "antigone.sqlite3")
    with home_in_use():
        busy = run_cli("init")
    assert busy.returncode == 1
    assert "An enrolment or a search is at work in this home." in busy.stderr
    assert dump(old_home / "antigone.sqlite3") == before
    assert not list(old_home.glob("*before-upgrade*"))


@pytest.mark.starter
@pytest.mark.usefixtures("starter_folder")
def test_an_upgrade_that_stopped_goes_on_and_keeps_its_first_copy(
    old_home: Path, run_cli: Cli, next_version: Path
) -> None:
    before, migration = dump(old_home / "antigone.sqlite3"), next_version / "galleries" / f"{ADDED}.py"
    whole = migration.read_text()
    migration.write_text(whole.replace("operations = [", 'operations = [migrations.RunSQL("no SQL"),'))
    stopped = run_cli("init")
    (copy,) = old_home.glob("antigone-before-upgrade-*.sqlite3")
    assert stopped.returncode == 1
    assert stopped.stderr == (
        'antigone: The upgrade stopped: near "no": syntax error. Mend that and run `antigone init` again. '
        f"The database as it was: {copy}.\n"
    )
    migration.write_text(whole)
    assert f"galleries.{ADDED}" in document(run_cli, "init")["upgraded"]
    assert dump(copy) == before
