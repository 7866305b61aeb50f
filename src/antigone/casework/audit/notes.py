"""Checkpoints on paper: the C2SP signed-note and tlog-checkpoint forms, Ed25519.

A checkpoint is text that a person can print, mail or read out::

    antigone.log/8f0c...            the log's own name (origin)
    1532                            how many events it covers
    qF7t...=                        the root hash over them, base64

    — antigone.log/8f0c... Az3f...  who signed: key name, base64 of key id and signature

Sources: c2sp.org/signed-note and c2sp.org/tlog-checkpoint.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from antigone.engine.errors import AuditError

_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """The public half of a signing key. `name` is also the origin of the log it signs; `raw` is 32 bytes."""

    name: str
    raw: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(letter.isspace() for letter in self.name):
            raise ValueError(f"a key name has no spaces and no plus sign: {self.name!r}")
        if len(self.raw) != 32:
            raise ValueError(f"an Ed25519 public key has 32 bytes, not {len(self.raw)}")

    @property
    def id(self) -> bytes:
        """Four bytes that find the key of a signature; they prove nothing."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def text(self) -> str:
        """One line, `name+id+key`, to be handed to whoever will check checkpoints."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether `signature` is this key's over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature line of a note: whose it claims to be, the key's id, and the 64 bytes."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log was at one moment. `note` is the whole text; `body` the part that the signatures cover."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...]
    note: str

    @property
    def body(self) -> bytes:
        """The signed text, its final newline included."""
        return self.note[: self.note.rindex("\n\n") + 1].encode()

    def signer(self, keys: Sequence[VerifierKey]) -> VerifierKey | None:
        """The first of `keys` that the origin names and that signed; None where none did."""
        for key in keys:
            for signature in self.signatures:
                mine = (signature.name, signature.key_id) == (key.name, key.id)
                if mine and key.name == self.origin and key.verifies(signature.value, self.body):
                    return key
        return None


def sign_checkpoint(private: Ed25519PrivateKey, *, origin: str, size: int, root: bytes) -> Checkpoint:
    """The signed note over the first `size` events; the same input gives the same text."""
    key = verifier_of(private, name=origin)
    body = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = base64.b64encode(key.id + private.sign(body.encode())).decode()
    return parse_checkpoint(f"{body}\n{_DASH}{origin} {signature}\n")


def verifier_of(private: Ed25519PrivateKey, *, name: str) -> VerifierKey:
    """The public half under the log's name."""
    return VerifierKey(name=name, raw=private.public_key().public_bytes_raw())


def parse_verifier_key(text: str) -> VerifierKey:
    """Read `name+id+key`. Raises AuditError where it is not one or its id does not fit."""
    try:
        name, key_id, encoded = text.strip().split("+", 2)
        data = base64.b64decode(encoded, validate=True)
        key = VerifierKey(name=name, raw=data[1:])
    except (ValueError, binascii.Error) as error:
        raise _not_a("verifier key", "name+id+key") from error
    if data[:1] != _ED25519 or key.id.hex() != key_id:
        raise _not_a("verifier key", "name+id+key, the id made from the other two")
    return key


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a signed note as a checkpoint; its signatures are not checked yet. Raises AuditError where it is none."""
    body, gap, tail = text.rpartition("\n\n")
    lines = body.split("\n")
    if not gap or len(lines) < 3 or not lines[0] or not _SIZE.fullmatch(lines[1]) or not tail.endswith("\n"):
        raise _not_a("checkpoint", "origin, size, root, an empty line and a signature")
    try:
        root = base64.b64decode(lines[2], validate=True)
        signatures = tuple(_parse_signature(line) for line in tail[:-1].split("\n"))
    except (ValueError, binascii.Error) as error:
        raise _not_a("checkpoint", "a root and signatures in base64") from error
    if len(root) != 32:
        raise _not_a("checkpoint", "a root of 32 bytes")
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root, signatures=signatures, note=text)


def _parse_signature(line: str) -> Signature:
    name, encoded = line.removeprefix(_DASH).split(" ")
    data = base64.b64decode(encoded, validate=True)
    if not line.startswith(_DASH) or not name or len(data) < 5:
        raise ValueError(line)
    return Signature(name=name, key_id=data[:4], value=data[4:])


def _not_a(what: str, expected: str) -> AuditError:
    return AuditError(f"This is not a {what}: it should hold {expected}.", advice="Check that the copy is complete.")
