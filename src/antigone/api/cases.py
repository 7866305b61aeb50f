"""Cases: opening, describing, renewing, members, closing, erasing."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field, FiniteFloat

from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Line, Text
from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.closing import ClosingRequest, close_case, reopen_case
from antigone.casework.cases.condition import Condition, condition_of, describe_case
from antigone.casework.cases.members import add_member, remove_member
from antigone.casework.cases.models import Basis, BodyClass, BodyFlag, BodyStatus, Case, CaseKind, Closing, Eyes
from antigone.casework.cases.selectors import can_become_members, case_by_id, cases_of
from antigone.casework.cases.services import CaseRequest, open_case, renew_case
from antigone.casework.galleries.tasks import order_completion
from antigone.casework.searches.erasure import erase_case
from antigone.engine.errors import NotFound

cases = Resource("cases")


class CaseAnswer(Schema):
    """An unidentified person, and what allows a search for them. expires_on: the last day of searching."""

    id: UUID
    number: str
    kind: CaseKind
    state: Literal["open", "closed"]
    authority: str
    purpose: str
    legal_basis: str
    mandate: str
    opened_at: datetime
    expires_on: date


class CaseOrder(Schema):
    """What a case must have. mandate: the order that a person in custody needs."""

    number: Line
    kind: CaseKind
    authority: Line
    purpose: Line
    legal_basis: Line
    expires_on: date
    mandate: Line = ""


class Renewal(Schema):
    """Until when, and who grants it."""

    expires_on: date
    authority: Line


class ConditionDocument(Schema):
    """The person as found. degree_days: accumulated, with what they were computed from."""

    body_status: BodyStatus | None = None
    body_class: BodyClass | None = None
    body_flags: list[BodyFlag] = Field(default_factory=list, max_length=10)
    degree_days: FiniteFloat | None = None
    degree_days_source: Line = ""
    post_mortem_interval: Line = ""
    eyes: Eyes | None = None
    injured_regions: list[Line] = Field(default_factory=list, max_length=20)
    found_place: Line = ""
    found_on: date | None = None
    note: Text = ""


class MemberAnswer(Schema):
    """A person who works on the case."""

    user: UUID
    name: str
    added_at: datetime


class MemberOrder(Schema):
    """Who."""

    user: UUID


class ClosingOrder(Schema):
    """What establishes the identity, and whose it is. official: the named person who answers for it."""

    basis: Basis
    decided_on: date
    official: Line
    laboratory: Line = ""
    reference: Line = ""
    established_name: Line = ""
    subject_uuid: UUID | None = None


class ClosingAnswer(ClosingOrder):
    """A closing; reopened_at: when the case was opened again, null where it was not."""

    id: UUID
    at: datetime
    reopened_at: datetime | None
    reopened_reason: str


class Reason(Schema):
    """Why."""

    reason: Text


@cases.get("/cases", Right.READ_CASES, answers=Page[CaseAnswer])
def list_cases(request: Called, window: Query[Window], number: Line = "") -> dict[str, Any]:
    """Cases that you see, by number. number: only the one of that number."""
    rows = cases_of(request.actor)
    return page_of(request, rows.filter(number=number.strip()) if number else rows, window, lambda case: case)


@cases.post("/cases", Right.WRITE_CASES, answers=CaseAnswer, status=201)
def open_a_case(request: Called, order: CaseOrder) -> Case:
    """Open a case; you are its first member."""
    return open_case(request=CaseRequest(**order.model_dump()), by=request.actor, now=timezone.now())


@cases.get("/cases/{uuid:case_id}", Right.READ_CASES, answers=CaseAnswer)
def show_case(request: Called, case_id: UUID) -> Case:
    """One case."""
    return case_by_id(request.actor, case_id)


@cases.post("/cases/{uuid:case_id}/renew", Right.WRITE_CASES, answers=CaseAnswer)
def renew_a_case(request: Called, case_id: UUID, renewal: Renewal) -> Case:
    """Let it be searched until a later day."""
    case = case_by_id(request.actor, case_id)
    return renew_case(case=case, by=request.actor, now=timezone.now(), **renewal.model_dump())


@cases.get("/cases/{uuid:case_id}/condition", Right.READ_CASES, answers=ConditionDocument)
def show_condition(request: Called, case_id: UUID) -> Condition:
    """The person as found."""
    return condition_of(case_by_id(request.actor, case_id))


@cases.put("/cases/{uuid:case_id}/condition", Right.WRITE_CASES, answers=ConditionDocument)
def describe_a_case(request: Called, case_id: UUID, document: ConditionDocument) -> Condition:
    """Write the condition down in place of the former."""
    told = document.model_dump()
    lists = {name: tuple(told[name]) for name in ("body_flags", "injured_regions")}
    condition = Condition(**{**told, **lists})
    return condition_of(describe_case(case=case_by_id(request.actor, case_id), condition=condition, by=request.actor))


@cases.get("/cases/{uuid:case_id}/members", Right.READ_CASES, answers=list[MemberAnswer])
def list_members(request: Called, case_id: UUID) -> list[dict[str, Any]]:
    """Who works on it."""
    memberships = case_by_id(request.actor, case_id).memberships.select_related("user")
    return [{"user": one.user_id, "name": one.user.display_name, "added_at": one.added_at} for one in memberships]


@cases.post("/cases/{uuid:case_id}/members", Right.READ_CASES, answers=list[MemberAnswer], status=201)
def add_a_member(request: Called, case_id: UUID, order: MemberOrder) -> list[dict[str, Any]]:
    """Let a person of your agency see the case."""
    case = case_by_id(request.actor, case_id)
    add_member(case=case, user=_candidate(case, order.user), by=request.actor, now=timezone.now())
    return list_members(request, case_id)


@cases.delete("/cases/{uuid:case_id}/members/{uuid:user_id}", Right.READ_CASES, answers=list[MemberAnswer])
def remove_a_member(request: Called, case_id: UUID, user_id: UUID) -> list[dict[str, Any]]:
    """Take the case from a person's sight. Answers an empty list where that was you."""
    case = case_by_id(request.actor, case_id)
    membership = case.memberships.filter(user=user_id).select_related("user").first()
    if membership is None:
        raise NotFound(_("There is no such member."))
    remove_member(case=case, user=membership.user, by=request.actor)
    return list_members(request, case_id) if cases_of(request.actor).filter(pk=case_id).exists() else []


@cases.get("/cases/{uuid:case_id}/closings", Right.READ_CASES, answers=list[ClosingAnswer])
def list_closings(request: Called, case_id: UUID) -> list[Closing]:
    """What its identity was established by, those it was opened again after among them, oldest first."""
    return list(case_by_id(request.actor, case_id).closings.all())


@cases.post("/cases/{uuid:case_id}/closings", Right.CLOSE_CASES, answers=ClosingAnswer, status=201)
def close_a_case(request: Called, case_id: UUID, order: ClosingOrder) -> Closing:
    """Identity established: by a primary identifier or a decision, never by a face."""
    case, asked = case_by_id(request.actor, case_id), ClosingRequest(**order.model_dump())
    return close_case(case=case, request=asked, by=request.actor, now=timezone.now())


@cases.post("/cases/{uuid:case_id}/reopen", Right.CLOSE_CASES, answers=ClosingAnswer)
def reopen_a_case(request: Called, case_id: UUID, why: Reason) -> Closing:
    """Doubt what was established; the closing stays on record."""
    return reopen_case(case=case_by_id(request.actor, case_id), reason=why.reason, by=request.actor, now=timezone.now())


@cases.delete("/cases/{uuid:case_id}", Right.ERASE_CASES, answers=dict[str, Any])
def erase_a_case(request: Called, case_id: UUID) -> Any:
    """Erase it for good, with its searches and probe photographs. Answers with the receipt; a job completes it."""
    erased = erase_case(case=case_by_id(request.actor, case_id), by=request.actor)
    order_completion(by=request.actor)
    return erased.document()


def _candidate(case: Case, user: UUID) -> User:
    found = can_become_members(case).filter(pk=user).first()
    if found is None:
        raise NotFound(_("There is nobody of that id who could become a member."))
    return found
