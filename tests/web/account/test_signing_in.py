"""Signing in: password, second factor, lockout, and what the log says of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit.models import Event
from builders.codes import totp
from builders.people import PASSWORD, agency, person

pytestmark = pytest.mark.django_db

NEXT_HALF_MINUTE = 1  # a code works once: the next sign-in needs another, which the tolerance lets in


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def examiner() -> User:
    return person(agency(), Role.EXAMINER)


def sign_in(client: Client, password: str = PASSWORD, login: str = "examiner") -> str:
    return client.post("/account/login/", {"login": login, "password": password}, follow=True).content.decode()


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def logged() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("seq").values_list("name", "payload"))


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """The secret of a new authenticator app and the recovery codes shown with it."""
    client.post("/account/confirm/", {"password": PASSWORD})
    page = client.get("/account/second-factor/app/").content.decode()
    found = re.search(r'<code class="secret">([A-Z2-7]+)</code>', page)
    assert found is not None
    secret = found.group(1)
    page = client.post("/account/second-factor/app/", {"code": totp(secret)}, follow=True).content.decode()
    return secret, re.findall(r"\b\d{8}\b", page)


def test_name_and_password_open_the_account_and_the_log_says_so(client: Client, examiner: User) -> None:
    sign_in(client)
    assert is_in(client)
    event = Event.objects.get()
    assert (event.name, event.actor, event.payload) == (
        "accounts.session.opened",
        str(examiner.id),
        '{"method":"password"}',
    )


def test_capitals_and_spaces_about_the_name_make_no_difference(client: Client, examiner: User) -> None:
    sign_in(client, login=" Examiner ")
    assert is_in(client)


def test_a_wrong_password_is_refused_and_logged_without_it(client: Client, examiner: User) -> None:
    sign_in(client, "wrong horse battery")
    assert not is_in(client)
    assert logged() == [("accounts.session.refused", '{"reason":"password"}')]
    assert Event.objects.get().actor == str(examiner.id)


def test_a_name_that_nobody_has_is_not_logged(client: Client) -> None:
    sign_in(client, login="nobody-of-that-name")
    assert logged() == []


def test_after_five_refusals_even_the_right_password_is_refused(client: Client, examiner: User) -> None:
    for _ in range(5):
        sign_in(client, "wrong horse battery")
    page = sign_in(client)
    assert "Too many failed login attempts" in page
    assert not is_in(client)
    sign_in(client)
    names = [name for name, _ in logged()]
    assert names == ["accounts.session.refused"] * 5 + ["accounts.session.locked"]


def test_a_lockout_is_of_one_account(client: Client, examiner: User) -> None:
    person(examiner.agency, Role.REGISTRAR)
    for _ in range(5):
        sign_in(client, "wrong horse battery")
    sign_in(client, login="registrar")
    assert is_in(client)


def test_the_local_operator_does_not_sign_in(client: Client, examiner: User) -> None:
    User.objects.filter(id=examiner.id).update(is_local_operator=True)
    sign_in(client)
    assert not is_in(client)


def test_a_second_factor_is_asked_for_and_a_computed_code_opens(
    client: Client, examiner: User, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        secret, codes = set_up_app(client)
    assert len(codes) == 10
    client.post("/account/logout/")
    assert "Second factor" in sign_in(client)
    assert not is_in(client)
    client.post("/account/second-factor/sign-in/", {"code": "000000"})
    assert not is_in(client)
    client.post("/account/second-factor/sign-in/", {"code": totp(secret, steps=NEXT_HALF_MINUTE)})
    assert is_in(client)
    assert logged()[1:] == [
        ("accounts.second_factor.added", '{"kind":"totp"}'),
        ("accounts.second_factor.added", '{"kind":"recovery_codes"}'),
        ("accounts.session.refused", '{"reason":"totp"}'),
        ("accounts.session.opened", '{"method":"password, totp"}'),
    ]


def test_a_recovery_code_opens_once(client: Client, examiner: User) -> None:
    sign_in(client)
    _, codes = set_up_app(client)
    for opens in (True, False):
        client.post("/account/logout/")
        sign_in(client)
        client.post("/account/second-factor/sign-in/", {"code": codes[0]})
        assert is_in(client) is opens


def test_secrets_of_second_factors_do_not_lie_in_the_database_as_they_are(client: Client, examiner: User) -> None:
    sign_in(client)
    secret, codes = set_up_app(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)


def test_recovery_codes_are_shown_once(client: Client, examiner: User) -> None:
    sign_in(client)
    _, codes = set_up_app(client)
    page = client.get("/account/second-factor/codes/").content.decode()
    assert "10 codes are left" in page
    assert not any(code in page for code in codes)


def test_giving_up_at_the_second_factor_leads_back(client: Client, examiner: User) -> None:
    sign_in(client)
    set_up_app(client)
    client.post("/account/logout/")
    sign_in(client)
    response = client.post("/account/logout/", {"next": "/account/login/"})
    assert response.headers["Location"] == "/account/login/"
    assert client.get("/account/second-factor/sign-in/").headers["Location"].startswith("/account/login/")


def test_second_factors_change_only_after_the_password_again(client: Client, examiner: User) -> None:
    sign_in(client)
    response = client.get("/account/second-factor/app/")
    assert response.headers["Location"].startswith("/account/confirm/")


def test_removing_a_factor_is_logged(client: Client, examiner: User) -> None:
    sign_in(client)
    set_up_app(client)
    client.post("/account/second-factor/app/remove/")
    assert not Authenticator.objects.exists()
    assert ("accounts.second_factor.removed", '{"kind":"totp"}') in logged()


def test_an_agency_may_demand_a_second_factor_before_any_page(client: Client) -> None:
    bureau = agency(requires_second_factor=True)
    person(bureau, Role.EXAMINER)
    sign_in(client)
    for address in ("/", "/account/", "/account/password/"):
        assert client.get(address).headers["Location"] == "/account/second-factor/"
    assert "Your agency asks everybody" in client.get("/account/second-factor/").content.decode()
    part = client.get("/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Refresh"]) == (403, "true")
    set_up_app(client)
    assert client.get("/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client: Client) -> None:
    user = person(agency(requires_second_factor=True), Role.EXAMINER)
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(user)
    assert client.get("/").headers["Location"] == "/account/second-factor/"


@pytest.mark.parametrize(
    "address", ["signup/", "email/", "password/reset/", "password/set/", "login/code/", "3rdparty/signup/"]
)
def test_what_is_not_listed_has_no_address(client: Client, examiner: User, address: str) -> None:
    assert client.get(f"/account/{address}").status_code == 404
    client.force_login(examiner)
    assert client.get(f"/account/{address}").status_code == 404


def test_a_passkey_s_ceremony_begins_without_a_name(client: Client) -> None:
    asked = client.get("/account/second-factor/keys/sign-in/", headers={"Accept": "application/json"}).json()
    assert asked["request_options"]["publicKey"]["userVerification"] in {"preferred", "required"}


def test_no_page_for_signing_in_holds_a_script_that_runs_inline(client: Client, examiner: User) -> None:
    pages = [client.get("/account/login/")]
    sign_in(client)
    client.post("/account/confirm/", {"password": PASSWORD})
    pages += [client.get(f"/account/second-factor/{part}") for part in ("", "app/", "keys/", "keys/add/")]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        for attributes in re.findall(r"<script([^>]*)>", text):
            assert "src=" in attributes or "application/json" in attributes
        assert not re.search(r"\son\w+=|\sstyle=|<style", text)
