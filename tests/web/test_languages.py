"""The language and the direction of pages."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from antigone.web.templatetags.wording import isolated, said

pytestmark = pytest.mark.django_db

HEBREW = "דוד כהן"


def test_a_page_says_its_language(client: Client) -> None:
    page = client.get("/account/login/", headers={"accept-language": "uk"}).content.decode()

    assert '<html lang="uk" dir="ltr">' in page
    assert "<h1>Увійти</h1>" in page


def test_a_language_from_right_to_left_turns_the_page(client: Client, settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]

    page = client.get("/account/login/", headers={"accept-language": "ar"}).content.decode()

    assert '<html lang="ar" dir="rtl">' in page


def test_another_language_is_spoken_before_anybody_signs_in(client: Client) -> None:
    answer = client.post("/account/speak/", {"language": "uk", "next": "/cases/"})

    assert answer.headers["Location"] == "/account/login/?next=%2Fcases%2F"
    assert "Увійти" in client.get("/account/login/").content.decode()


def test_a_language_that_is_not_there_is_refused(client: Client) -> None:
    answer = client.post("/account/speak/", {"language": "xx"})

    assert answer.status_code == 400
    assert "There is no such language here." in answer.content.decode()


def test_the_api_refuses_in_the_language_asked_for(client: Client) -> None:
    answer = client.get("/api/v1/cases", headers={"accept-language": "uk"})

    assert answer.status_code == 401
    assert answer.json()["detail"] == "У цьому запиті немає чинного ключа."


def test_a_name_written_the_other_way_is_isolated() -> None:
    with translation.override("uk"):
        assert isolated(HEBREW) == f"\u2068{HEBREW}\u2069"
        assert isolated("Олена") == "Олена"
    with translation.override("he"):
        assert isolated(HEBREW) == HEBREW
        assert isolated("Олена") == "\u2068Олена\u2069"


def test_the_filter_takes_what_is_not_there() -> None:
    assert said(None) == ""
