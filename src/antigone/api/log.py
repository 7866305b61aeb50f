"""The audit log, for auditors: events, what verification says, the export."""

import json
from datetime import UTC, datetime
from typing import Any

from django.http import FileResponse
from ninja import Query, Schema

from antigone.api.shared.callers import Called
from antigone.api.shared.lists import Page, Window, page_of
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Line
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import describe, exported_log, verify_log
from antigone.casework.audit.models import Event

log = Resource("log")


class EventAnswer(Schema):
    """One act: ids and commitments, no names. sentence: in English, the actor is its subject."""

    number: int
    at: datetime
    name: str
    sentence: str
    actor: str
    door: str
    fields: dict[str, Any]
    leaf_hash: str


class FindingAnswer(Schema):
    """One thing that is not as it should be."""

    fault: str
    sentence: str
    event: int | None


class VerificationAnswer(Schema):
    """Whether the log proves what it should. reach: how far the proof reaches, and what it rests on."""

    clean: bool
    events: int
    root: str | None
    signed: int
    findings: list[FindingAnswer]
    notes: list[str]
    reach: str


class EventFilter(Window):
    """Which events. name: of the act, or its beginning: `cases.`. since, before: UTC."""

    name: Line = ""
    actor: Line = ""
    since: datetime | None = None
    before: datetime | None = None


@log.get("/log", Right.READ_LOG, answers=Page[EventAnswer])
def list_events(request: Called, wanted: Query[EventFilter]) -> dict[str, Any]:
    """Acts of your agency, newest first."""
    rows = Event.objects.filter(agency=str(request.actor.agency), name__startswith=wanted.name).order_by("-seq")
    if wanted.actor:
        rows = rows.filter(actor=wanted.actor)
    if wanted.since:
        rows = rows.filter(at__gte=_logged(wanted.since))
    if wanted.before:
        rows = rows.filter(at__lt=_logged(wanted.before))
    return page_of(request, rows, wanted, _shown)


@log.get("/log/verification", Right.READ_LOG, answers=VerificationAnswer)
def verify_the_log(request: Called) -> dict[str, Any]:  # noqa: ARG001  # ninja hands every operation its request
    """Look at every event of the home; the answer takes as long as that takes."""
    report = verify_log(now=datetime.now(UTC))
    return {
        "clean": report.clean,
        "events": report.size,
        "root": report.root,
        "signed": report.signed,
        "findings": [
            {"fault": found.fault.value, "sentence": found.sentence, "event": found.seq} for found in report.findings
        ],
        "notes": list(report.notes),
        "reach": report.reach(),
    }


@log.file("/log/export", Right.READ_LOG, media_type="application/jsonl")
def export_the_log(request: Called) -> FileResponse:  # noqa: ARG001  # ninja hands every operation its request
    """The whole log as JSON Lines that anyone can check without this home: `antigone audit verify --export FILE`."""
    return FileResponse(exported_log(), content_type="application/jsonl", filename="audit.jsonl", as_attachment=True)


def _logged(at: datetime) -> str:
    """As the log writes times, so that texts compare as times do; one without a zone is UTC."""
    moment = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _shown(event: Event) -> dict[str, Any]:
    fields = json.loads(event.payload)
    return {
        "number": event.seq,
        "at": event.at,
        "name": event.name,
        "sentence": describe(event.name, fields),
        "actor": event.actor,
        "door": event.door,
        "fields": fields,
        "leaf_hash": event.leaf_hash,
    }
