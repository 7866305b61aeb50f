"""Keys for scripts: made by a person for themselves, with fewer rights than the person or the same."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.events import KeyCreated, KeyRevoked
from antigone.casework.accounts.models import ApiKey, User
from antigone.casework.accounts.policy import holds, require, rights_of
from antigone.casework.accounts.roles import Right
from antigone.casework.accounts.secrets import digest_of, new_secret, same_digest
from antigone.casework.audit import Actor, Door, record, writing
from antigone.engine.errors import NotFound, UsageError

__all__ = ["LONGEST", "actor_of_key", "create_key", "keys_of", "revoke_key", "scopes_for"]

LONGEST = timedelta(days=366)
"""No key lives longer: what nobody remembers must end by itself."""

_USE_WRITTEN = timedelta(minutes=1)
_NO_KEY = "0" * 64


def scopes_for(actor: Actor) -> tuple[Right, ...]:
    """The rights that a key of this person may be given, in the order of the table."""
    held = rights_of(actor) - {Right.USE_API}
    return tuple(right for right in Right if right in held)


def create_key(
    *, name: str, purpose: str, scopes: Collection[Right], expires_at: datetime, by: Actor
) -> tuple[ApiKey, str]:
    """A new key of the person who asks, and its secret `ak_<prefix>_<secret>`, which nothing can show again.

    Raises Forbidden where the person may not use the API, UsageError for a text that is missing or too long, for no
    scope or one the person does not hold, and for an end that is past or further than LONGEST ahead.
    """
    require(by, Right.USE_API)
    _check(name, purpose, expires_at)
    granted = [right for right in scopes_for(by) if right in scopes]
    if not granted or len(granted) != len(set(scopes)):
        raise UsageError(_("A key needs at least one right, and none that you do not hold."))
    prefix, secret = secrets.token_hex(6), new_secret()
    with writing():
        owner = User.objects.get(id=by.user, is_active=True)
        key = ApiKey.objects.create(
            user=owner,
            agency_id=owner.agency_id,
            name=name.strip(),
            purpose=purpose.strip(),
            scopes=[right.value for right in granted],
            prefix=prefix,
            digest=digest_of(secret),
            expires_at=expires_at,
        )
        record(KeyCreated(key=key.id, scopes=", ".join(key.scopes)), by=by)
    return key, f"ak_{prefix}_{secret}"


def _check(name: str, purpose: str, expires_at: datetime) -> None:
    if not name.strip() or not purpose.strip():
        raise UsageError(_("Say what the key is called and what it is for."))
    if len(name.strip()) > 100 or len(purpose.strip()) > 500:
        raise UsageError(_("The name has room for 100 characters, the purpose for 500."))
    now = timezone.now()
    if not now < expires_at <= now + LONGEST:
        raise UsageError(_("A key ends within a year from today."))


def revoke_key(key_id: UUID, *, by: Actor) -> None:
    """End a key for good: one's own, or as administrator one of the agency's people. A key that has ended stays so.

    Raises NotFound for a key that is neither.
    """
    with writing():
        key = ApiKey.objects.filter(id=key_id, agency_id=by.agency).first()
        if key is None or (key.user_id != by.user and not holds(by, Right.MANAGE_ACCOUNTS)):
            raise NotFound(_("There is no such key."))
        end_key(key, by=by)


def end_key(key: ApiKey, *, by: Actor) -> None:
    """The same inside the caller's transaction, which has asked whether it may."""
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        record(KeyRevoked(key=key.id, owner=key.user_id), by=by)


def keys_of(viewer: Actor) -> list[ApiKey]:
    """The person's own keys, the newest first, ended ones among them."""
    return list(ApiKey.objects.filter(user_id=viewer.user).order_by("-created_at"))


def actor_of_key(secret: str) -> tuple[Actor, ApiKey] | None:
    """Whom the whole text `ak_<prefix>_<secret>` lets act, through the API, and the key, whose scopes narrow them.

    None for a key that is unknown, ended or expired, and for a person who is deactivated or may not use the API now.
    """
    prefix, text = _parts(secret)
    key = ApiKey.objects.select_related("user").filter(prefix=prefix).first()
    genuine = same_digest(text, key.digest if key else _NO_KEY)
    if key is None or not genuine or not _is_live(key):
        return None
    actor = key.user.actor(Door.API)
    if not holds(actor, Right.USE_API):
        return None
    _note_use(key)
    return actor, key


def _parts(secret: str) -> tuple[str, str]:
    kind, _first, rest = secret.partition("_")
    prefix, _second, text = rest.partition("_")
    return (prefix, text) if kind == "ak" else ("", "")


def _is_live(key: ApiKey) -> bool:
    return key.revoked_at is None and key.expires_at > timezone.now() and key.user.is_active


def _note_use(key: ApiKey) -> None:
    """Once a minute is enough to know that a key is used, and spares every other request a write."""
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at <= now - _USE_WRITTEN:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _USE_WRITTEN)
        with writing():
            ApiKey.objects.filter(stale, id=key.id).update(last_used_at=now)
        key.last_used_at = now
