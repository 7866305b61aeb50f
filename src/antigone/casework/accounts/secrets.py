"""Secrets that are shown once and kept as a digest."""

import hashlib
import hmac
import secrets

__all__ = ["digest_of", "new_secret", "same_digest"]

SECRET_BYTES = 32


def new_secret() -> str:
    """256 random bits as text that stands in an address as it is."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same_digest(secret: str, digest: str) -> bool:
    """Whether the secret has the digest, found in a time that says nothing of how near it came."""
    return hmac.compare_digest(digest_of(secret), digest)
