"""What the web server may be reached by and through, and the key that it signs with."""

import os
import secrets
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from antigone.engine.errors import UsageError
from antigone.site.configuration import Configuration

KEY_FILE = "web-secret-key"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def public_origin(configuration: Configuration) -> str:
    """The public address without a slash at its end, empty where there is none. Raises UsageError."""
    text = configuration.public_url.rstrip("/")
    if not text:
        return ""
    try:
        url = urlsplit(text)
        sound = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0
    except ValueError:
        sound = False
    if not sound or text != f"{url.scheme}://{url.netloc}" or "@" in url.netloc:
        raise UsageError(
            f"ANTIGONE_PUBLIC_URL is no address of a site: {configuration.public_url}.",
            advice="Write it without a path: https://antigone.example.org.",
        )
    return text


def is_behind_tls(configuration: Configuration) -> bool:
    """Whether browsers come by HTTPS, through a reverse proxy."""
    return urlsplit(configuration.public_url).scheme == "https"


def allowed_hosts(configuration: Configuration) -> list[str]:
    """Host names that a request may bear: this machine's, and that of the public address."""
    public = urlsplit(configuration.public_url).hostname
    return [*LOOPBACK, *([public] if public else [])]


def time_zone(configuration: Configuration) -> str:
    """The time zone of pages. Raises UsageError where there is none of that name."""
    try:
        return ZoneInfo(configuration.time_zone).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise UsageError(
            f"ANTIGONE_TIME_ZONE is no time zone: {configuration.time_zone}.", advice="Write one such as Europe/Kyiv."
        ) from None


def language(configuration: Configuration, written: Collection[str]) -> str:
    """The language of pages. Raises UsageError where they are not written in it."""
    if configuration.language not in written:
        raise UsageError(
            f"ANTIGONE_LANGUAGE is {configuration.language}; pages are written in {', '.join(written)}.",
            advice="Choose one of these.",
        )
    return configuration.language


def proxy_rules(configuration: Configuration) -> dict[str, Any]:
    """What waitress believes of where a request came from.

    Of the one proxy that is configured, the last hop it names and its scheme. All other such headers, and those of
    anybody else, are taken out of the request: the site never sees them.
    """
    rules: dict[str, Any] = {"clear_untrusted_proxy_headers": True}
    if is_behind_tls(configuration):
        rules |= {
            "trusted_proxy": configuration.trusted_proxy,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    return rules


def fingerprint(folder: Path) -> str:
    """Tells one state of the folder's files from another, by their names, sizes and times.

    It stands in the address of every style and script, so that browsers may keep them for ever and yet see a change.
    """
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        facts = path.stat()
        digest.update(f"{path.relative_to(folder)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


def secret_key(home: Path) -> str:
    """The home's key for sessions and links; for a process of a home that has none, one that nothing outlives."""
    path = home / "keys" / KEY_FILE
    try:
        return path.read_text().strip()
    except OSError:
        return secrets.token_urlsafe(48)


def ensure_secret_key(home: Path) -> None:
    """Give the home its key, readable by its owner only; one that is there stays."""
    path = home / "keys" / KEY_FILE
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
