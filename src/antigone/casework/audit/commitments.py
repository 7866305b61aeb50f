"""Saying something about a person without writing it down, and forgetting it for good."""

import hmac
import secrets
from uuid import UUID

from antigone.casework.audit.models import Salt

SALT_BYTES = 32


def commitment(*, owner: UUID, value: str) -> str:
    """HMAC-SHA256 of `value` under the owner's salt, in hex: whoever has both can prove it, nobody can guess it.

    The first commitment about an owner makes the salt, in the caller's transaction.
    """
    row, _ = Salt.objects.get_or_create(owner=owner, defaults={"salt": secrets.token_bytes(SALT_BYTES)})
    return _digest(bytes(row.salt), value)


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
