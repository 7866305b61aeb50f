"""The home folder: made, upgraded, opened."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from antigone.casework.accounts.models import User
from antigone.casework.accounts.services import create_home
from antigone.casework.audit import Door, create_signing_key
from antigone.engine.errors import StateError

FOLDERS = ("originals", "models", "index", "cache", "keys", "locks")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeState:
    """What `initialise_home` found and did. `backup` is the copy of the database made before an upgrade."""

    home: Path
    created: bool
    upgraded: tuple[str, ...]
    backup: Path | None


def initialise_home(*, agency: str, authority: str, purpose: str) -> HomeState:
    """Make the home folder, or bring one of an earlier version up to date; doing it twice changes nothing.

    Raises StateError where the home is of a newer version, OSError where the folder cannot be written.
    """
    home = settings.ANTIGONE_HOME
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in FOLDERS:
        (home / name).mkdir(mode=0o700, exist_ok=True)
    created = not _applied()
    refuse_newer()
    pending = pending_migrations()
    backup = _copy_before_upgrade() if pending and not created else None
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    create_signing_key(home / "keys")
    if not User.objects.filter(is_local_operator=True).exists():
        create_home(agency=agency, authority=authority, purpose=purpose, door=Door.CLI)
    return HomeState(home=home, created=created, upgraded=() if created else tuple(pending), backup=backup)


def open_home() -> None:
    """Refuse, in a sentence, a home that is missing or of another version; else nothing."""
    home = settings.ANTIGONE_HOME
    if not connection.settings_dict["NAME"]:
        raise StateError("No database is configured.", advice="Set ANTIGONE_DATABASE_URL or leave it empty.")
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        raise StateError(f"There is no Antigone home at {home}.", advice="Run `antigone init` to make one.")
    refuse_newer()
    pending = pending_migrations()
    if pending:
        raise StateError(
            f"The home at {home} was made by an earlier version ({len(pending)} changes behind).",
            advice="Run `antigone init`: it copies the database first, then brings it up to date.",
        )


def pending_migrations() -> Sequence[str]:
    """Names of the schema changes that this version has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_newer() -> None:
    """Raise StateError where the database has schema changes that this version does not know."""
    known = set(MigrationExecutor(connection).loader.disk_migrations or {})
    unknown = sorted(f"{app}.{name}" for app, name in _applied() - known if app in _own_apps())
    if unknown:
        raise StateError(
            f"The home was last used by a newer version of Antigone (it has {', '.join(unknown)}).",
            advice="Install that version or a later one; this one would damage it.",
        )


def _applied() -> set[tuple[str, str]]:
    return set(MigrationExecutor(connection).loader.applied_migrations or {})


def _own_apps() -> set[str]:
    return {name.rsplit(".", 1)[1] for name in settings.INSTALLED_APPS if name.startswith("antigone.")}


def _copy_before_upgrade() -> Path | None:
    """A copy of the SQLite file beside it; PostgreSQL has its own backups."""
    if connection.vendor != "sqlite":
        return None
    source = Path(str(connection.settings_dict["NAME"]))
    target = source.with_name(f"{source.stem}-before-upgrade.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    partial = target.with_suffix(".part")
    shutil.copyfile(source, partial)
    partial.replace(target)
    return target
