"""The home folder: made, upgraded, opened."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from antigone.casework.accounts.models import User
from antigone.casework.accounts.services import create_home
from antigone.casework.audit import Door, create_signing_key
from antigone.casework.audit.models import SigningKey
from antigone.casework.evidence.locks import home_at_rest, home_served, opened_lock
from antigone.engine.errors import StateError
from antigone.site.databases import copy_database, is_postgresql
from antigone.site.doors import ensure_secret_key
from antigone.site.layout import DATABASE, make_folders

COPIES = "antigone-before-upgrade-*.sqlite3"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeState:
    """What `initialise_home` found and did. `backup` is the copy of the database made before an upgrade."""

    home: Path
    created: bool
    upgraded: tuple[str, ...]
    backup: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The database's schema against this version's. Each change is `room.name`.

    new: nothing was ever applied. pending: changes that this version has and the database has not, in their order.
    unknown: changes of our own rooms that the database has and this version does not know.
    """

    new: bool
    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def initialise_home(
    *, agency: str, authority: str, purpose: str, clock: Callable[[], datetime] = timezone.now
) -> HomeState:
    """Make the home folder, or bring one of an earlier version up to date; doing it twice changes nothing.

    Of two at once, one waits for the other. Raises StateError where the home is of a newer version, where it is to be
    upgraded and is being served or an enrolment or a search is at work, and where the folder holds other things;
    OSError where it cannot be written.
    """
    home = Path(settings.ANTIGONE_HOME)
    make_folders(home)
    with _alone():
        schema = read_schema()
        _refuse_newer(schema)
        backup = None
        if schema.new:
            _refuse_lost()
            call_command("migrate", interactive=False, verbosity=0)
        elif schema.pending:
            backup = _upgrade(clock())
        call_command("createcachetable", verbosity=0)
        ensure_secret_key(home)
        if not SigningKey.objects.exists():
            create_signing_key(home / "keys")
        if not User.objects.filter(is_local_operator=True).exists():
            create_home(agency=agency, authority=authority, purpose=purpose, door=Door.CLI)
    return HomeState(home=home, created=schema.new, upgraded=() if schema.new else schema.pending, backup=backup)


def home_exists() -> bool:
    """Whether there is a home of whatever version."""
    schema = _schema_if_any()
    return schema is not None and not schema.new


def open_home() -> None:
    """Refuse, in a sentence, a home that is missing or of another version; else nothing."""
    home, schema = settings.ANTIGONE_HOME, _schema_if_any()
    if schema is None or schema.new:
        _refuse_lost()
        raise StateError(f"There is no Antigone home at {home}.", advice="Run `antigone init` to make one.")
    _refuse_newer(schema)
    if schema.pending:
        raise StateError(
            f"The home at {home} was made by an earlier version ({len(schema.pending)} changes behind).",
            advice="Run `antigone init`: it copies the database first, then brings it up to date.",
        )


def read_schema() -> Schema:
    """Compare the database with this version. Raises StateError where PostgreSQL is set and cannot be reached."""
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        if not is_postgresql():
            raise
        raise StateError(
            f"PostgreSQL does not answer: {str(error).strip()}.",
            advice="Look at ANTIGONE_DATABASE_URL, and whether the server runs.",
        ) from error
    applied, known = set(executor.loader.applied_migrations or {}), set(executor.loader.disk_migrations or {})
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Schema(
        new=not applied,
        pending=tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan),
        unknown=tuple(sorted(f"{app}.{name}" for app, name in applied - known if app in _own_apps())),
    )


def _schema_if_any() -> Schema | None:
    """Looked for first: asking SQLite would make the file."""
    return read_schema() if is_postgresql() or (settings.ANTIGONE_HOME / DATABASE).exists() else None


def _refuse_lost() -> None:
    """For a database that is empty or gone. Raises StateError where there was one: a new one would hide the loss.

    The signing key tells: it is made after the whole schema.
    """
    home = Path(settings.ANTIGONE_HOME)
    if any((home / "keys").glob("*")):
        raise StateError(
            f"The home at {home} has lost its database: only its keys and files are there.",
            advice="Restore the last backup into a new home: antigone restore FILE --home NEW.",
        )


def _refuse_newer(schema: Schema) -> None:
    if schema.unknown:
        raise StateError(
            f"The home was last used by a newer version of Antigone (it has {', '.join(schema.unknown)}).",
            advice="Install that version or a later one; this one would damage it.",
        )


def _own_apps() -> set[str]:
    return {name.rsplit(".", 1)[1] for name in settings.INSTALLED_APPS if name.startswith("antigone.")}


def _upgrade(now: datetime) -> Path | None:
    """Copy the database, then apply what is pending; gives the copy. PostgreSQL has its own backups."""
    with home_served(), home_at_rest():
        backup = None if is_postgresql() else _copy_before_upgrade(now)
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            raise StateError(
                f"The upgrade stopped: {error}.",
                advice=f"Mend that and run `antigone init` again. The database as it was: {backup or 'your own dump'}.",
            ) from error
    return backup


def _copy_before_upgrade(now: datetime) -> Path:
    """Beside the database, under a name of its own: the copy of an upgrade that stopped is not written over."""
    home = Path(settings.ANTIGONE_HOME)
    target = home / COPIES.replace("*", f"{now:%Y%m%dT%H%M%S%fZ}")
    copy_database(home / DATABASE, target)
    return target


@contextmanager
def _alone() -> Iterator[None]:
    with opened_lock("init") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
