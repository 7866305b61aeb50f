"""Which addresses may be told. None, unless the operator has named its host: nothing leaves the machine unasked."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from antigone.engine.errors import UsageError

__all__ = ["Address", "address_of"]

LONGEST = 500
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A URL taken apart. path: with what follows `?`."""

    is_tls: bool
    host: str
    port: int
    path: str


def address_of(url: str) -> Address:
    """Raises UsageError for what is no address, goes out unencrypted, or to a host that the operator has not named."""
    address = _parsed(url)
    if not address.is_tls and address.host not in _LOOPBACK:
        raise UsageError(_("A webhook is sent by https; plain http stays on this machine."))
    named = {address.host, f"{address.host}:{address.port}"} & set(settings.ANTIGONE_WEBHOOK_HOSTS)
    standard = address.port == _PORTS["https" if address.is_tls else "http"]
    if not named or (named == {address.host} and not standard):
        raise UsageError(
            _("Nothing is sent to %(host)s.") % {"host": f"{address.host}:{address.port}"},
            advice=_("The operator names hosts in ANTIGONE_WEBHOOK_HOSTS, with the port where it is not the usual."),
        )
    return address


def _parsed(url: str) -> Address:
    wrong = UsageError(_("This is no address of a webhook."), advice=_("Write https://host/path."))
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password or parts.fragment:
        raise wrong
    path = parts.path or "/"
    return Address(
        is_tls=parts.scheme == "https",
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        path=f"{path}?{parts.query}" if parts.query else path,
    )
