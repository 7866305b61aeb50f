"""An administrator manages the people of their own agency, and cannot lock it out of itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from antigone.casework.accounts.keys import actor_of_key, create_key
from antigone.casework.accounts.models import User
from antigone.casework.accounts.people import change_roles, deactivate, people_of, person_by_id, reactivate
from antigone.casework.accounts.roles import Right, Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from builders.people import agency, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return person(agency(), Role.ADMINISTRATOR)


def web(user: User) -> Actor:
    return user.actor(Door.WEB)


def test_roles_change_and_the_log_says_from_what_to_what(administrator: User) -> None:
    someone = person(administrator.agency, Role.REGISTRAR)
    change_roles(someone.id, [Role.EXAMINER, Role.SUPERVISOR], by=web(administrator))
    assert User.objects.get(id=someone.id).roles() == {"examiner", "supervisor"}
    payload = Event.objects.get(name="accounts.roles.changed").payload
    assert '"after":"examiner, supervisor"' in payload
    assert '"before":"registrar"' in payload


def test_roles_that_stay_are_no_event(administrator: User) -> None:
    someone = person(administrator.agency, Role.REGISTRAR)
    change_roles(someone.id, [Role.REGISTRAR], by=web(administrator))
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("roles", "says"), [([], "at least one role"), ([Role.AUDITOR, Role.EXAMINER], "go with no other")]
)
def test_roles_must_go_together(administrator: User, roles: list[Role], says: str) -> None:
    someone = person(administrator.agency, Role.REGISTRAR)
    with pytest.raises(UsageError, match=says):
        change_roles(someone.id, roles, by=web(administrator))
    assert User.objects.get(id=someone.id).roles() == {"registrar"}


@pytest.mark.parametrize("act", [lambda who, by: change_roles(who, [Role.EXAMINER], by=by), deactivate, reactivate])
def test_nobody_changes_their_own_rights(administrator: User, act: object) -> None:
    person(administrator.agency, Role.ADMINISTRATOR, name="second administrator")
    with pytest.raises(Forbidden, match="their own rights"):
        act(administrator.id, by=web(administrator))  # type: ignore[operator]


@pytest.mark.parametrize("act", [lambda who, by: change_roles(who, [Role.EXAMINER], by=by), deactivate])
def test_an_agency_keeps_an_administrator(administrator: User, act: object) -> None:
    operator = User.objects.create(
        agency=administrator.agency, username="op", display_name="op", is_local_operator=True
    ).actor(Door.CLI)
    with pytest.raises(StateError, match="at least one administrator"):
        act(administrator.id, by=operator)  # type: ignore[operator]
    second = person(administrator.agency, Role.ADMINISTRATOR, name="second administrator")
    User.objects.filter(id=second.id).update(is_active=False)
    with pytest.raises(StateError, match="at least one administrator"):
        act(administrator.id, by=operator)  # type: ignore[operator]
    User.objects.filter(id=second.id).update(is_active=True)
    act(administrator.id, by=operator)  # type: ignore[operator]


def test_of_two_administrators_who_remove_each_other_one_stays(administrator: User) -> None:
    second = person(administrator.agency, Role.ADMINISTRATOR, name="second administrator")
    first_click, second_click = web(administrator), web(second)
    deactivate(second.id, by=first_click)
    with pytest.raises(StateError):
        deactivate(administrator.id, by=second_click)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_other_roles_manage_nobody(administrator: User, role: Role) -> None:
    someone = web(person(administrator.agency, role))
    for act in (
        lambda: people_of(someone),
        lambda: person_by_id(someone, administrator.id),
        lambda: change_roles(administrator.id, [Role.EXAMINER], by=someone),
        lambda: deactivate(administrator.id, by=someone),
        lambda: reactivate(administrator.id, by=someone),
    ):
        with pytest.raises(Forbidden):
            act()


def test_people_of_another_agency_are_not_there(administrator: User) -> None:
    stranger = person(agency("Another"), Role.EXAMINER, name="stranger")
    assert people_of(web(administrator)) == [administrator]
    for act in (
        lambda: person_by_id(web(administrator), stranger.id),
        lambda: change_roles(stranger.id, [Role.REGISTRAR], by=web(administrator)),
        lambda: deactivate(stranger.id, by=web(administrator)),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_local_operator_is_nobody_s_to_manage(administrator: User) -> None:
    operator = User.objects.create(
        agency=administrator.agency, username="op", display_name="op", is_local_operator=True
    )
    assert operator not in people_of(web(administrator))
    with pytest.raises(NotFound):
        deactivate(operator.id, by=web(administrator))


def test_deactivation_ends_keys_and_is_undone_without_them(administrator: User) -> None:
    someone = person(administrator.agency, Role.REGISTRAR)
    _, secret = create_key(
        name="Import",
        purpose="Every night",
        scopes=[Right.SEARCH],
        expires_at=timezone.now() + timedelta(days=1),
        by=web(someone),
    )
    for _ in range(2):
        deactivate(someone.id, by=web(administrator))
    assert '"keys":1' in Event.objects.get(name="accounts.person.deactivated").payload
    reactivate(someone.id, by=web(administrator))
    assert User.objects.get(id=someone.id).is_active
    assert actor_of_key(secret) is None
