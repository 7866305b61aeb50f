"""Where the server may listen."""

import pytest

from antigone.engine.errors import UsageError
from antigone.site.listening import Address, require_safe

HTTPS = "https://antigone.example.org"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("localhost:80", "http://127.0.0.1:80"),
        ("[::1]:8765", "http://[::1]:8765"),
        ("0.0.0.0:0", "http://0.0.0.0:0"),
    ],
)
def test_an_address_is_read(text: str, url: str) -> None:
    assert Address.parse(text).url == url


@pytest.mark.parametrize("text", ["", "8765", "127.0.0.1", "127.0.0.1:99999", "a name:80", "127.0.0.1:80/x", "::1:80"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no address to listen on"):
        Address.parse(text)


@pytest.mark.parametrize("text", ["0.0.0.0:80", "[::]:80", "192.0.2.7:80"])
def test_plain_http_for_other_machines_needs_a_word(text: str) -> None:
    with pytest.raises(UsageError, match="plain HTTP shows them passwords"):
        require_safe(Address.parse(text), public_url="http://antigone.example.org", insecure=False)
    require_safe(Address.parse(text), public_url=HTTPS, insecure=False)
    require_safe(Address.parse(text), public_url="http://antigone.example.org", insecure=True)


def test_an_address_that_is_all_addresses_needs_a_name() -> None:
    with pytest.raises(UsageError, match="by which name"):
        require_safe(Address.parse("0.0.0.0:80"), public_url="", insecure=True)
