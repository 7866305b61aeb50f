"""The secret that a program shares with its webhook, and the signature that it makes."""

import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from antigone.engine.errors import StateError

__all__ = ["HEADER", "new_secret", "opened", "sealed", "signature"]

HEADER = "Antigone-Signature"
_NONCE = 12


def new_secret() -> str:
    """256 random bits, as text."""
    return f"whs_{secrets.token_urlsafe(32)}"


def signature(secret: str, *, body: bytes, at: int) -> str:
    """`t=AT,v1=HEX`: HMAC-SHA256 of the second `at`, a full stop and the body."""
    signed = hmac.new(secret.encode(), b"%d." % at + body, sha256)
    return f"t={at},v1={signed.hexdigest()}"


def sealed(secret: str) -> bytes:
    """The secret as the database keeps it."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher().encrypt(nonce, secret.encode(), None)


def opened(kept: bytes) -> str:
    """The secret again. Raises StateError where the home's key is another now."""
    try:
        return _cipher().decrypt(kept[:_NONCE], kept[_NONCE:], None).decode()
    except InvalidTag as error:
        raise StateError(
            _("The webhook's secret was made with another key of this home."),
            advice=_("Delete the webhook and make it anew."),
        ) from error


def _cipher() -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"antigone webhook secrets")
    return AESGCM(key.derive(settings.SECRET_KEY.encode()))
