"""Cases in the browser: the list, opening, condition, members, closing; who is let in."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from antigone.casework.accounts.models import Agency, User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Door
from antigone.casework.cases.closing import ClosingRequest, close_case
from antigone.casework.cases.models import Basis, Case, CaseKind, CaseMembership, CaseState
from builders.people import agency, person
from casework.cases.builders import FOR_LONG, NOON, case_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Agency:
    return agency()


@pytest.fixture
def registrar(bureau: Agency, client: Client) -> User:
    user = person(bureau, Role.REGISTRAR)
    client.force_login(user)
    return user


def text(client: Client, name: str, *of: object, status: int = 200, **query: str) -> str:
    response = client.get(reverse(f"cases:{name}", args=of), query)
    assert response.status_code == status
    return response.content.decode()


def sent(client: Client, name: str, *of: object, status: int = 302, **fields: object) -> str:
    response = client.post(reverse(f"cases:{name}", args=of), fields)
    assert response.status_code == status
    return response.content.decode()


def test_a_case_is_opened_kind_first(client: Client, registrar: User) -> None:
    assert "Person in custody" in text(client, "open")
    assert 'name="mandate"' not in text(client, "open", kind="deceased")
    asked = text(client, "open", kind="custody")
    assert 'name="mandate"' in asked
    assert 'value="Prosecutor"' in asked
    fields = {
        "number": "UA-1",
        "authority": "Court",
        "purpose": "Identification",
        "legal_basis": "Order",
        "expires_on": "2099-01-01",
    }
    address = reverse("cases:open") + "?kind=custody"
    missing = client.post(address, fields)
    assert missing.status_code == 200
    assert 'id="id_mandate_error"' in missing.content.decode()
    opened = client.post(address, {**fields, "mandate": "Warrant 3"})
    case = Case.objects.get()
    assert opened.headers["Location"] == reverse("cases:photographs", args=[case.id])
    assert (case.kind, case.mandate, case.expires_on) == (CaseKind.CUSTODY, "Warrant 3", date(2099, 1, 1))
    again = client.post(address, {**fields, "mandate": "Warrant 3"})
    assert "There is a case UA-1 already." in again.content.decode()


def test_the_list_shows_what_one_may_see_and_asked_for(client: Client, bureau: Agency, registrar: User) -> None:
    case_of(registrar, number="UA-1")
    case_of(registrar, number="UA-2", kind=CaseKind.CUSTODY)
    case_of(person(bureau, Role.REGISTRAR, name="second"), number="UA-3")
    shown = text(client, "list")
    assert "UA-1" in shown
    assert "UA-2" in shown
    assert "UA-3" not in shown
    assert "UA-1" not in text(client, "list", kind="custody")
    assert "No case is like this." in text(client, "list", state="closed")


def test_a_long_list_is_cut_into_pages(client: Client, registrar: User) -> None:
    for number in range(26):
        case_of(registrar, number=f"UA-{number:02}")
    assert "Page 1 of 2" in text(client, "list", order="number", number="UA")
    second = text(client, "list", order="number", number="UA", page="2")
    assert "UA-25" in second
    assert "UA-24" not in second
    assert "?order=number&amp;number=UA&amp;page=1" in second


@pytest.mark.parametrize("name", ["show", "photographs", "members", "closing"])
def test_strangers_to_a_case_find_nothing(client: Client, bureau: Agency, name: str) -> None:
    case = case_of(person(bureau, Role.REGISTRAR))
    address = reverse(f"cases:{name}", args=[case.id])
    assert client.get(address).status_code == 302
    for user, status in (
        (person(bureau, Role.EXAMINER), 404),
        (person(bureau, Role.ADMINISTRATOR), 403),
        (person(bureau, Role.GALLERY_MANAGER), 403),
        (person(agency("Another"), Role.SUPERVISOR, name="far"), 404),
        (person(bureau, Role.AUDITOR), 200),
    ):
        client.force_login(user)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("name", ["open", "describe", "renew", "add_photographs"])
def test_readers_are_not_let_write(client: Client, bureau: Agency, name: str) -> None:
    case = case_of(person(bureau, Role.REGISTRAR))
    examiner = person(bureau, Role.EXAMINER)
    CaseMembership.objects.create(case=case, user=examiner, added_by=examiner, added_at=case.opened_at)
    for user in (examiner, person(bureau, Role.AUDITOR)):
        client.force_login(user)
        sent(client, name, *([] if name == "open" else [case.id]), status=403)


def test_the_condition_is_written_down_and_shown(client: Client, registrar: User) -> None:
    case = case_of(registrar)
    refused = sent(client, "describe", case.id, status=200, degree_days="40")
    assert "Say what the degree-days were computed from" in refused
    sent(
        client,
        "describe",
        case.id,
        body_status="1",
        body_class="2",
        body_flags=["burned", "incomplete"],
        degree_days="182.5",
        degree_days_source="Station 33345",
        eyes="closed",
        injured_regions=["nose"],
        found_on="2026-02-20",
    )
    shown = text(client, "show", case.id)
    for words in ("Whole body", "Burned or charred, Incomplete", "182.5", "Station 33345", "Nose", "20 February 2026"):
        assert words in shown
    assert 'value="182.5"' in text(client, "describe", case.id)


def test_a_living_persons_form_asks_for_no_bodys_state(client: Client, registrar: User) -> None:
    asked = text(client, "describe", case_of(registrar, kind=CaseKind.LIVING_UNKNOWN).id)
    assert 'name="injured_regions"' in asked
    assert 'name="body_class"' not in asked


def test_an_expired_case_says_so_and_is_renewed(client: Client, registrar: User) -> None:
    case = case_of(registrar)
    Case.objects.filter(pk=case.pk).update(expires_on=date(2026, 1, 1))
    assert "This case has expired" in text(client, "show", case.id)
    assert "does not renew it" in sent(client, "renew", case.id, status=200, expires_on="2025-01-01", authority="Court")
    sent(client, "renew", case.id, expires_on=FOR_LONG.isoformat(), authority="Court")
    assert "This case has expired" not in text(client, "show", case.id)


@pytest.mark.parametrize("why", ["This case has expired", "Case UA-7 is closed: the identity is established."])
def test_what_would_be_refused_is_not_offered(client: Client, bureau: Agency, registrar: User, why: str) -> None:
    case = case_of(registrar)
    searches, new = reverse("searches:of_case", args=[case.id]), reverse("searches:new", args=[case.id])
    assert new in client.get(searches).content.decode()
    assert 'type="file"' in text(client, "photographs", case.id)
    if "expired" in why:
        Case.objects.filter(pk=case.pk).update(expires_on=date(2026, 1, 1))
    else:
        found = ClosingRequest(
            basis=Basis.DNA, decided_on=NOON.date(), official="O", laboratory="L", reference="R", established_name="I"
        )
        close_case(case=case, request=found, by=person(bureau, Role.SUPERVISOR).actor(Door.WEB), now=NOON)
    shown = text(client, "photographs", case.id)
    assert (why in shown, 'type="file"' in shown) == (True, False)
    assert new not in client.get(searches).content.decode()


def test_members_come_and_go(client: Client, bureau: Agency, registrar: User) -> None:
    case, examiner = case_of(registrar), person(bureau, Role.EXAMINER, name="Olena")
    sent(client, "members", case.id, user=str(examiner.id))
    assert "Remove Olena" in text(client, "members", case.id)
    sent(client, "remove_member", case.id, examiner.id)
    assert "Remove Olena" not in text(client, "members", case.id)
    sent(client, "remove_member", case.id, person(agency("Another"), Role.EXAMINER, name="far").id, status=404)


def test_whoever_leaves_a_case_is_led_to_the_list(client: Client, registrar: User) -> None:
    case = case_of(registrar)
    response = client.post(reverse("cases:remove_member", args=[case.id, registrar.id]))
    assert response.headers["Location"] == reverse("cases:list")


def test_a_supervisor_closes_and_opens_again(client: Client, bureau: Agency) -> None:
    supervisor = person(bureau, Role.SUPERVISOR)
    case = case_of(supervisor.actor(Door.WEB))
    client.force_login(supervisor)
    assert 'value="papers"' not in text(client, "closing", case.id)
    fields = {
        "basis": "dna",
        "laboratory": "Laboratory",
        "reference": "R-1",
        "decided_on": "2026-02-01",
        "official": "O. Kovalenko",
    }
    assert "Say whose identity is established" in sent(client, "closing", case.id, status=200, **fields)
    sent(client, "closing", case.id, established_name="Ivan Franko", **fields)
    assert case.state == CaseState.CLOSED
    shown = text(client, "closing", case.id)
    assert "Ivan Franko" in shown
    assert "R-1" in shown
    sent(client, "reopen", case.id, reason="A mistake in the laboratory.")
    assert "A mistake in the laboratory." in text(client, "closing", case.id)


def test_a_registrar_does_not_close(client: Client, registrar: User) -> None:
    case = case_of(registrar)
    assert "A supervisor closes it." in text(client, "closing", case.id)
    sent(client, "closing", case.id, status=403, basis="dna")
    sent(client, "reopen", case.id, status=403, reason="Doubt")
