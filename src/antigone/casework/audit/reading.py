"""Acts of the log as somebody of an agency reads them, newest first."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from antigone.casework.audit.actors import Actor
from antigone.casework.audit.events import Value
from antigone.casework.audit.models import Event

__all__ = ["Act", "ActFilter", "acts", "acts_of_kinds", "names_used"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One event, taken apart. payload: its fields, ids as text."""

    seq: int
    at: datetime
    name: str
    actor: UUID
    door: str
    payload: dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFilter:
    """Which acts; what is empty or None stands for all.

    name: of the event, or the beginning of it up to a dot. mentions: an id that its fields hold. since, until: days,
    both included, in UTC as the log keeps its times.
    """

    name: str = ""
    actor: UUID | None = None
    door: str = ""
    mentions: UUID | None = None
    since: date | None = None
    until: date | None = None


def acts(viewer: Actor, wanted: ActFilter, *, before: int | None = None, most: int = 50) -> list[Act]:
    """Up to `most` acts of the viewer's agency, newest first; `before` is the number of the last one seen."""
    rows = _rows(viewer, wanted)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return [_act(row) for row in rows.order_by("-seq")[:most]]


def names_used(viewer: Actor) -> list[str]:
    """The names of events that the agency's part of the log holds, in alphabetical order."""
    return list(
        Event.objects.filter(agency=str(viewer.agency)).order_by("name").values_list("name", flat=True).distinct()
    )


def acts_of_kinds(viewer: Actor, names: Sequence[str]) -> Iterator[tuple[str, str, dict[str, Value]]]:
    """(YYYY-MM, name, payload) of every act of these names in the viewer's agency, oldest first."""
    rows = Event.objects.filter(agency=str(viewer.agency), name__in=names).order_by("seq")
    for at, name, payload in rows.values_list("at", "name", "payload").iterator():
        yield at[:7], name, json.loads(payload)


def _rows(viewer: Actor, wanted: ActFilter) -> QuerySet[Event]:
    rows = Event.objects.filter(agency=str(viewer.agency))
    if wanted.name:
        exactly, below = rows.filter(name=wanted.name), rows.filter(name__startswith=f"{wanted.name}.")
        rows = exactly | below
    if wanted.actor:
        rows = rows.filter(actor=str(wanted.actor))
    if wanted.door:
        rows = rows.filter(door=wanted.door)
    if wanted.mentions:
        rows = rows.filter(payload__contains=f'"{wanted.mentions}"')
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since.isoformat())
    if wanted.until:
        rows = rows.filter(at__lt=(wanted.until + timedelta(days=1)).isoformat())
    return rows


def _act(row: Event) -> Act:
    return Act(
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        name=row.name,
        actor=UUID(row.actor),
        door=row.door,
        payload=json.loads(row.payload),
    )
