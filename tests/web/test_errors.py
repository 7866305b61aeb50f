"""The pages that nobody wants to see: each says what is wrong and leads back, in the language of the browser."""

import pytest
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from antigone.casework.accounts.roles import Role
from antigone.web.shared.access import Open, page
from antigone.web.urls import urlpatterns as pages
from builders.people import agency, person

pytestmark = pytest.mark.django_db


@page(Open.PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the program")


urlpatterns = [path("broken/", broken), *pages]


@pytest.fixture(autouse=True)
def addresses(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]


def said(response: HttpResponse, status: int) -> str:
    assert response.status_code == status
    text = response.content.decode()
    assert "<h1>" in text
    assert 'rel="icon"' in text
    assert response.headers.get("Cache-Control") == "no-store"
    return text


def test_what_is_not_there(client: Client) -> None:
    assert "There is no such page" in said(client.get("/nowhere/"), 404)
    client.force_login(person(agency(), Role.EXAMINER))
    assert "Sections" in said(client.get("/nowhere/"), 404)


def test_what_the_role_does_not_cover(client: Client) -> None:
    client.force_login(person(agency(), Role.EXAMINER))
    assert "Your role does not cover this page." in said(client.get("/people/"), 403)


def test_a_form_out_of_date() -> None:
    client = Client(enforce_csrf_checks=True)
    assert "out of date" in said(client.post("/account/login/", {"login": "anna"}), 403)


def test_a_request_that_no_browser_makes(client: Client) -> None:
    client.force_login(person(agency(), Role.REGISTRAR))
    fields = {f"field{number}": "" for number in range(1001)}
    assert "This request was refused" in said(client.post("/cases/open/?kind=deceased", fields), 400)


def test_a_defect_of_the_program_tells_nothing_of_it() -> None:
    text = said(Client(raise_request_exception=False).get("/broken/"), 500)
    assert "The program failed" in text
    assert "secret" not in text


def test_too_many_requests(client: Client) -> None:
    request = RequestFactory().get("/")
    request.user = person(agency(), Role.EXAMINER)
    answer = ratelimit.respond_429(request)
    assert answer.status_code == 429
    assert "Wait a minute" in answer.content.decode()


def test_a_page_of_an_error_speaks_the_language_of_the_browser(client: Client) -> None:
    assert 'lang="uk"' in said(client.get("/nowhere/", headers={"Accept-Language": "uk"}), 404)


def test_the_icon_is_there_for_browsers_that_ask_before_they_read(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"].endswith("/antigone/icon.svg")) == (302, True)
