"""Second factors in the browser: a key of the device itself, one for a password's side, and codes of an app."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.acting import Person, sign_in
from builders.codes import totp
from builders.people import PASSWORD
from builders.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def address(open_office: Server) -> str:
    """By the machine's name: keys belong to names, never to numbers."""
    return str(open_office.started["address"]).rstrip("/").replace("127.0.0.1", "localhost")


@pytest.fixture
def examiner(address: str, signed_in: Callable[..., Page]) -> Person:
    """An examiner signed in by password, on a device that holds keys."""
    page = signed_in(address, "examiner-one")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return Person(page)


def confirms(person: Person) -> None:
    """The password once more, where the page asks for it before something that matters."""
    person.fills(password=PASSWORD)
    person.presses("Confirm")


def signs_out(person: Person) -> None:
    person.page.locator(".bar-person summary").click()
    person.page.locator(".bar-person").get_by_text("Sign out").click()
    person.page.wait_for_url(re.compile("/account/login/"))


def test_a_key_is_added_and_opens_the_door_alone_and_beside_the_password(examiner: Person, address: str) -> None:
    page = examiner.page
    page.goto(f"{address}/account/second-factor/keys/add/")
    confirms(examiner)
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "keys/add" not in url)
    page.goto(f"{address}/account/second-factor/keys/")
    expect(page.get_by_text("Key 1")).to_be_visible()

    signs_out(examiner)
    page.locator("#passkey_login").click()
    examiner.sees("What waits for you")

    signs_out(examiner)
    sign_in(page, address, "examiner-one")
    page.goto(f"{address}/")  # the password alone opens nothing
    expect(page).to_have_url(re.compile("/account/second-factor/sign-in/"))
    page.locator("#mfa_webauthn_authenticate").click()
    examiner.sees("What waits for you")


def test_codes_of_an_app_are_set_up_and_asked_for(examiner: Person, address: str) -> None:
    page = examiner.page
    page.goto(f"{address}/account/second-factor/app/")
    confirms(examiner)
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    examiner.fills(code=totp(secret))
    examiner.presses("Set up")
    page.wait_for_url(lambda url: "/app/" not in url)
    signs_out(examiner)
    sign_in(page, address, "examiner-one")
    examiner.fills(code="000000")
    examiner.presses("Sign in")
    expect(page.locator(".errorlist")).to_be_visible()
    examiner.fills(code=totp(secret, steps=1))
    examiner.presses("Sign in")
    examiner.sees("What waits for you")
