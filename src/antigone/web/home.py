"""The start page: each role's is its work list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antigone.casework.accounts.invitations import open_invitations
from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.audit.reading import ActFilter
from antigone.casework.cases.models import Case
from antigone.casework.cases.waiting import expiring, without_face
from antigone.casework.examinations.models import AssignmentState
from antigone.casework.examinations.outstanding import arbitrations_of, open_seats
from antigone.casework.examinations.selectors import assignments_of
from antigone.casework.examinations.waiting import to_establish, unexamined
from antigone.casework.galleries.retention import due_for_erasure
from antigone.casework.reports.logbook import read_log
from antigone.web.shared.access import Open, SignedIn, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of a work list: what, something about it, and the page where it is done."""

    label: str
    detail: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines of one kind, those that have waited longest first. more: how many are not shown; all: where they are."""

    title: str
    items: tuple[Item, ...]
    more: int = 0
    all: str = ""


MOST = 8
"""Lines of a group; the page is to be taken in at a glance."""


@page(Open.SIGNED_IN)
def home(request: SignedIn) -> HttpResponse:
    """What waits for this person, whichever roles they hold."""
    groups = [group for group in _groups(request.actor) if group.items]
    return render(request, "web/home.html", {"groups": groups})


def _groups(viewer: Actor) -> Iterator[Group]:
    if holds(viewer, Right.EXAMINE):
        yield _lists(viewer)
    yield _decisions(viewer)
    yield _leads(viewer)
    yield _unexamined(viewer)
    yield _seats(viewer)
    if holds(viewer, Right.WRITE_CASES):
        yield _faceless(viewer)
        yield _expiring(viewer)
    if holds(viewer, Right.ERASE_SUBJECTS):
        yield _due(viewer)
    if holds(viewer, Right.MANAGE_ACCOUNTS):
        yield _invitations(viewer)
    if holds(viewer, Right.READ_LOG):
        yield _acts(viewer)


def _lists(viewer: Actor) -> Group:
    waiting = [one for one in assignments_of(viewer) if one.state != AssignmentState.COMPLETED]
    return Group(
        title=_("Lists to examine"),
        items=tuple(
            Item(
                label=_("List %(number)s") % {"number": one.number},
                detail=str(one.state.label),
                address=reverse("examinations:show", args=[one.id]),
            )
            for one in waiting[:MOST]
        ),
        more=len(waiting[MOST:]),
        all=reverse("examinations:list"),
    )


def _decisions(viewer: Actor) -> Group:
    waiting = arbitrations_of(viewer)
    return Group(
        title=_("Examiners disagree: your decision"),
        items=tuple(
            Item(
                label=_("Case %(number)s") % {"number": one.case_number},
                detail=_("Candidate %(position)s") % {"position": one.position},
                address=reverse("examinations:arbitration", args=[one.examination, one.position]),
            )
            for one in waiting[:MOST]
        ),
        more=len(waiting[MOST:]),
        all=reverse("examinations:list"),
    )


def _leads(viewer: Actor) -> Group:
    cases = to_establish(viewer)
    return Group(
        title=_("Potential candidates: a primary identifier or a decision is needed"),
        items=_cases(cases, "cases:closing", detail=_("Potential candidate")),
        more=_more(cases),
        all=reverse("cases:list"),
    )


def _unexamined(viewer: Actor) -> Group:
    searches = unexamined(viewer)
    return Group(
        title=_("Lists without an examination"),
        items=tuple(
            Item(
                label=_("Case %(number)s") % {"number": one.case.number},
                detail=_("searched on %(day)s") % {"day": date_format(localtime(one.done_at), "SHORT_DATE_FORMAT")},
                address=reverse("searches:show", args=[one.id]),
            )
            for one in searches[:MOST]
        ),
        more=_more(searches),
        all=reverse("cases:list"),
    )


def _seats(viewer: Actor) -> Group:
    seats = open_seats(viewer)
    return Group(
        title=_("Lists without an examiner"),
        items=tuple(
            Item(
                label=_("Case %(number)s") % {"number": one.case_number},
                detail=one.why,
                address=reverse("examinations:of_search", args=[one.search]),
            )
            for one in seats[:MOST]
        ),
        more=len(seats[MOST:]),
        all=reverse("examinations:list"),
    )


def _faceless(viewer: Actor) -> Group:
    photographs = without_face(viewer)
    return Group(
        title=_("Photographs without a face: draw it"),
        items=tuple(
            Item(
                label=_("Case %(number)s") % {"number": one.case.number},
                detail=one.file_name,
                address=reverse("cases:photograph", args=[one.case_id, one.id]),
            )
            for one in photographs[:MOST]
        ),
        more=_more(photographs),
        all=reverse("cases:list"),
    )


def _expiring(viewer: Actor) -> Group:
    cases = expiring(viewer, today=timezone.localdate())
    return Group(
        title=_("Cases whose authority ends"),
        items=tuple(
            Item(
                label=_("Case %(number)s") % {"number": one.number},
                detail=_("on %(day)s") % {"day": date_format(one.expires_on, "SHORT_DATE_FORMAT")},
                address=reverse("cases:show", args=[one.id]),
            )
            for one in cases[:MOST]
        ),
        more=_more(cases),
        all=reverse("cases:list"),
    )


def _due(viewer: Actor) -> Group:
    count = due_for_erasure(viewer, timezone.localdate()).count()
    people = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
    due = Item(label=people, detail=_("kept longer than was granted"), address=reverse("galleries:due"))
    return Group(title=_("Due for erasure"), items=(due,) if count else ())


def _invitations(viewer: Actor) -> Group:
    waiting = open_invitations(viewer)
    return Group(
        title=_("Invitations that nobody has used yet"),
        items=tuple(
            Item(
                label=one.display_name,
                detail=_("until %(day)s") % {"day": date_format(localtime(one.expires_at), "SHORT_DATETIME_FORMAT")},
                address=reverse("people:list"),
            )
            for one in waiting[:MOST]
        ),
        more=len(waiting[MOST:]),
        all=reverse("people:list"),
    )


def _acts(viewer: Actor) -> Group:
    return Group(
        title=_("The last acts"),
        items=tuple(
            Item(
                label=one.who,
                detail=f"{date_format(localtime(one.at), 'SHORT_DATETIME_FORMAT')} · {one.sentence}",
                address=reverse("log:list"),
            )
            for one in read_log(viewer, ActFilter(), most=MOST)
        ),
    )


def _cases(cases: QuerySet[Case], route: str, *, detail: str) -> tuple[Item, ...]:
    return tuple(
        Item(label=_("Case %(number)s") % {"number": one.number}, detail=detail, address=reverse(route, args=[one.id]))
        for one in cases[:MOST]
    )


def _more(rows: QuerySet[Any]) -> int:
    return max(rows.count() - MOST, 0)
