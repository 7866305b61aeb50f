"""One's own account: language, sessions, password, keys."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from antigone.casework.accounts.keys import actor_of_key
from antigone.casework.accounts.models import ApiKey, User
from antigone.casework.accounts.roles import Right, Role
from antigone.casework.audit.models import Event
from antigone.web.account.wording import RIGHTS_IN_WORDS
from builders.people import PASSWORD, agency, person

pytestmark = pytest.mark.django_db

NEW = "a pale blue teapot"


@pytest.fixture
def registrar() -> User:
    return person(agency(), Role.REGISTRAR)


def signed_in(username: str = "registrar", password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/account/login/", {"login": username, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def answers(**changes: object) -> dict[str, object]:
    day = timezone.localdate() + timedelta(days=30)
    given = {"name": "Night import", "purpose": "Loads lists", "expires_on": day.isoformat(), "scopes": ["search"]}
    return {**given, **changes}


def test_the_page_says_who_one_is(registrar: User) -> None:
    page = signed_in().get("/account/").content.decode()
    assert "Bureau of Missing Persons" in page
    assert "Registrar" in page


def test_a_language_is_kept_and_comes_along_to_another_browser(registrar: User) -> None:
    client = signed_in()
    response = client.post("/account/language/", {"language": "uk"})
    assert response.cookies["django_language"].value == "uk"
    assert response.cookies["django_language"]["httponly"]
    assert User.objects.get(id=registrar.id).language == "uk"
    assert signed_in().cookies["django_language"].value == "uk"
    client.post("/account/language/", {"language": ""})
    assert User.objects.get(id=registrar.id).language == ""


def test_a_language_there_is_not_is_refused(registrar: User) -> None:
    assert signed_in().post("/account/language/", {"language": "xx"}).status_code == 400
    assert User.objects.get(id=registrar.id).language == ""


def test_another_session_is_ended_and_this_one_stays(registrar: User) -> None:
    here, there, elsewhere = signed_in(), signed_in(), signed_in()
    page = here.get("/account/").content.decode()
    assert page.count("End this session") == 2
    chosen = re.findall(r'name="session" value="(\d+)"', page)[0]
    here.post("/account/sessions/end/", {"session": chosen})
    assert is_in(here)
    assert sorted([is_in(there), is_in(elsewhere)]) == [False, True]
    here.post("/account/sessions/end/")
    assert (is_in(here), is_in(there), is_in(elsewhere)) == (True, False, False)
    assert Event.objects.filter(name="accounts.session.ended", payload='{"sessions":1}').count() == 2


def test_a_session_of_somebody_else_is_not_ended(registrar: User) -> None:
    person(registrar.agency, Role.EXAMINER)
    theirs, second, mine = signed_in("examiner"), signed_in("examiner"), signed_in()
    number = re.findall(r'name="session" value="(\d+)"', theirs.get("/account/").content.decode())[0]
    mine.post("/account/sessions/end/", {"session": number})
    assert is_in(theirs)
    assert is_in(second)


def test_a_new_password_ends_other_sessions(registrar: User) -> None:
    here, there = signed_in(), signed_in()
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert is_in(here)
    assert not is_in(there)
    assert User.objects.get(id=registrar.id).check_password(NEW)
    assert Event.objects.get(name="accounts.password.changed").payload == '{"sessions":1}'


@pytest.mark.parametrize(
    ("old", "new"), [("wrong horse battery", NEW), (PASSWORD, "short"), (PASSWORD, "registrar-1234")]
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(registrar: User, old: str, new: str) -> None:
    signed_in().post("/account/password/", {"oldpassword": old, "password1": new, "password2": new})
    assert User.objects.get(id=registrar.id).check_password(PASSWORD)


def test_a_key_is_made_shown_once_and_revoked(registrar: User) -> None:
    client = signed_in()
    response = client.post("/account/keys/new/", answers())
    assert response.headers["Cache-Control"] == "no-store"
    found = re.search(r"ak_[0-9a-f]{12}_[\w-]{43}", response.content.decode())
    assert found is not None
    assert actor_of_key(found.group()) is not None
    page = client.get("/account/").content.decode()
    assert found.group() not in page
    assert "Night import" in page
    client.post(f"/account/keys/{ApiKey.objects.get().id}/revoke/")
    assert actor_of_key(found.group()) is None
    assert "Revoked" in client.get("/account/").content.decode()


def test_a_key_lasts_to_the_end_of_its_last_day(registrar: User) -> None:
    signed_in().post("/account/keys/new/", answers())
    assert timezone.localdate(ApiKey.objects.get().expires_at) == timezone.localdate() + timedelta(days=30)


@pytest.mark.parametrize("changes", [{"scopes": []}, {"scopes": ["examine"]}, {"expires_on": "2020-01-01"}])
def test_a_key_that_may_not_be_is_not_made(registrar: User, changes: dict[str, object]) -> None:
    response = signed_in().post("/account/keys/new/", answers(**changes))
    assert "errorlist" in response.content.decode() or "notice-error" in response.content.decode()
    assert not ApiKey.objects.exists()


def test_without_the_right_to_the_api_there_are_no_keys(registrar: User) -> None:
    person(registrar.agency, name="nobody")
    client = signed_in("nobody")
    assert client.get("/account/keys/new/").status_code == 403
    assert "API keys" not in client.get("/account/").content.decode()


def test_somebody_else_s_key_is_not_there(registrar: User) -> None:
    signed_in().post("/account/keys/new/", answers())
    person(registrar.agency, Role.EXAMINER)
    response = signed_in("examiner").post(f"/account/keys/{ApiKey.objects.get().id}/revoke/")
    assert response.status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_every_right_has_words() -> None:
    assert set(RIGHTS_IN_WORDS) == set(Right)
