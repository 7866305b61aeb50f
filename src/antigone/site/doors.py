"""What the web server may be reached by, and the key that it signs with."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from antigone.site.configuration import Configuration

KEY_FILE = "web-secret-key"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def is_behind_tls(configuration: Configuration) -> bool:
    """Whether browsers come by HTTPS, through a reverse proxy."""
    return urlsplit(configuration.public_url).scheme == "https"


def allowed_hosts(configuration: Configuration) -> list[str]:
    """Host names that a request may bear: this machine's, and that of the public address."""
    public = urlsplit(configuration.public_url).hostname
    return [*LOOPBACK, *([public] if public else [])]


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
