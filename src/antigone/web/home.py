"""The start page: each role's is its work list."""

from collections.abc import Callable, Iterator, Sequence
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
    """Lines of one kind, those that waited longest first. more: how many are not shown; address: where all are."""

    title: str
    items: tuple[Item, ...]
    more: int = 0
    address: str = ""


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
    return _group(
        _("Lists to examine"),
        [one for one in assignments_of(viewer) if one.state != AssignmentState.COMPLETED],
        lambda one: Item(
            label=_("List %(number)s") % {"number": one.number},
            detail=str(one.state.label),
            address=reverse("examinations:show", args=[one.id]),
        ),
        route="examinations:list",
    )


def _decisions(viewer: Actor) -> Group:
    return _group(
        _("Examiners disagree: your decision"),
        arbitrations_of(viewer),
        lambda one: Item(
            label=_case(one.case_number),
            detail=_("Candidate %(position)s") % {"position": one.position},
            address=reverse("examinations:arbitration", args=[one.examination, one.position]),
        ),
        route="examinations:list",
    )


def _leads(viewer: Actor) -> Group:
    return _group(
        _("Potential candidates: a primary identifier or a decision is needed"),
        to_establish(viewer),
        lambda one: Item(
            label=_case(one.number), detail=_("Potential candidate"), address=reverse("cases:closing", args=[one.id])
        ),
        route="cases:list",
    )


def _unexamined(viewer: Actor) -> Group:
    return _group(
        _("Lists without an examination"),
        unexamined(viewer),
        lambda one: Item(
            label=_case(one.case.number),
            detail=_("searched on %(day)s") % {"day": date_format(localtime(one.done_at), "SHORT_DATE_FORMAT")},
            address=reverse("searches:show", args=[one.id]),
        ),
        route="cases:list",
    )


def _seats(viewer: Actor) -> Group:
    return _group(
        _("Lists without an examiner"),
        open_seats(viewer),
        lambda one: Item(
            label=_case(one.case_number),
            detail=one.why,
            address=reverse("examinations:of_search", args=[one.search]),
        ),
        route="examinations:list",
    )


def _faceless(viewer: Actor) -> Group:
    return _group(
        _("Photographs without a face: draw it"),
        without_face(viewer),
        lambda one: Item(
            label=_case(one.case.number),
            detail=one.file_name,
            address=reverse("cases:photograph", args=[one.case_id, one.id]),
        ),
        route="cases:list",
    )


def _expiring(viewer: Actor) -> Group:
    return _group(
        _("Cases whose authority ends"),
        expiring(viewer, today=timezone.localdate()),
        lambda one: Item(
            label=_case(one.number),
            detail=_("on %(day)s") % {"day": date_format(one.expires_on, "SHORT_DATE_FORMAT")},
            address=reverse("cases:show", args=[one.id]),
        ),
        route="cases:list",
    )


def _due(viewer: Actor) -> Group:
    count = due_for_erasure(viewer, timezone.localdate()).count()
    people = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
    due = Item(label=people, detail=_("kept longer than was granted"), address=reverse("galleries:due"))
    return Group(title=_("Due for erasure"), items=(due,) if count else ())


def _invitations(viewer: Actor) -> Group:
    return _group(
        _("Invitations that nobody has used yet"),
        open_invitations(viewer),
        lambda one: Item(
            label=one.display_name,
            detail=_("until %(day)s") % {"day": date_format(localtime(one.expires_at), "SHORT_DATETIME_FORMAT")},
            address=reverse("people:list"),
        ),
        route="people:list",
    )


def _acts(viewer: Actor) -> Group:
    return _group(
        _("The last acts"),
        read_log(viewer, ActFilter(), most=MOST),
        lambda one: Item(
            label=one.who,
            detail=f"{date_format(localtime(one.at), 'SHORT_DATETIME_FORMAT')} · {one.sentence}",
            address=reverse("log:list"),
        ),
        route="log:list",
    )


def _group(title: str, rows: Sequence[Any] | QuerySet[Any], line: Callable[[Any], Item], *, route: str) -> Group:
    """The first rows as lines; `route` is the page of all of them."""
    many = rows.count() if isinstance(rows, QuerySet) else len(rows)
    items = tuple(line(one) for one in rows[:MOST])
    return Group(title=title, items=items, more=many - len(items), address=reverse(route))


def _case(number: str) -> str:
    return _("Case %(number)s") % {"number": number}
