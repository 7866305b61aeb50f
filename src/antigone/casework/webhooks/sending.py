"""One attempt to deliver a message. No redirect is followed and no proxy asked."""

import http.client
import ssl

from antigone import __version__
from antigone.casework.webhooks.addresses import Address
from antigone.casework.webhooks.signing import HEADER

__all__ = ["NotDelivered", "send"]

TIMEOUT_SECONDS = 10


class NotDelivered(Exception):
    """The other side did not take the message; a clause says why."""


def send(address: Address, body: bytes, *, signature: str, delivery: str) -> None:
    """Post the body. Raises NotDelivered for anything but an answer of 200 to 299 within ten seconds."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Antigone/{__version__}",
        "Antigone-Delivery": delivery,
        HEADER: signature,
    }
    connection = _connection(address)
    try:
        connection.request("POST", address.path, body=body, headers=headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotDelivered(f"the answer was {status}")


def _connection(address: Address) -> http.client.HTTPConnection:
    if not address.is_tls:
        return http.client.HTTPConnection(address.host, address.port, timeout=TIMEOUT_SECONDS)
    trusted = ssl.create_default_context()
    return http.client.HTTPSConnection(address.host, address.port, timeout=TIMEOUT_SECONDS, context=trusted)
