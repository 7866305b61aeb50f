"""Saying something about a person without writing it down, and forgetting it for good."""

import hmac
import secrets
from collections.abc import Sequence
from uuid import UUID

from antigone.casework.audit.models import Salt

SALT_BYTES = 32


def commitment(*, owner: UUID, value: str) -> str:
    """HMAC-SHA256 of `value` under the owner's salt, in hex: whoever has both can prove it, nobody can guess it.

    The first commitment about an owner makes the salt, in the caller's transaction.
    """
    return commitments_to([(owner, value)])[0]


def commitments_to(said: Sequence[tuple[UUID, str]]) -> list[str]:
    """The commitment to each value, with its owner before it; in order."""
    owners = dict.fromkeys(owner for owner, _ in said)
    salts = {row.owner: bytes(row.salt) for row in Salt.objects.filter(owner__in=owners)}
    new = [Salt(owner=owner, salt=secrets.token_bytes(SALT_BYTES)) for owner in owners if owner not in salts]
    Salt.objects.bulk_create(new)
    salts.update((row.owner, bytes(row.salt)) for row in new)
    return [_digest(salts[owner], value) for owner, value in said]


def commitment_holds(*, owner: UUID, value: str, digest: str) -> bool | None:
    """Whether `digest` is the commitment to `value`; None once the owner is forgotten: nobody can tell any more."""
    row = Salt.objects.filter(owner=owner).first()
    return None if row is None else hmac.compare_digest(_digest(bytes(row.salt), value), digest)


def forget(owner: UUID) -> bool:
    """Destroy the owner's salt: what the log says of them can never be opened again, and the log stays provable.

    False where there was none. On SQLite the bytes are overwritten (`secure_delete`); copies in the write-ahead log go
    with the checkpoint that erasure makes, copies in backups do not: erase in those, too.
    """
    deleted, _ = Salt.objects.filter(owner=owner).delete()
    return deleted > 0


def _digest(salt: bytes, value: str) -> str:
    return hmac.new(salt, value.encode(), "sha256").hexdigest()
