"""Where the server listens, and where it may: without TLS passwords and pictures would travel for all to read."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from antigone.engine.errors import StateError, UsageError

BACKLOG = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of this machine and a port; 0 is any free one."""

    host: ipaddress.IPv4Address | ipaddress.IPv6Address
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `127.0.0.1:8765`, `[::1]:8765` or `localhost:8765`. Raises UsageError."""
        try:
            url = urlsplit(f"//{text}")
            port = url.port if url.netloc == text else None
            host = ipaddress.ip_address("127.0.0.1" if url.hostname == "localhost" else url.hostname or "")
        except ValueError:
            port = None
        if port is None:
            raise UsageError(
                f"{text} is no address to listen on.",
                advice="Write an address of this machine and a port: 127.0.0.1:8765.",
            )
        return cls(host=host, port=port)

    @property
    def url(self) -> str:
        """What a browser on this machine is given."""
        host = f"[{self.host}]" if self.host.version == 6 else str(self.host)
        return f"http://{host}:{self.port}"


def require_safe(address: Address, *, public_url: str, insecure: bool) -> None:
    """Raise UsageError where others could read what browsers send: from another machine over HTTP without TLS.

    insecure: somebody has decided that this network may see it.
    """
    if address.host.is_loopback or urlsplit(public_url).scheme == "https":
        return
    if not insecure:
        raise UsageError(
            f"{address.host} can be reached by other machines, and plain HTTP shows them passwords and pictures.",
            advice="Put a reverse proxy with TLS in front and name it in ANTIGONE_PUBLIC_URL (docs/serving.md), or say "
            "--insecure-http.",
        )
    if address.host.is_unspecified and not public_url:
        raise UsageError(
            f"With {address.host} nobody can tell by which name browsers will come.",
            advice=f"Name it: ANTIGONE_PUBLIC_URL=http://this-machine:{address.port}, or listen on one address.",
        )


def listen(address: Address) -> socket.socket:
    """A socket that takes connections from now on; whoever serves them may start later. Raises StateError."""
    family = socket.AF_INET6 if address.host.version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((str(address.host), address.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise StateError(
            f"{address.host}:{address.port} cannot be listened on: {error.strerror}.",
            advice="Stop what listens there, or choose another with --bind.",
        ) from error
    return listener
