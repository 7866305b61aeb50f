"""The administrator's pages: who is there, who is to come, what each may do."""

import re

import pytest
from django.test import Client

from antigone.casework.accounts.models import Agency, Invitation, User
from antigone.casework.accounts.roles import Role
from antigone.casework.accounts.services import create_home
from antigone.casework.audit import Door
from builders.people import PASSWORD, agency, person

pytestmark = pytest.mark.django_db

LINK = re.compile(r"http://testserver(/welcome/[\w-]{43}/)")


@pytest.fixture
def administrator(client: Client) -> User:
    user = person(agency(), Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def link_on(page: str) -> str:
    found = LINK.search(page)
    assert found is not None
    return found.group(1)


def test_the_list_names_people_roles_and_state(client: Client, administrator: User) -> None:
    gone = person(administrator.agency, Role.EXAMINER, name="Olena Koval")
    User.objects.filter(id=gone.id).update(is_active=False)
    person(agency("Another"), Role.REGISTRAR, name="A stranger")
    page = client.get("/people/").content.decode()
    assert "Olena Koval" in page
    assert "Examiner" in page
    assert "Deactivated" in page
    assert "A stranger" not in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_open_none_of_it(client: Client, role: Role) -> None:
    bureau = agency()
    other = person(bureau, Role.ADMINISTRATOR)
    client.force_login(person(bureau, role))
    for address in ("/people/", "/people/invite/", "/people/agency/", "/people/agencies/", f"/people/{other.id}/"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in {403, 405}
    for act in ("deactivate", "reactivate", "renew"):
        assert client.post(f"/people/{other.id}/{act}/").status_code == 403
    assert "/people/" not in client.get("/").content.decode()


def test_people_of_another_agency_are_not_found(client: Client, administrator: User) -> None:
    stranger = person(agency("Another"), Role.REGISTRAR, name="stranger")
    assert client.get(f"/people/{stranger.id}/").status_code == 404
    for act in ("deactivate", "reactivate", "renew"):
        assert client.post(f"/people/{stranger.id}/{act}/").status_code == 404
    assert client.post(f"/people/{stranger.id}/", {"roles": ["auditor"]}).status_code == 404
    assert User.objects.get(id=stranger.id).roles() == {"registrar"}


def test_an_invitation_is_shown_once_and_leads_to_an_account(client: Client, administrator: User) -> None:
    response = client.post("/people/invite/", {"display_name": "Olena Koval", "roles": ["examiner"]})
    assert response.headers["Cache-Control"] == "no-store"
    link = link_on(response.content.decode())
    assert not LINK.search(client.get("/people/").content.decode())
    guest = Client()
    assert "Welcome to Bureau of Missing Persons" in guest.get(link).content.decode()
    answers = {"display_name": "O. Koval", "username": "olena", "password": "a pale blue teapot"}
    response = guest.post(link, {**answers, "again": "a pale blue teapot"})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert "O. Koval" in guest.get("/").content.decode()
    assert Client().get(link).status_code == 404
    assert Client().post(link, {**answers, "again": "a pale blue teapot"}).status_code == 404


def test_two_different_passwords_make_no_account(client: Client, administrator: User) -> None:
    page = client.post("/people/invite/", {"display_name": "Olena", "roles": ["examiner"]}).content.decode()
    answers = {"display_name": "Olena", "username": "olena", "password": "a pale blue teapot", "again": "another one"}
    response = Client().post(link_on(page), answers)
    assert "another password than the first" in response.content.decode()
    assert not User.objects.filter(username="olena").exists()


def test_a_refused_invitation_says_why_and_keeps_what_was_typed(client: Client, administrator: User) -> None:
    page = client.post("/people/invite/", {"display_name": "Olena", "roles": ["auditor", "examiner"]}).content.decode()
    assert "go with no other" in page
    assert 'value="Olena"' in page
    assert not Invitation.objects.exists()


def test_a_link_can_be_withdrawn(client: Client, administrator: User) -> None:
    page = client.post("/people/invite/", {"display_name": "Olena", "roles": ["examiner"]}).content.decode()
    client.post(f"/people/invitations/{Invitation.objects.get().id}/withdraw/")
    assert Client().get(link_on(page)).status_code == 404


def test_roles_are_changed(client: Client, administrator: User) -> None:
    someone = person(administrator.agency, Role.EXAMINER)
    client.post(f"/people/{someone.id}/", {"roles": ["registrar", "supervisor"]})
    assert User.objects.get(id=someone.id).roles() == {"registrar", "supervisor"}


def test_one_s_own_roles_are_not(client: Client, administrator: User) -> None:
    page = client.post(f"/people/{administrator.id}/", {"roles": ["registrar"]}).content.decode()
    assert "This is you" in page
    assert User.objects.get(id=administrator.id).roles() == {"administrator"}
    assert client.post(f"/people/{administrator.id}/deactivate/").status_code == 403


def test_a_deactivated_person_s_open_session_ends(client: Client, administrator: User) -> None:
    someone = person(administrator.agency, Role.EXAMINER)
    theirs = Client()
    theirs.post("/account/login/", {"login": "examiner", "password": PASSWORD})
    assert theirs.get("/").status_code == 200
    client.post(f"/people/{someone.id}/deactivate/")
    assert theirs.get("/").headers["Location"] == "/account/login/?next=/"
    theirs.post("/account/login/", {"login": "examiner", "password": PASSWORD})
    assert theirs.get("/").status_code == 302
    client.post(f"/people/{someone.id}/reactivate/")
    assert theirs.get("/").status_code == 302, "the old session must not come back"
    theirs.post("/account/login/", {"login": "examiner", "password": PASSWORD})
    assert theirs.get("/").status_code == 200


def test_a_new_access_link_sets_a_password(client: Client, administrator: User) -> None:
    someone = person(administrator.agency, Role.EXAMINER)
    theirs = Client()
    theirs.post("/account/login/", {"login": "examiner", "password": PASSWORD})
    link = link_on(client.post(f"/people/{someone.id}/renew/").content.decode())
    assert "username" not in Client().get(link).content.decode()
    Client().post(link, {"password": "a pale blue teapot", "again": "a pale blue teapot"})
    assert theirs.get("/").status_code == 302
    assert User.objects.get(id=someone.id).check_password("a pale blue teapot")


def test_agency_settings_are_saved(client: Client, administrator: User) -> None:
    answers = {"name": "Institute", "default_authority": "Court", "default_purpose": "p", "seeds_known_answers": "on"}
    client.post("/people/agency/", answers)
    saved = Agency.objects.get(id=administrator.agency_id)
    assert (saved.name, saved.default_authority, saved.seeds_known_answers) == ("Institute", "Court", True)


def test_only_the_first_agency_s_administrator_adds_agencies(client: Client) -> None:
    home = create_home(agency="Home", authority="a", purpose="p", door=Door.CLI).agency
    client.force_login(person(home, Role.ADMINISTRATOR))
    answers = {"name": "Guest", "default_authority": "Court", "default_purpose": "Identification"}
    response = client.post("/people/agencies/", answers, follow=True)
    assert "An administrator for Guest" in response.content.decode()
    address = response.redirect_chain[-1][0]
    link = link_on(client.post(address, {"display_name": "Chief"}).content.decode())
    assert "Welcome to Guest" in Client().get(link).content.decode()

    guest = person(Agency.objects.get(name="Guest"), Role.ADMINISTRATOR, name="guest")
    client.force_login(guest)
    assert client.get("/people/agencies/").status_code == 403
    assert client.post("/people/agencies/", {**answers, "name": "Third"}).status_code == 403
    assert client.post(address, {"display_name": "x"}).status_code == 403
    assert "All agencies" not in client.get("/people/").content.decode()
