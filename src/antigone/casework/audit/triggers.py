"""The database itself refuses to change or delete what was logged.

Whoever may alter the schema can drop a trigger; `verify_log` therefore looks for every one of them. On SQLite Django
makes a table anew to alter it, which loses its triggers: a migration that touches one of these tables ends with
`create_triggers`.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

APPEND_ONLY = ("audit_event", "audit_node", "audit_signedcheckpoint", "audit_signingkey")

_REFUSAL = "the audit log is append-only"
# Without it `INSERT OR REPLACE` would delete a row unseen: SQLite fires no delete trigger for it.
_TAKEN = {
    "audit_event": "NEW.seq <> (SELECT COALESCE(MAX(seq) + 1, 0) FROM audit_event)",
    "audit_node": "EXISTS (SELECT 1 FROM audit_node WHERE position = NEW.position)",
    "audit_signedcheckpoint": "EXISTS (SELECT 1 FROM audit_signedcheckpoint WHERE id = NEW.id)",
    "audit_signingkey": "EXISTS (SELECT 1 FROM audit_signingkey WHERE id = NEW.id OR verifier = NEW.verifier)",
}
# The code makes it the error that SQLite's RAISE(ABORT) is.
_PG_BODY = f"BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END"
_PG_FUNCTION = f"""CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
$${_PG_BODY}$$"""
# What a trigger does and when, as pg_trigger.tgtype has it: ROW 1, BEFORE 2, DELETE 8, UPDATE 16, TRUNCATE 32.
_PG_CHANGE, _PG_TRUNCATE = 1 + 2 + 8 + 16, 2 + 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One trigger: its name, its table, the statements that create it and take it down, and its pg_trigger.tgtype."""

    name: str
    table: str
    sql: str
    drop: str
    kind: int = 0


def expected_triggers(vendor: str) -> tuple[Trigger, ...]:
    """The triggers that a database of that vendor must have."""
    return _POSTGRESQL if vendor == "postgresql" else _SQLITE


def create_triggers(editor: BaseDatabaseSchemaEditor) -> None:
    """Put every trigger up anew, inside the editor's migration."""
    drop_triggers(editor)
    if editor.connection.vendor == "postgresql":
        editor.execute(_PG_FUNCTION)
    for trigger in expected_triggers(editor.connection.vendor):
        editor.execute(trigger.sql)


def drop_triggers(editor: BaseDatabaseSchemaEditor) -> None:
    """Take them down, for a migration that must."""
    for trigger in expected_triggers(editor.connection.vendor):
        editor.execute(trigger.drop)


def missing_triggers(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Those that are gone, switched off or replaced by something else."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # tgenabled: D is disabled, R fires for replicas only. tgqual and tgattr narrow a trigger.
            cursor.execute(
                "SELECT t.tgname, t.tgrelid::regclass::text, t.tgtype, p.prosrc"
                " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''"
            )
            present = set(cursor.fetchall())
            return [one for one in _POSTGRESQL if (one.name, one.table, one.kind, _PG_BODY) not in present]
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        texts = dict(cursor.fetchall())
    return [trigger for trigger in _SQLITE if texts.get(trigger.name) != trigger.sql]


def _sqlite(table: str, act: str, condition: str) -> Trigger:
    name = f"{table}_no_{act.lower()}"
    sql = f"CREATE TRIGGER {name} BEFORE {act} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    return Trigger(name=name, table=table, sql=sql, drop=f"DROP TRIGGER IF EXISTS {name}")


def _postgresql(table: str, acts: str, each: str, kind: int) -> Trigger:
    name = f"{table}_no_{'truncate' if kind == _PG_TRUNCATE else 'change'}"
    sql = f"CREATE TRIGGER {name} BEFORE {acts} ON {table} FOR EACH {each} EXECUTE FUNCTION audit_append_only()"
    return Trigger(name=name, table=table, sql=sql, drop=f"DROP TRIGGER IF EXISTS {name} ON {table}", kind=kind)


_SQLITE = tuple(
    trigger
    for table in APPEND_ONLY
    for trigger in (
        _sqlite(table, "UPDATE", ""),
        _sqlite(table, "DELETE", ""),
        _sqlite(table, "INSERT", f" WHEN {_TAKEN[table]}"),
    )
)
_POSTGRESQL = tuple(
    trigger
    for table in APPEND_ONLY
    for trigger in (
        _postgresql(table, "UPDATE OR DELETE", "ROW", _PG_CHANGE),
        _postgresql(table, "TRUNCATE", "STATEMENT", _PG_TRUNCATE),
    )
)
