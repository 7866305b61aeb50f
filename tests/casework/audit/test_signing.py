import stat
from pathlib import Path

import pytest
from django.db import transaction

from antigone.casework.audit import create_signing_key, make_checkpoint, replace_lost_key, tree
from antigone.casework.audit.models import Event, SignedCheckpoint, SigningKey
from antigone.casework.audit.signing import PRIVATE_FILE, PUBLIC_FILE, verifier_keys
from antigone.engine.errors import AuditError, StateError
from casework.audit.builders import ACTOR, NOON, execute, without_triggers, write_log

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_the_private_key_is_its_owners_alone_and_the_public_one_lies_beside_it(keys: Path) -> None:
    verifier = create_signing_key(keys)
    assert stat.S_IMODE((keys / PRIVATE_FILE).stat().st_mode) == 0o600
    assert (keys / PRIVATE_FILE).read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----\n")
    assert (keys / PUBLIC_FILE).read_text().strip() == verifier.text()
    assert [path.name for path in sorted(keys.iterdir())] == [PRIVATE_FILE, PUBLIC_FILE]


def test_making_the_key_twice_changes_nothing(keys: Path) -> None:
    assert create_signing_key(keys) == create_signing_key(keys)
    assert SigningKey.objects.count() == 1


def test_a_key_file_that_the_database_lost_in_a_crash_is_taken_up(keys: Path) -> None:
    first = create_signing_key(keys)
    with without_triggers():
        SigningKey.objects.all().delete()
    assert create_signing_key(keys).raw == first.raw


def test_a_checkpoint_is_signed_stored_and_not_repeated(keys: Path) -> None:
    verifier = create_signing_key(keys)
    write_log(5)
    checkpoint = make_checkpoint(keys, now=NOON)
    assert (checkpoint.size, checkpoint.root, checkpoint.origin) == (5, tree.root(5), verifier.name)
    assert checkpoint.signer([verifier]) == verifier
    assert make_checkpoint(keys, now=NOON) == checkpoint
    assert [row.note for row in SignedCheckpoint.objects.all()] == [checkpoint.note]


def test_an_empty_log_can_be_signed(keys: Path) -> None:
    create_signing_key(keys)
    assert make_checkpoint(keys, now=NOON).size == 0


def test_a_log_that_changed_since_it_was_signed_is_not_signed_again(keys: Path) -> None:
    create_signing_key(keys)
    write_log(4)
    make_checkpoint(keys, now=NOON)
    with without_triggers():
        execute("UPDATE audit_node SET hash = %s WHERE position = 2", "0" * 64)
    write_log(1, first=4)
    with pytest.raises(AuditError, match="its first 4 events have changed or are gone"):
        make_checkpoint(keys, now=NOON)
    assert SignedCheckpoint.objects.count() == 1


def test_a_lost_key_is_named_and_replaced_under_the_same_origin(keys: Path) -> None:
    first = create_signing_key(keys)
    write_log(2)
    make_checkpoint(keys, now=NOON)
    (keys / PRIVATE_FILE).unlink()
    for act in (lambda: create_signing_key(keys), lambda: make_checkpoint(keys, now=NOON)):
        with pytest.raises(StateError, match="signing key is missing") as caught:
            act()
        assert "antigone audit checkpoint --new-key" in caught.value.advice
    second = replace_lost_key(keys, by=ACTOR)
    assert (second.name, verifier_keys()) == (first.name, [first, second])
    assert Event.objects.latest("seq").name == "audit.key.replaced"
    assert make_checkpoint(keys, now=NOON).signer([second]) == second


def test_a_key_that_is_there_is_not_replaced(keys: Path) -> None:
    create_signing_key(keys)
    with pytest.raises(StateError, match="The signing key is there"):
        replace_lost_key(keys, by=ACTOR)


def test_the_key_of_another_home_is_refused(keys: Path, tmp_path: Path) -> None:
    with transaction.atomic():
        create_signing_key(tmp_path / "foreign")
        transaction.set_rollback(True)
    create_signing_key(keys)
    with pytest.raises(StateError, match="is not one of this log"):
        make_checkpoint(tmp_path / "foreign", now=NOON)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_torn_key_file_is_refused(keys: Path, content: bytes) -> None:
    create_signing_key(keys)
    (keys / PRIVATE_FILE).write_bytes(content)
    with pytest.raises(StateError, match="holds no private key"):
        make_checkpoint(keys, now=NOON)
