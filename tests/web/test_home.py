"""The start page is each role's work list."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from antigone.casework.accounts.invitations import invite
from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door
from antigone.casework.cases.models import Case, CaseKind
from antigone.casework.cases.services import CaseRequest, open_case
from builders.people import agency, person

pytestmark = pytest.mark.django_db


def opened(by: User, number: str, *, days: int) -> Case:
    request = CaseRequest(
        number=number,
        kind=CaseKind.DECEASED,
        authority="Prosecutor",
        purpose="Identification",
        legal_basis="Order 7",
        expires_on=timezone.localdate() + timedelta(days=days),
    )
    return open_case(request=request, by=by.actor(Door.WEB), now=timezone.now())


def shown(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/").content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nothing_waits_in_an_empty_home(client: Client, role: Role) -> None:
    assert "Nothing waits for you" in shown(client, person(agency(), role))


def test_a_registrar_sees_which_of_their_cases_end_soon(client: Client) -> None:
    bureau = agency()
    registrar = person(bureau, Role.REGISTRAR)
    opened(registrar, "UA-1", days=10)
    opened(registrar, "UA-2", days=200)
    opened(person(bureau, Role.REGISTRAR), "UA-3", days=10)
    page = shown(client, registrar)
    assert "Case UA-1" in page
    assert "UA-2" not in page
    assert "UA-3" not in page
    assert "Case UA-3" in shown(client, person(bureau, Role.SUPERVISOR))


def test_a_long_list_says_how_much_more_there_is(client: Client) -> None:
    registrar = person(agency(), Role.REGISTRAR)
    for number in range(10):
        opened(registrar, f"UA-{number}", days=10)
    page = shown(client, registrar)
    assert page.count("Case UA-") == 8
    assert "2 more" in page


def test_an_administrator_sees_open_invitations_and_no_case(client: Client) -> None:
    bureau = agency()
    opened(person(bureau, Role.REGISTRAR), "UA-1", days=10)
    administrator = person(bureau, Role.ADMINISTRATOR)
    invite(roles=[Role.EXAMINER], display_name="Ірина", by=administrator.actor(Door.WEB))
    page = shown(client, administrator)
    assert "Ірина" in page
    assert "UA-1" not in page


def test_an_auditor_sees_the_last_acts(client: Client) -> None:
    bureau = agency()
    opened(person(bureau, Role.REGISTRAR, name="Олена"), "UA-1", days=10)
    page = shown(client, person(bureau, Role.AUDITOR))
    assert "Олена" in page
    assert "opened case UA-1" in page
