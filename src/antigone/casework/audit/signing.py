"""The log's signing key and the checkpoints made with it."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from antigone.casework.audit import tree
from antigone.casework.audit.actors import Actor
from antigone.casework.audit.events import AuditEvent
from antigone.casework.audit.models import SignedCheckpoint, SigningKey
from antigone.casework.audit.notes import (
    Checkpoint,
    VerifierKey,
    parse_checkpoint,
    parse_verifier_key,
    sign_checkpoint,
    verifier_of,
)
from antigone.casework.audit.recording import record
from antigone.casework.audit.transactions import writing
from antigone.engine.errors import AuditError, StateError

PRIVATE_FILE = "audit-signing-key.pem"
PUBLIC_FILE = "audit-verifier-key.txt"


class KeyPair(NamedTuple):
    """The key that signs, under the log's name."""

    private: Ed25519PrivateKey
    verifier: VerifierKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReplaced(AuditEvent):
    """The signing key was lost; checkpoints from here on carry another."""

    name: ClassVar[str] = "audit.key.replaced"
    sentence: ClassVar[str] = "replaced the lost signing key by {verifier}"

    verifier: str


def create_signing_key(keys: Path) -> VerifierKey:
    """Make the log's signing key in the folder `keys`; doing it twice changes nothing.

    The private half is PKCS #8 PEM, readable by its owner only; the public half is a text file beside it and a row of
    the database. A key file that the database does not know yet is taken up: a crash in between heals.

    Raises StateError where there was a key and its file is gone, OSError where the folder cannot be written.
    """
    path = keys / PRIVATE_FILE
    with writing():
        if verifier_keys() and not path.exists():
            raise _lost(path)
        return _establish(path)


def replace_lost_key(keys: Path, *, by: Actor) -> VerifierKey:
    """Make a new signing key where the file of the last one is gone, and log that; the log keeps its name (origin).

    Raises StateError where the key is still there.
    """
    path = keys / PRIVATE_FILE
    if path.exists():
        raise StateError(f"The signing key is there: {path}.", advice="Only a key that is lost can be replaced.")
    with writing():
        verifier = _establish(path)
        record(KeyReplaced(verifier=verifier.text()), by=by)
    return verifier


def make_checkpoint(keys: Path, *, now: datetime) -> Checkpoint:
    """Sign the log as it stands and keep the note; where nothing was added since the last one, that one.

    Raises StateError where the key is not there, AuditError where the log is not the one that was signed last: a
    signature must not cover up a change.
    """
    pair = load_key_pair(keys)
    with writing():
        size = tree.size()
        last = last_checkpoint()
        if last is not None:
            _refuse_changed(last, size)
            if last.size == size and last.signer([pair.verifier]):
                return last
        made = sign_checkpoint(pair.private, origin=pair.verifier.name, size=size, root=tree.root(size))
        SignedCheckpoint.objects.create(size=size, note=made.note, made_at=now)
    return made


def load_key_pair(keys: Path) -> KeyPair:
    """The key in the folder `keys`. Raises StateError where it is missing, unreadable or another log's."""
    path = keys / PRIVATE_FILE
    if not path.exists():
        raise _lost(path)
    private = _read_private(path)
    for verifier in reversed(verifier_keys()):
        if verifier.raw == private.public_key().public_bytes_raw():
            return KeyPair(private, verifier)
    raise StateError(
        f"The signing key {path} is not one of this log.",
        advice="Put back the key that belongs to this home, or move the file away and make a new key.",
    )


def verifier_keys() -> list[VerifierKey]:
    """Every public key this log was signed with, the oldest first."""
    return [parse_verifier_key(text) for text in SigningKey.objects.order_by("id").values_list("verifier", flat=True)]


def last_checkpoint() -> Checkpoint | None:
    """The checkpoint that was signed last; None before the first."""
    note = SignedCheckpoint.objects.order_by("-id").values_list("note", flat=True).first()
    return None if note is None else parse_checkpoint(note)


def _establish(path: Path) -> VerifierKey:
    """The key of the file `path`, which is made where it is missing, known to the database from here on."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_private(path, Ed25519PrivateKey.generate())
    known = verifier_keys()
    origin = known[-1].name if known else f"antigone.log/{secrets.token_hex(16)}"
    verifier = verifier_of(_read_private(path), name=origin)
    if verifier not in known:
        SigningKey.objects.create(verifier=verifier.text())
    path.with_name(PUBLIC_FILE).write_text(verifier.text() + "\n", encoding="utf-8")
    return verifier


def _refuse_changed(last: Checkpoint, size: int) -> None:
    if last.size <= size and tree.root(last.size) == last.root:
        return
    raise AuditError(
        f"The log is not the one that was signed last: its first {last.size} events have changed or are gone.",
        advice="Nothing was signed. Run `antigone audit verify` with the checkpoints you keep outside.",
    )


def _write_private(path: Path, private: Ed25519PrivateKey) -> None:
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    partial = path.with_suffix(".part")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _read_private(path: Path) -> Ed25519PrivateKey:
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise StateError(f"{path} holds no private key.", advice="Put back the key from a backup.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise StateError(f"{path} holds no Ed25519 key.", advice="Put back the key from a backup.")
    return private


def _lost(path: Path) -> StateError:
    return StateError(
        f"The log's signing key is missing: {path}.",
        advice="Put it back from a backup; if it is lost for good: `antigone audit checkpoint --new-key`.",
    )
