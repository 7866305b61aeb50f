"""A key opens what its owner may do, no more, and only as long as it and its owner are there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from antigone.casework.accounts.keys import LONGEST, actor_of_key, create_key, keys_of, revoke_key, scopes_for
from antigone.casework.accounts.models import ApiKey, RoleHeld, User
from antigone.casework.accounts.roles import Right, Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.engine.errors import Forbidden, NotFound, UsageError
from builders.people import agency, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar() -> User:
    return person(agency(), Role.REGISTRAR)


def made(owner: User, **changes: object) -> tuple[ApiKey, str]:
    given = {
        "name": "Night import",
        "purpose": "Loads the day's list",
        "scopes": [Right.SEARCH],
        "expires_at": timezone.now() + timedelta(days=30),
        "by": owner.actor(Door.WEB),
    }
    return create_key(**{**given, **changes})  # type: ignore[arg-type]


def test_a_key_lets_its_owner_in_through_the_api(registrar: User) -> None:
    key, secret = made(registrar)
    found = actor_of_key(secret)
    assert found is not None
    actor, same = found
    assert actor == Actor(user=registrar.id, agency=registrar.agency_id, door=Door.API)
    assert actor.roles == {"registrar"}
    assert (same.id, same.scopes) == (key.id, ["search"])


def test_neither_the_table_nor_the_log_holds_the_secret(registrar: User) -> None:
    key, secret = made(registrar)
    random = secret.split("_", 2)[2]
    assert len(random) >= 43
    row = ApiKey.objects.values_list().get()
    assert random not in str(row)
    event = Event.objects.get(name="accounts.key.created")
    assert random not in event.payload
    assert str(key.id) in event.payload


@pytest.mark.parametrize(
    "spoil",
    [lambda text: text[:-1], lambda text: text + "x", lambda text: "ak_" + text[4:], lambda text: "", str.upper],
)
def test_another_text_opens_nothing(registrar: User, spoil: object) -> None:
    _, secret = made(registrar)
    assert actor_of_key(spoil(secret)) is None  # type: ignore[operator]


def test_an_expired_key_opens_nothing(registrar: User) -> None:
    key, secret = made(registrar)
    ApiKey.objects.filter(id=key.id).update(expires_at=timezone.now())
    assert actor_of_key(secret) is None


def test_a_revoked_key_opens_nothing_and_is_revoked_once(registrar: User) -> None:
    key, secret = made(registrar)
    for _ in range(2):
        revoke_key(key.id, by=registrar.actor(Door.WEB))
    assert actor_of_key(secret) is None
    assert Event.objects.filter(name="accounts.key.revoked").count() == 1


def test_a_deactivated_person_s_key_opens_nothing(registrar: User) -> None:
    _, secret = made(registrar)
    User.objects.filter(id=registrar.id).update(is_active=False)
    assert actor_of_key(secret) is None


def test_a_person_whose_role_covers_no_api_any_more_is_refused(registrar: User) -> None:
    _, secret = made(registrar)
    RoleHeld.objects.filter(user=registrar).delete()
    assert actor_of_key(secret) is None


def test_without_the_right_to_the_api_there_is_no_key() -> None:
    with pytest.raises(Forbidden):
        made(person(agency()))


@pytest.mark.parametrize("scopes", [[], [Right.EXAMINE], [Right.SEARCH, Right.READ_LOG]])
def test_scopes_never_widen(registrar: User, scopes: list[Right]) -> None:
    with pytest.raises(UsageError, match="none that you do not hold"):
        made(registrar, scopes=scopes)


def test_the_scopes_on_offer_are_the_person_s_rights(registrar: User) -> None:
    assert Right.SEARCH in scopes_for(registrar.actor(Door.WEB))
    assert not {Right.USE_API, Right.EXAMINE} & set(scopes_for(registrar.actor(Door.WEB)))


@pytest.mark.parametrize("days", [-1, 0, LONGEST.days + 1])
def test_a_key_ends_within_a_year(registrar: User, days: int) -> None:
    with pytest.raises(UsageError, match="within a year"):
        made(registrar, expires_at=timezone.now() + timedelta(days=days))


@pytest.mark.parametrize("field", ["name", "purpose"])
def test_a_key_says_what_it_is_for(registrar: User, field: str) -> None:
    with pytest.raises(UsageError):
        made(registrar, **{field: " "})
    with pytest.raises(UsageError):
        made(registrar, **{field: "x" * 501})


def test_only_the_owner_and_the_agency_s_administrator_revoke(registrar: User) -> None:
    key, secret = made(registrar)
    stranger = person(agency("Another"), Role.ADMINISTRATOR, name="other administrator")
    colleague = person(registrar.agency, Role.SUPERVISOR)
    for nobody in (stranger, colleague):
        with pytest.raises(NotFound):
            revoke_key(key.id, by=nobody.actor(Door.WEB))
    assert actor_of_key(secret) is not None
    revoke_key(key.id, by=person(registrar.agency, Role.ADMINISTRATOR).actor(Door.WEB))
    assert actor_of_key(secret) is None


def test_use_is_written_once_a_minute(registrar: User) -> None:
    key, secret = made(registrar)
    actor_of_key(secret)
    key.refresh_from_db()
    first = key.last_used_at
    assert first is not None
    actor_of_key(secret)
    key.refresh_from_db()
    assert key.last_used_at == first
    ApiKey.objects.filter(id=key.id).update(last_used_at=first - timedelta(minutes=2))
    actor_of_key(secret)
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert key.last_used_at >= first


def test_a_person_sees_their_own_keys_alone(registrar: User) -> None:
    key, _ = made(registrar)
    assert [one.id for one in keys_of(registrar.actor(Door.WEB))] == [key.id]
    assert keys_of(person(registrar.agency, Role.SUPERVISOR).actor(Door.WEB)) == []
