"""A browser is called what its owner knows it by."""

import pytest

from antigone.web.account.devices import device_of


@pytest.mark.parametrize(
    ("says", "called"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0", "Edge on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "A program that does not say what it is"),
    ],
)
def test_a_browser_is_called_what_its_owner_knows_it_by(says: str, called: str) -> None:
    assert device_of(says) == called
