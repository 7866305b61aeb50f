"""A case held and erased in the browser."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from antigone.casework.accounts.roles import Role
from antigone.casework.cases.models import Case
from antigone.casework.examinations.models import Examination, Seat
from antigone.casework.galleries.models import ErasureReceipt, LegalHold
from antigone.casework.jobs.models import Job
from builders.people import agency, person
from casework.cases.builders import case_of
from casework.examinations.builders import bench, complete

pytestmark = pytest.mark.django_db


def test_an_examined_case_goes_and_its_receipt_stays(client: Client, tmp_path: Path, antigone_home: Path) -> None:
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    examination = made.opened()
    complete(examination, Seat.FIRST, Anna=3)
    client.force_login(person(made.case.agency, Role.SUPERVISOR))
    address = reverse("cases:erase", args=[made.case.id])
    asked = client.get(address).content.decode()
    assert "1 search with its candidate list" in asked
    assert "1 examination with notes" in asked
    wrong = client.post(address, {"number": "something else"})
    assert (wrong.status_code, Case.objects.filter(pk=made.case.id).count()) == (422, 1)
    gone = client.post(address, {"number": made.case.number})
    receipt = ErasureReceipt.objects.get()
    assert gone.headers["Location"] == reverse("galleries:receipt", args=[receipt.id])
    assert not Case.objects.filter(pk=made.case.id).exists()
    assert not Examination.objects.exists()
    assert Job.objects.filter(task__endswith="finish_erasures").exists()
    shown = client.get(gone.headers["Location"]).content.decode()
    assert "Searches and comparisons" in shown
    assert str(made.case.id) in shown
    assert made.case.number not in shown
    assert receipt.document["searches_and_comparisons"] == 1
    assert made.case.number not in str(receipt.document)


def test_a_held_case_stays_until_the_hold_is_lifted(client: Client, bureau_case: Case) -> None:
    supervisor = person(bureau_case.agency, Role.SUPERVISOR)
    client.force_login(supervisor)
    hold, erase = (reverse(f"cases:{name}", args=[bureau_case.id]) for name in ("hold", "erase"))
    assert client.post(hold, {"reason": " "}).status_code == 422
    client.post(hold, {"reason": "Court order 5"})
    page = client.get(reverse("cases:show", args=[bureau_case.id])).content.decode()
    assert "Court order 5" in page
    assert 'name="number"' not in client.get(erase).content.decode()
    refused = client.post(erase, {"number": bureau_case.number})
    assert refused.status_code == 409
    assert "Court order 5" in refused.content.decode()
    lifted = client.post(
        reverse("galleries:lift_hold", args=[LegalHold.objects.get().id]), {"reason": "The court has decided."}
    )
    assert lifted.headers["Location"] == reverse("cases:show", args=[bureau_case.id])
    assert "The court has decided." in client.get(lifted.headers["Location"]).content.decode()
    client.post(erase, {"number": bureau_case.number})
    assert not Case.objects.exists()


def test_who_may_not_lift_or_erase_sees_the_hold_alone(client: Client, bureau_case: Case) -> None:
    client.force_login(person(bureau_case.agency, Role.SUPERVISOR))
    client.post(reverse("cases:hold", args=[bureau_case.id]), {"reason": "Court order 5"})
    client.force_login(bureau_case.opened_by)
    page = client.get(reverse("cases:show", args=[bureau_case.id])).content.decode()
    assert "Court order 5" in page
    assert reverse("cases:erase", args=[bureau_case.id]) not in page
    assert reverse("galleries:lift_hold", args=[LegalHold.objects.get().id]) not in page


@pytest.fixture
def bureau_case() -> Case:
    return case_of(person(agency(), Role.REGISTRAR), number="UA-7/5")
