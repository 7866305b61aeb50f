"""Every page is closed unless it says whom it is open to."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from antigone.casework.accounts.roles import Right, Role
from antigone.engine.errors import NotFound, StateError
from antigone.web.shared.access import Open, page
from antigone.web.urls import urlpatterns as pages
from builders.people import agency, person

pytestmark = pytest.mark.django_db


def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


@page(Right.READ_LOG)
def for_auditors(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the log")


@page(Open.PUBLIC)
def for_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@page(Open.SIGNED_IN)
def absent(request: HttpRequest) -> HttpResponse:
    raise NotFound("There is no case 7.", advice="Look at the list.")


@page(Open.SIGNED_IN)
def refused(request: HttpRequest) -> HttpResponse:
    raise StateError("The case has expired.")


urlpatterns = [
    path("silent/", silent),
    path("log/", for_auditors),
    path("absent/", absent),
    path("refused/", refused),
    path("public/", for_all),
    *pages,
]


@pytest.fixture(autouse=True)
def addresses(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]


def test_a_view_that_says_nothing_is_not_there_for_anybody(client: Client) -> None:
    assert client.get("/silent/").status_code == 404
    client.force_login(person(agency(), Role.SUPERVISOR))
    assert client.get("/silent/").status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_comes_back(client: Client) -> None:
    response = client.get("/log/?page=2")
    assert (response.status_code, response.headers["Location"]) == (302, "/account/login/?next=/log/%3Fpage%3D2")


def test_only_the_right_opens_a_page(client: Client) -> None:
    bureau = agency()
    client.force_login(person(bureau, Role.SUPERVISOR))
    assert client.get("/log/").status_code == 403
    client.force_login(person(bureau, Role.AUDITOR))
    assert client.get("/log/").content == b"the log"


def test_a_public_page_is_open_to_strangers(client: Client) -> None:
    assert client.get("/public/").content == b"hello"


def test_a_page_answers_to_its_methods_only(client: Client) -> None:
    client.force_login(person(agency(), Role.AUDITOR))
    assert client.post("/log/").status_code == 405


@pytest.mark.parametrize(("address", "status", "says"), [("absent", 404, "no case 7"), ("refused", 409, "has expired")])
def test_an_error_is_a_page_with_the_status_that_fits(client: Client, address: str, status: int, says: str) -> None:
    client.force_login(person(agency(), Role.EXAMINER))
    response = client.get(f"/{address}/")
    assert response.status_code == status
    assert says in response.content.decode()


def test_every_answer_lets_the_browser_load_our_own_files_only(client: Client) -> None:
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
