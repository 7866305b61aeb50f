"""A home has one agency and one local operator, and the log begins with them."""

import pytest
from django.db import IntegrityError, transaction

from antigone.casework.accounts.models import Agency, User
from antigone.casework.accounts.selectors import local_operator
from antigone.casework.accounts.services import create_home
from antigone.casework.audit import Door
from antigone.casework.audit.models import Event
from antigone.engine.errors import StateError, UsageError

pytestmark = pytest.mark.django_db

HOME = {"agency": "Бюро", "authority": "Prosecutor", "purpose": "Identification of the dead", "door": Door.CLI}


def test_a_home_gets_its_agency_and_operator() -> None:
    created = create_home(**HOME)
    operator = local_operator()
    assert operator == created
    assert operator.agency.name == "Бюро"
    assert operator.agency.default_authority == "Prosecutor"
    assert not operator.has_usable_password()
    actor = operator.actor(Door.CLI)
    assert (actor.user, actor.agency, actor.door) == (operator.id, operator.agency.id, Door.CLI)


def test_the_first_event_names_nobody() -> None:
    operator = create_home(**HOME)
    event = Event.objects.get()
    assert event.name == "accounts.home.created"
    assert str(operator.agency_id) in event.payload
    assert "Бюро" not in event.payload


def test_a_home_is_created_once() -> None:
    create_home(**HOME)
    with pytest.raises(StateError, match="set up already"):
        create_home(**{**HOME, "agency": "Another"})
    assert Agency.objects.count() == 1


@pytest.mark.parametrize("field", ["agency", "authority", "purpose"])
def test_nothing_may_be_empty_or_endless(field: str) -> None:
    with pytest.raises(UsageError, match=f"The home's {field} is empty"):
        create_home(**{**HOME, field: "  "})
    with pytest.raises(UsageError, match=f"The home's {field} is longer than"):
        create_home(**{**HOME, field: "x" * 501})
    assert not User.objects.exists()


def test_without_a_home_there_is_no_operator() -> None:
    with pytest.raises(StateError) as caught:
        local_operator()
    assert "antigone init" in caught.value.diagnostics()


def test_the_database_itself_refuses_a_second_local_operator() -> None:
    operator = create_home(**HOME)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(agency=operator.agency, username="x", display_name="x", is_local_operator=True)
