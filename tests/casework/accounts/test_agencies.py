"""What an agency goes by, and who says so."""

import pytest

from antigone.casework.accounts.agencies import agencies_for, change_agency, create_agency
from antigone.casework.accounts.models import Agency, User
from antigone.casework.accounts.roles import Role
from antigone.casework.accounts.services import create_home
from antigone.casework.audit import Door
from antigone.casework.audit.models import Event
from antigone.engine.errors import Forbidden, UsageError
from builders.people import agency, person

pytestmark = pytest.mark.django_db

TEXTS = {"name": "Bureau", "default_authority": "Prosecutor", "default_purpose": "Identification of the dead"}
SETTINGS = {**TEXTS, "seeds_known_answers": True, "requires_second_factor": False}


@pytest.fixture
def administrator() -> User:
    return person(agency("Bureau"), Role.ADMINISTRATOR)


def test_settings_change_and_the_log_says_which(administrator: User) -> None:
    change_agency(**{**SETTINGS, "name": "Institute", "requires_second_factor": True}, by=administrator.actor(Door.WEB))
    changed = Agency.objects.get(id=administrator.agency_id)
    assert (changed.name, changed.requires_second_factor) == ("Institute", True)
    payload = Event.objects.get().payload
    assert '"fields":"name, requires_second_factor"' in payload
    assert "Institute" not in payload


def test_settings_that_stay_are_no_event(administrator: User) -> None:
    change_agency(**SETTINGS, by=administrator.actor(Door.WEB))
    assert not Event.objects.exists()


@pytest.mark.parametrize("field", ["name", "default_authority", "default_purpose"])
def test_nothing_is_left_empty(administrator: User, field: str) -> None:
    with pytest.raises(UsageError):
        change_agency(**{**SETTINGS, field: " "}, by=administrator.actor(Door.WEB))


def test_a_name_belongs_to_one_agency(administrator: User) -> None:
    agency("Taken")
    with pytest.raises(UsageError, match="of that name already"):
        change_agency(**{**SETTINGS, "name": "Taken"}, by=administrator.actor(Door.WEB))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_change_nothing(administrator: User, role: Role) -> None:
    with pytest.raises(Forbidden):
        change_agency(**SETTINGS, by=person(administrator.agency, role).actor(Door.WEB))


def test_the_first_agency_s_administrators_see_all_agencies_others_their_own() -> None:
    home = create_home(agency="Home", authority="a", purpose="p", door=Door.CLI).agency
    guest = agency("Guest")
    assert agencies_for(person(home, Role.ADMINISTRATOR).actor(Door.WEB)) == [guest, home]
    theirs = person(guest, Role.ADMINISTRATOR, name="guest").actor(Door.WEB)
    assert agencies_for(theirs) == [guest]


def test_an_agency_is_created_once() -> None:
    operator = create_home(agency="Home", authority="a", purpose="p", door=Door.CLI).actor(Door.CLI)
    create_agency(**TEXTS, by=operator)
    with pytest.raises(UsageError, match="of that name already"):
        create_agency(**TEXTS, by=operator)
