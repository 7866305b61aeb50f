"""A link lets one person in once."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from antigone.casework.accounts.agencies import create_agency
from antigone.casework.accounts.invitations import (
    LASTS,
    accept,
    first_administrator_link,
    invitation_of,
    invite,
    invite_administrator,
    open_invitations,
    renew_access,
    withdraw,
)
from antigone.casework.accounts.models import Invitation, User
from antigone.casework.accounts.people import deactivate
from antigone.casework.accounts.roles import Role
from antigone.casework.accounts.services import create_home
from antigone.casework.audit import Door
from antigone.casework.audit.models import Event
from antigone.engine.errors import Forbidden, NotFound, UsageError
from builders.people import PASSWORD, agency, person

pytestmark = pytest.mark.django_db

NEW = "a pale blue teapot"


@pytest.fixture
def operator() -> User:
    return create_home(agency="Bureau", authority="Prosecutor", purpose="Identification", door=Door.CLI)


@pytest.fixture
def administrator(operator: User) -> User:
    return person(operator.agency, Role.ADMINISTRATOR)


def invited(administrator: User, *roles: Role, display_name: str = "Olena Koval") -> str:
    return invite(roles=roles or [Role.EXAMINER], display_name=display_name, by=administrator.actor(Door.WEB))


def names() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("name", flat=True))


def test_an_invited_person_joins_with_the_roles_and_the_password_they_chose(administrator: User) -> None:
    token = invited(administrator, Role.EXAMINER, Role.SUPERVISOR)
    joined = accept(token=token, username=" Olena ", password=NEW)
    user = User.objects.get(id=joined.id)
    assert (user.username, user.display_name, user.agency) == ("olena", "Olena Koval", administrator.agency)
    assert user.roles() == {"examiner", "supervisor"}
    assert user.check_password(NEW)
    assert names()[-2:] == ["accounts.invitation.issued", "accounts.person.joined"]
    assert Event.objects.get(name="accounts.person.joined").actor == str(user.id)


def test_only_a_digest_is_kept_and_the_log_names_nobody(administrator: User) -> None:
    token = invited(administrator)
    assert token not in str(Invitation.objects.values_list().get())
    payload = Event.objects.get(name="accounts.invitation.issued").payload
    assert token not in payload
    assert "Olena" not in payload


def test_a_link_works_once(administrator: User) -> None:
    token = invited(administrator)
    accept(token=token, username="olena", password=NEW)
    with pytest.raises(NotFound, match="works no more"):
        accept(token=token, username="olena2", password=NEW)
    assert not User.objects.filter(username="olena2").exists()


def test_a_link_ends_after_three_days(administrator: User) -> None:
    token = invited(administrator)
    assert timedelta(days=3) == LASTS
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(NotFound):
        accept(token=token, username="olena", password=NEW)
    assert open_invitations(administrator.actor(Door.WEB)) == []


def test_a_withdrawn_link_works_no_more(administrator: User) -> None:
    token = invited(administrator)
    withdraw(invitation_of(token).id, by=administrator.actor(Door.WEB))
    with pytest.raises(NotFound):
        invitation_of(token)


def test_invitations_of_another_agency_are_not_there(administrator: User) -> None:
    token = invited(administrator)
    other = person(agency("Another"), Role.ADMINISTRATOR, name="other").actor(Door.WEB)
    assert open_invitations(other) == []
    with pytest.raises(NotFound):
        withdraw(invitation_of(token).id, by=other)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_invite(operator: User, role: Role) -> None:
    with pytest.raises(Forbidden):
        invited(person(operator.agency, role))
    assert not Invitation.objects.exists()


def test_solitary_roles_are_not_invited_beside_others(administrator: User) -> None:
    with pytest.raises(UsageError, match="go with no other"):
        invited(administrator, Role.ADMINISTRATOR, Role.EXAMINER)


@pytest.mark.parametrize(
    ("username", "password", "says"),
    [
        ("olena", "short", "too short"),
        ("olena", "1234567890123", "numeric"),
        ("olena-koval-1", "olena-koval-1", "similar"),
        ("", NEW, "Choose a name"),
        ("two words", NEW, "letters, digits"),
        ("ADMINISTRATOR", NEW, "signs in with that name already"),
    ],
)
def test_a_bad_name_or_password_leaves_the_link_usable(
    administrator: User, username: str, password: str, says: str
) -> None:
    token = invited(administrator)
    with pytest.raises(UsageError, match=says):
        accept(token=token, username=username, password=password)
    accept(token=token, username="olena", password=NEW)


def test_a_home_s_first_administrator_comes_by_a_link_of_the_machine(operator: User) -> None:
    token = first_administrator_link()
    assert token is not None
    assert accept(token=token, username="chief", password=NEW).roles() == {"administrator"}
    assert first_administrator_link() is None


def test_a_second_start_makes_the_first_link_useless(operator: User) -> None:
    first, second = first_administrator_link(), first_administrator_link()
    assert first is not None
    assert second is not None
    with pytest.raises(NotFound):
        invitation_of(first)
    assert invitation_of(second).roles == ["administrator"]


def test_an_administrator_of_a_guest_agency_is_not_the_home_s(operator: User) -> None:
    person(agency("Guest"), Role.ADMINISTRATOR)
    assert first_administrator_link() is not None


def test_only_the_first_agency_s_administrators_add_agencies_and_their_administrators(administrator: User) -> None:
    texts = {"name": "Guest", "default_authority": "Court", "default_purpose": "Identification"}
    guest = create_agency(**texts, by=administrator.actor(Door.WEB))
    token = invite_administrator(guest.id, display_name="Guest", by=administrator.actor(Door.WEB))
    chief = accept(token=token, username="guest-chief", password=NEW)
    assert (chief.agency, chief.roles()) == (guest, {"administrator"})
    with pytest.raises(Forbidden, match="first agency"):
        create_agency(**{**texts, "name": "Third"}, by=chief.actor(Door.WEB))
    with pytest.raises(Forbidden, match="first agency"):
        invite_administrator(administrator.agency_id, display_name="x", by=chief.actor(Door.WEB))


def test_a_renewal_sets_a_password_and_drops_second_factors(administrator: User) -> None:
    someone = person(administrator.agency, Role.EXAMINER)
    Authenticator.objects.create(user=someone, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=someone, type=Authenticator.Type.RECOVERY_CODES, data={})
    token = renew_access(someone.id, by=administrator.actor(Door.WEB))
    assert User.objects.get(id=someone.id).check_password(PASSWORD)
    assert Authenticator.objects.count() == 2
    accept(token=token, password=NEW)
    renewed = User.objects.get(id=someone.id)
    assert renewed.check_password(NEW)
    assert (renewed.username, renewed.roles()) == ("examiner", {"examiner"})
    assert not Authenticator.objects.exists()
    assert '"second_factors":1' in Event.objects.get(name="accounts.access.renewed").payload


def test_only_the_latest_renewal_works(administrator: User) -> None:
    someone = person(administrator.agency, Role.EXAMINER)
    first, second = (renew_access(someone.id, by=administrator.actor(Door.WEB)) for _ in range(2))
    with pytest.raises(NotFound):
        accept(token=first, password=NEW)
    accept(token=second, password=NEW)


def test_access_is_renewed_for_others_of_one_s_agency_who_may_sign_in(administrator: User) -> None:
    by = administrator.actor(Door.WEB)
    stranger = person(agency("Another"), Role.EXAMINER, name="stranger")
    someone = person(administrator.agency, Role.EXAMINER)
    with pytest.raises(Forbidden):
        renew_access(administrator.id, by=by)
    with pytest.raises(NotFound):
        renew_access(stranger.id, by=by)
    token = renew_access(someone.id, by=by)
    deactivate(someone.id, by=by)
    with pytest.raises(Forbidden):
        renew_access(someone.id, by=by)
    with pytest.raises(NotFound):
        accept(token=token, password=NEW)
