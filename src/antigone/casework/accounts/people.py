"""The people of an agency, as its administrator manages them."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from antigone.casework.accounts.events import PersonDeactivated, PersonReactivated, RolesChanged
from antigone.casework.accounts.keys import end_key
from antigone.casework.accounts.models import ApiKey, RoleHeld, User
from antigone.casework.accounts.policy import require, require_compatible
from antigone.casework.accounts.roles import Right, Role
from antigone.casework.accounts.sessions import end_sessions
from antigone.casework.audit import Actor, record, writing
from antigone.engine.errors import Forbidden, NotFound, StateError

__all__ = ["change_roles", "deactivate", "hold_roles", "people_of", "person_by_id", "reactivate", "words_of"]


def people_of(viewer: Actor) -> list[User]:
    """The people of the administrator's agency by name, deactivated ones too; the local operator is not among them."""
    require(viewer, Right.MANAGE_ACCOUNTS)
    people = User.objects.filter(agency_id=viewer.agency, is_local_operator=False)
    return list(people.prefetch_related("roles_held").order_by("display_name", "username"))


def person_by_id(viewer: Actor, person: UUID) -> User:
    """One of them. Raises NotFound for anybody else."""
    require(viewer, Right.MANAGE_ACCOUNTS)
    found = User.objects.filter(id=person, agency_id=viewer.agency, is_local_operator=False).first()
    if found is None:
        raise NotFound(_("There is no such person in your agency."))
    return found


def words_of(roles: Collection[str]) -> str:
    """Roles as the log writes them, in the order of the table; `none` for none."""
    return ", ".join(role.value for role in Role if role.value in roles) or "none"


def change_roles(person: UUID, roles: Collection[Role], *, by: Actor) -> User:
    """Give a person other roles, from their next click on.

    Raises Forbidden for one's own roles, StateError where the agency would be left without an administrator, UsageError
    for roles that do not go together.
    """
    require_compatible(roles)
    with writing():
        user = _other(person, by)
        before = user.roles()
        if Role.ADMINISTRATOR not in roles:
            _require_another_administrator(user)
        if before != {role.value for role in roles}:
            user.roles_held.all().delete()
            hold_roles(user, roles)
            after = words_of([role.value for role in roles])
            record(RolesChanged(person=user.id, before=words_of(before), after=after), by=by)
    return user


def hold_roles(user: User, roles: Collection[Role]) -> None:
    """Write the roles of a person who holds none, in the caller's transaction."""
    RoleHeld.objects.bulk_create(RoleHeld(user=user, role=role) for role in Role if role in roles)


def deactivate(person: UUID, *, by: Actor) -> User:
    """End a person's access: sessions and keys end at once. The row stays, for the log names it.

    Raises as `change_roles` does. A person who is deactivated already stays so.
    """
    with writing():
        user = _other(person, by)
        _require_another_administrator(user)
        if user.is_active:
            user.is_active = False
            user.save(update_fields=["is_active"])
            sessions = end_sessions(user)
            keys = list(ApiKey.objects.filter(user=user, revoked_at__isnull=True))
            for key in keys:
                end_key(key, by=by)
            record(PersonDeactivated(person=user.id, sessions=sessions, keys=len(keys)), by=by)
    return user


def reactivate(person: UUID, *, by: Actor) -> User:
    """Let a deactivated person sign in again, by their old password and factors; their keys stay revoked."""
    with writing():
        user = _other(person, by)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
            record(PersonReactivated(person=user.id), by=by)
    return user


def _other(person: UUID, by: Actor) -> User:
    user = person_by_id(by, person)
    if user.id == by.user:
        raise Forbidden(_("Nobody changes their own rights."), advice=_("Ask another administrator of your agency."))
    return user


def _require_another_administrator(user: User) -> None:
    """Raises StateError where the person is the one who can let others in."""
    if not user.is_active or Role.ADMINISTRATOR.value not in user.roles():
        return
    administrators = User.objects.filter(
        agency_id=user.agency_id, is_active=True, is_local_operator=False, roles_held__role=Role.ADMINISTRATOR
    )
    if not administrators.exclude(id=user.id).exists():
        raise StateError(_("An agency keeps at least one administrator."), advice=_("Invite another one first."))
