import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from antigone.casework.audit import create_signing_key, make_checkpoint
from antigone.casework.audit.models import Event
from antigone.casework.audit.triggers import missing_triggers
from casework.audit.builders import execute, without_triggers, write_log


@pytest.fixture
def postgresql_only() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the store of this run is SQLite")


STATEMENTS = [
    "UPDATE audit_event SET actor = 'x' WHERE seq = 1",
    "DELETE FROM audit_event WHERE seq = 2",
    pytest.param(
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 1", marks=pytest.mark.sqlite
    ),
    pytest.param(
        "INSERT INTO audit_event SELECT 9, at, 0, name, actor, agency, door, payload, leaf_hash FROM audit_event"
        " LIMIT 1",
        marks=pytest.mark.sqlite,
    ),
    "UPDATE audit_node SET hash = 'x'",
    "DELETE FROM audit_node",
    pytest.param("INSERT OR REPLACE INTO audit_node SELECT * FROM audit_node", marks=pytest.mark.sqlite),
    "UPDATE audit_signedcheckpoint SET size = 1",
    "DELETE FROM audit_signedcheckpoint",
    pytest.param(
        "INSERT OR REPLACE INTO audit_signedcheckpoint SELECT * FROM audit_signedcheckpoint", marks=pytest.mark.sqlite
    ),
    "UPDATE audit_signingkey SET verifier = 'x'",
    "DELETE FROM audit_signingkey",
    pytest.param(
        "INSERT OR REPLACE INTO audit_signingkey (verifier) SELECT verifier FROM audit_signingkey",
        marks=pytest.mark.sqlite,
    ),
]


UPSERT = "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT ({1}) DO UPDATE SET {1} = EXCLUDED.{1}"
# PostgreSQL's own ways; an INSERT of a row that is there is refused by its key.
POSTGRESQL_STATEMENTS = [
    UPSERT.format("audit_event", "seq"),
    UPSERT.format("audit_node", "position"),
    "TRUNCATE audit_event",
    "TRUNCATE audit_node",
    "TRUNCATE audit_signedcheckpoint",
    "TRUNCATE audit_signingkey",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses(statement: str, tmp_path: object) -> None:
    create_signing_key(tmp_path)
    write_log(3)
    make_checkpoint(tmp_path, now=timezone.now())
    with pytest.raises(IntegrityError, match="the audit log is append-only"), transaction.atomic():
        execute(statement)
    assert Event.objects.count() == 3


REPLACED = """CREATE OR REPLACE TRIGGER audit_event_no_change BEFORE {} ON audit_event
FOR EACH ROW {} EXECUTE FUNCTION audit_append_only()"""


@pytest.mark.django_db
@pytest.mark.parametrize("statement", POSTGRESQL_STATEMENTS)
def test_postgresql_refuses(postgresql_only: None, statement: str, tmp_path: object) -> None:
    test_the_database_refuses(statement, tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change",
        "ALTER TABLE audit_event ENABLE REPLICA TRIGGER audit_event_no_change",
        REPLACED.format("UPDATE OR DELETE", "WHEN (OLD.seq > 9)"),
        REPLACED.format("DELETE", ""),
    ],
)
def test_a_trigger_that_postgresql_does_not_always_fire_counts_as_gone(postgresql_only: None, statement: str) -> None:
    execute(statement)
    assert [trigger.name for trigger in missing_triggers(connection)] == ["audit_event_no_change"]


@pytest.mark.django_db
def test_a_function_that_only_speaks_of_refusing_counts_for_nothing(postgresql_only: None) -> None:
    execute(
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN /* the audit log is append-only */ RETURN NEW; END$$"
    )
    assert len(missing_triggers(connection)) == 8


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_trigger_that_does_nothing_counts_as_gone() -> None:
    assert missing_triggers(connection) == []
    execute("DROP TRIGGER audit_event_no_update")
    execute("CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT 1; END")
    assert [trigger.name for trigger in missing_triggers(connection)] == ["audit_event_no_update"]


@pytest.mark.django_db
def test_the_tests_own_way_around_the_triggers_puts_them_back() -> None:
    write_log(1)
    with without_triggers():
        execute("DELETE FROM audit_event")
    assert missing_triggers(connection) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_with_real_transactions_finds_an_empty_log_and_its_triggers(turn: int) -> None:
    assert Event.objects.count() == 0
    assert missing_triggers(connection) == []
    write_log(turn)
