"""An identity of the agency's provider opens the account that its owner linked it to, and no other."""

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit.models import Event
from antigone.site.configuration import Configuration
from antigone.site.settings import identity_providers
from antigone.web.account.adapters import IdentityAdapter
from builders.people import PASSWORD, agency, person

pytestmark = pytest.mark.django_db

ISSUER = "https://login.example.org"


class Provider:
    """What a provider answers, in the place of the network: `sub` is whom it vouches for; `silent` where it is down."""

    def __init__(self) -> None:
        self.sub = "1234"
        self.silent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        return None

    def get(self, address: str, **_options: object) -> requests.Response:
        return self.request("GET", address)

    def request(self, _method: str, address: str, **_options: object) -> requests.Response:
        if self.silent:
            raise requests.ConnectionError("nobody answers")
        return answered(self._answers()[urlsplit(address).path])

    def _answers(self) -> dict[str, object]:
        claims = {"iss": ISSUER, "aud": "antigone", "sub": self.sub, "exp": time.time() + 60}
        return {
            "/.well-known/openid-configuration": {
                "issuer": ISSUER,
                **{name: f"{ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint")},
                "userinfo_endpoint": f"{ISSUER}/userinfo",
                "jwks_uri": f"{ISSUER}/jwks",
            },
            "/token_endpoint": {"access_token": "t", "id_token": jwt.encode(claims, "k" * 32, algorithm="HS256")},
            "/userinfo": {"sub": self.sub, "preferred_username": "examiner", "email": "examiner@example.org"},
        }


def answered(body: object) -> requests.Response:
    response = requests.Response()
    response.status_code = 200
    response.json = lambda **_options: body  # type: ignore[method-assign]
    response.headers["content-type"] = "application/json"
    return response


@pytest.fixture
def provider(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    configured = Configuration(oidc_issuer=ISSUER, oidc_client_id="antigone", oidc_name="Ministry")
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers(configured)  # type: ignore[attr-defined]
    provider = Provider()
    monkeypatch.setattr(IdentityAdapter, "get_requests_session", lambda _adapter: provider)
    cache.clear()
    yield provider
    cache.clear()


@pytest.fixture
def examiner() -> User:
    return person(agency(), Role.EXAMINER)


def go(client: Client, process: str) -> object:
    """To the provider and back, as a browser does whom the provider vouches for."""
    page = client.post(f"/account/oidc/oidc/?process={process}")
    address = page.context["address"]
    state = parse_qs(urlsplit(address).query)["state"][0]
    return client.get("/account/oidc/oidc/back/", {"code": "c", "state": state})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def linked(client: Client) -> None:
    client.post("/account/login/", {"login": "examiner", "password": PASSWORD})
    client.post("/account/confirm/", {"password": PASSWORD})
    go(client, "connect")


def test_an_identity_that_nobody_linked_opens_nothing_though_its_name_and_address_are_known(
    client: Client, examiner: User, provider: Provider
) -> None:
    User.objects.filter(id=examiner.id).update(email="examiner@example.org")
    response = go(client, "login")
    assert response.status_code == 403  # type: ignore[attr-defined]
    assert "linked to no account" in response.content.decode()  # type: ignore[attr-defined]
    assert not is_in(client)
    assert User.objects.count() == 1


def test_its_owner_links_it_and_signs_in_by_it(client: Client, examiner: User, provider: Provider) -> None:
    linked(client)
    assert "1234" in client.get("/account/identities/").content.decode()
    other = Client()
    go(other, "login")
    assert is_in(other)
    events = list(Event.objects.order_by("seq").values_list("name", "payload"))
    assert events[-2:] == [
        ("accounts.identity.linked", '{"provider":"oidc"}'),
        ("accounts.session.opened", '{"method":"oidc"}'),
    ]
    provider.sub = "5678"
    assert go(Client(), "login").status_code == 403  # type: ignore[attr-defined]


def test_a_deactivated_person_does_not_get_in_by_it(client: Client, examiner: User, provider: Provider) -> None:
    linked(client)
    User.objects.filter(id=examiner.id).update(is_active=False)
    other = Client()
    go(other, "login")
    assert not is_in(other)


def test_a_link_is_removed(client: Client, examiner: User, provider: Provider) -> None:
    linked(client)
    client.post("/account/identities/", {"account": SocialAccount.objects.get().pk})
    assert go(Client(), "login").status_code == 403  # type: ignore[attr-defined]
    assert Event.objects.filter(name="accounts.identity.unlinked").count() == 1


def test_the_sign_in_page_offers_it_by_its_name(client: Client, provider: Provider) -> None:
    assert "Sign in with Ministry" in client.get("/account/login/").content.decode()


def test_without_a_provider_there_is_no_such_way(client: Client) -> None:
    assert "oidc" not in client.get("/account/login/").content.decode()
    assert client.post("/account/oidc/oidc/").status_code == 404


def test_the_browser_is_sent_on_by_a_page_and_by_no_form(client: Client, provider: Provider) -> None:
    page = client.post("/account/oidc/oidc/?process=login")
    assert page.status_code == 200
    assert f'content="0; url={ISSUER}/authorization_endpoint' in page.content.decode()
    assert "code_challenge=" in page.content.decode()


def test_a_provider_that_is_down_is_said_to_be(client: Client, provider: Provider) -> None:
    provider.silent = True
    response = client.post("/account/oidc/oidc/?process=login")
    assert response.status_code == 409
    assert "does not answer as it should" in response.content.decode()


def test_a_way_back_that_nobody_set_out_on_opens_nothing(client: Client, provider: Provider) -> None:
    response = client.get("/account/oidc/oidc/back/", {"code": "c", "state": "forged"})
    assert response.status_code == 401
    assert "did not vouch for you" in response.content.decode()
