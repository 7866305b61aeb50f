"""People of the administrator's agency: inviting, roles, deactivating."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from ninja import Query, Schema
from pydantic import Field

from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Line
from antigone.casework.accounts.invitations import invite, open_invitations, renew_access, withdraw
from antigone.casework.accounts.models import Invitation, User
from antigone.casework.accounts.people import change_roles, deactivate, people_of, person_by_id, reactivate
from antigone.casework.accounts.roles import Right, Role

people = Resource("people")


class PersonAnswer(Schema):
    """A person of your agency."""

    id: UUID
    username: str
    name: str
    roles: list[Role]
    active: bool
    created_at: datetime


class RolesOrder(Schema):
    """All roles that the person is to hold; auditor and administrator go with no other."""

    roles: list[Role] = Field(min_length=1, max_length=7)


class InvitationOrder(RolesOrder):
    """Who is invited, and as what."""

    name: Line


class LinkAnswer(Schema):
    """A link that works once, for three days: hand it to the person it is for. Nothing can show it again."""

    link: str


class InvitationAnswer(Schema):
    """A link that was not used yet. renews: for a person who is here already."""

    id: UUID
    name: str
    roles: list[Role]
    renews: bool
    created_at: datetime
    expires_at: datetime


@people.get("/people", Right.MANAGE_ACCOUNTS, answers=Page[PersonAnswer])
def list_people(request: Called, window: Query[Window]) -> dict[str, Any]:
    """Everybody of your agency, deactivated people too, by name."""
    return page_of(request, people_of(request.actor), window, _shown)


@people.get("/people/{uuid:person_id}", Right.MANAGE_ACCOUNTS, answers=PersonAnswer)
def show_person(request: Called, person_id: UUID) -> dict[str, Any]:
    """One of them."""
    return _shown(person_by_id(request.actor, person_id))


@people.put("/people/{uuid:person_id}/roles", Right.MANAGE_ACCOUNTS, answers=PersonAnswer)
def change_a_persons_roles(request: Called, person_id: UUID, order: RolesOrder) -> dict[str, Any]:
    """Give a person other roles, from their next request on."""
    return _shown(change_roles(person_id, order.roles, by=request.actor))


@people.post("/people/{uuid:person_id}/deactivate", Right.MANAGE_ACCOUNTS, answers=PersonAnswer)
def deactivate_a_person(request: Called, person_id: UUID) -> dict[str, Any]:
    """End a person's access: sessions and keys end at once."""
    return _shown(deactivate(person_id, by=request.actor))


@people.post("/people/{uuid:person_id}/reactivate", Right.MANAGE_ACCOUNTS, answers=PersonAnswer)
def reactivate_a_person(request: Called, person_id: UUID) -> dict[str, Any]:
    """Let them sign in again; their keys stay revoked."""
    return _shown(reactivate(person_id, by=request.actor))


@people.post("/people/{uuid:person_id}/renewal", Right.MANAGE_ACCOUNTS, answers=LinkAnswer, status=201)
def renew_a_persons_access(request: Called, person_id: UUID) -> dict[str, str]:
    """A link by which a person sets a new password; their second factors go with it."""
    return _link(request, renew_access(person_id, by=request.actor))


@people.get("/invitations", Right.MANAGE_ACCOUNTS, answers=Page[InvitationAnswer])
def list_invitations(request: Called, window: Query[Window]) -> dict[str, Any]:
    """Links that were not used yet, newest first."""
    return page_of(request, open_invitations(request.actor), window, _open)


@people.post("/invitations", Right.MANAGE_ACCOUNTS, answers=LinkAnswer, status=201)
def invite_a_person(request: Called, order: InvitationOrder) -> dict[str, str]:
    """A link by which a person joins your agency."""
    return _link(request, invite(roles=order.roles, display_name=order.name, by=request.actor))


@people.delete("/invitations/{uuid:invitation_id}", Right.MANAGE_ACCOUNTS, answers=list[InvitationAnswer])
def withdraw_an_invitation(request: Called, invitation_id: UUID) -> list[dict[str, Any]]:
    """Stop a link; answers with those that still work."""
    withdraw(invitation_id, by=request.actor)
    return [_open(one) for one in open_invitations(request.actor)]


def _open(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.id,
        "name": invitation.display_name,
        "roles": invitation.roles,
        "renews": invitation.renews,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
    }


def _link(request: Called, token: str) -> dict[str, str]:
    return {"link": request.build_absolute_uri(reverse("welcome", args=[token]))}


def _shown(person: User) -> dict[str, Any]:
    held = person.roles()
    return {
        "id": person.id,
        "username": person.username,
        "name": person.display_name,
        "roles": [role for role in Role if role.value in held],
        "active": person.is_active,
        "created_at": person.created_at,
    }
