"""Acts of the log as somebody of an agency reads them, newest first."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, JSONField, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Substr

from antigone.casework.audit.actors import Actor
from antigone.casework.audit.events import Value
from antigone.casework.audit.models import Event

__all__ = ["Act", "ActFilter", "acts", "counts_by_month", "names_used"]


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
    agency = str(viewer.agency)
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [agency, agency])
        return [name for (name,) in cursor.fetchall()]


# From each name to the next through the index: a DISTINCT would read every act of the agency.
_NAMES = """
WITH RECURSIVE used(name) AS (
    SELECT min(name) FROM audit_event WHERE agency = %s
    UNION ALL
    SELECT (SELECT min(name) FROM audit_event WHERE agency = %s AND name > used.name) FROM used
    WHERE used.name IS NOT NULL
)
SELECT name FROM used WHERE name IS NOT NULL
"""


def counts_by_month(
    viewer: Actor, names: Sequence[str], *, since: date, leaving_out: Iterable[UUID] = ()
) -> dict[tuple[str, str], int]:
    """How often each of these names stands in each month of the agency's log: (YYYY-MM, name) to number.

    since: the first day counted. leaving_out: cases whose acts are not counted.
    """
    rows = _on_or_after(Event.objects.filter(agency=str(viewer.agency), name__in=names), since)
    about = Cast(KeyTextTransform("case", Cast("payload", JSONField())), TextField())
    cases = [str(case) for case in leaving_out]
    if cases:
        rows = rows.annotate(about=about).exclude(about__in=cases)
    months = rows.order_by().values_list(Substr("at", 1, 7), "name").annotate(number=Count("seq"))
    return {(month, name): number for month, name, number in months}


def _rows(viewer: Actor, wanted: ActFilter) -> QuerySet[Event]:
    rows = Event.objects.filter(agency=str(viewer.agency))
    if wanted.name:
        # Names, not a beginning of names: the index gives each in the order of the log.
        rows = rows.filter(name__in=[name for name in names_used(viewer) if _is_within(name, wanted.name)])
    if wanted.actor:
        rows = rows.filter(actor=str(wanted.actor))
    if wanted.door:
        rows = rows.filter(door=wanted.door)
    if wanted.mentions:
        rows = rows.filter(payload__contains=f'"{wanted.mentions}"')
    if wanted.since:
        rows = _on_or_after(rows, wanted.since)
    if wanted.until:
        following = _first_on_or_after(wanted.until + timedelta(days=1))
        rows = rows if following is None else rows.filter(seq__lt=following)
    return rows


def _is_within(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}.")


def _on_or_after(rows: QuerySet[Event], day: date) -> QuerySet[Event]:
    first = _first_on_or_after(day)
    return rows.none() if first is None else rows.filter(seq__gte=first)


def _first_on_or_after(day: date) -> int | None:
    """Number of the first act of anybody on that day or later: the log's times never go back, so the day is a span of
    numbers, which every index ends with."""
    later = Event.objects.filter(at__gte=day.isoformat()).order_by("at", "seq")
    return later.values_list("seq", flat=True).first()


def _act(row: Event) -> Act:
    return Act(
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        name=row.name,
        actor=UUID(row.actor),
        door=row.door,
        payload=json.loads(row.payload),
    )
