"""Cases: what they need, who opens them, until when they may be searched."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from antigone.casework.accounts.models import Agency
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.commitments import commitment_holds
from antigone.casework.audit.models import Event
from antigone.casework.cases.models import BodyClass, BodyStatus, Case, CaseKind, SubjectStatus
from antigone.casework.cases.policy import require_searchable
from antigone.casework.cases.selectors import case_by_number, cases_of, find_case
from antigone.casework.cases.services import CaseRequest, open_case, open_deceased_case_by_default, renew_case
from antigone.engine.errors import StateError, UsageError
from casework.galleries.builders import operator

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
REQUEST = CaseRequest(
    number="UA-2022-17",
    kind=CaseKind.DECEASED,
    authority="Prosecutor",
    purpose="Identification",
    legal_basis="Order 7",
    expires_on=date(2027, 1, 1),
)


@pytest.fixture
def by() -> Actor:
    return operator()


def test_a_case_is_opened_with_its_event(by: Actor) -> None:
    asked = replace(REQUEST, number=" UA-2022-17 ", body_status=BodyStatus.WHOLE, body_class=BodyClass.DECOMPOSED)
    case = open_case(request=asked, by=by, now=NOON)
    case.refresh_from_db()
    assert (case.number, case.agency_id, case.opened_by_id) == ("UA-2022-17", by.agency, by.user)
    assert (case.subject_status, case.body_status, case.body_class) == (2, 1, 2)
    event = Event.objects.order_by("seq").last()
    payload = json.loads(event.payload)
    assert event.name == "cases.case.opened"
    assert (payload["kind"], payload["expires_on"], payload["by_default"]) == ("deceased", "2027-01-01", False)
    assert "UA-2022-17" not in event.payload
    assert commitment_holds(owner=case.id, value="UA-2022-17", digest=payload["number"])


@pytest.mark.parametrize(
    ("kind", "status"), [(CaseKind.CUSTODY, SubjectStatus.LIVING), (CaseKind.LIVING_UNKNOWN, SubjectStatus.LIVING)]
)
def test_the_living_are_opened_as_living(by: Actor, kind: CaseKind, status: SubjectStatus) -> None:
    case = open_case(request=replace(REQUEST, kind=kind, mandate="Warrant 3"), by=by, now=NOON)
    assert (case.subject_status, case.body_status) == (status, None)


def test_custody_needs_a_mandate(by: Actor) -> None:
    with pytest.raises(UsageError, match="needs a mandate"):
        replace(REQUEST, kind=CaseKind.CUSTODY, mandate=" ")
    case = open_case(request=replace(REQUEST, kind=CaseKind.CUSTODY, mandate="Warrant 3"), by=by, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(mandate="")


@pytest.mark.parametrize("field", ["number", "authority", "purpose", "legal_basis"])
@pytest.mark.parametrize("value", ["", "  ", "two\nlines", "x" * 501])
def test_every_text_is_needed_and_is_one_line(field: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"The case's {field.replace('_', ' ')} cannot be"):
        replace(REQUEST, **{field: value})  # type: ignore[arg-type]


def test_a_living_person_has_no_body_codes() -> None:
    with pytest.raises(UsageError, match="Only a case of a deceased person"):
        replace(REQUEST, kind=CaseKind.LIVING_UNKNOWN, body_status=BodyStatus.WHOLE)


def test_a_number_is_opened_once_in_an_agency(by: Actor) -> None:
    open_case(request=REQUEST, by=by, now=NOON)
    with pytest.raises(StateError, match="There is a case UA-2022-17 already"):
        open_case(request=REQUEST, by=by, now=NOON)
    assert Case.objects.count() == 1


def test_a_case_is_not_born_expired(by: Actor) -> None:
    with pytest.raises(UsageError, match="would have expired on 2026-02-28"):
        open_case(request=replace(REQUEST, expires_on=date(2026, 2, 28)), by=by, now=NOON)


def test_an_unknown_number_opens_a_case_for_a_deceased_person_by_the_homes_defaults(by: Actor) -> None:
    case, said = open_deceased_case_by_default(number="UA-9", by=by, now=NOON)
    assert (case.kind, case.authority, case.purpose) == ("deceased", "Prosecutor", "Identification")
    assert case.expires_on == date(2027, 3, 1)
    assert said == (
        "Opened case UA-9 for a deceased person, by the home's defaults: authority Prosecutor, purpose "
        "Identification, until 2027-03-01."
    )
    assert json.loads(Event.objects.order_by("seq").last().payload)["by_default"] is True
    again, nothing = open_deceased_case_by_default(number=" UA-9 ", by=by, now=NOON)
    assert (again, nothing) == (case, "")


def test_a_case_may_be_searched_on_its_last_day_and_not_after(by: Actor) -> None:
    case = open_case(request=REQUEST, by=by, now=NOON)
    require_searchable(case, today=date(2027, 1, 1))
    with pytest.raises(StateError, match="expired on 2027-01-01") as refused:
        require_searchable(case, today=date(2027, 1, 2))
    assert "antigone cases renew UA-2022-17 --expires DATE" in refused.value.advice


def test_a_renewal_is_for_later_on_somebodys_authority(by: Actor) -> None:
    case = open_case(request=REQUEST, by=by, now=NOON)
    with pytest.raises(UsageError, match="does not renew it"):
        renew_case(case=case, expires_on=date(2027, 1, 1), authority="Court", by=by, now=NOON)
    with pytest.raises(UsageError, match="needs the authority"):
        renew_case(case=case, expires_on=date(2028, 1, 1), authority=" ", by=by, now=NOON)
    renew_case(case=case, expires_on=date(2028, 1, 1), authority="Court", by=by, now=NOON)
    case.refresh_from_db()
    assert (case.expires_on, case.authority) == (date(2028, 1, 1), "Court")
    assert Event.objects.order_by("seq").last().name == "cases.case.renewed"


def test_an_agency_sees_its_own_cases_only(by: Actor) -> None:
    case = open_case(request=REQUEST, by=by, now=NOON)
    other = Agency.objects.create(name="Another", default_authority="A", default_purpose="P")
    stranger = Actor(user=by.user, agency=other.id, door=Door.CLI, roles=by.roles)
    assert list(cases_of(by)) == [case]
    assert list(cases_of(stranger)) == []
    assert find_case(stranger, "UA-2022-17") is None
    assert case_by_number(by, "UA-2022-17") == case
    with pytest.raises(StateError, match="There is no case UA-2022-17"):
        case_by_number(stranger, "UA-2022-17")
    open_case(request=REQUEST, by=stranger, now=NOON)
    assert Case.objects.count() == 2
