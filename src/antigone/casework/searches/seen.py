"""Who has seen a candidate list with its scores: those people can examine it no more."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.searches.events import ListOpened
from antigone.casework.searches.models import ScoredListView, Search

__all__ = ["has_seen", "note_view", "record_view"]


def record_view(*, search: Search, by: Actor, clock: Callable[[], datetime] = timezone.now) -> ScoredListView:
    """Before a scored list is shown: written down and, the first time, logged. Raises Forbidden."""
    require(by, Right.SEE_SCORED_LISTS)
    with writing():
        view, is_first = _view(search, by, clock())
        if is_first:
            record(ListOpened(search=search.id, case=search.case_id), by=by)
    return view


def note_view(*, search: Search, by: Actor, now: datetime) -> None:
    """The list was shown as it was made, in the caller's transaction, whose event says so."""
    _view(search, by, now)


def has_seen(search: Search, user: UUID) -> bool:
    """Whether that person has seen the list's scores, through any door."""
    return ScoredListView.objects.filter(search=search, user=user).exists()


def _view(search: Search, by: Actor, now: datetime) -> tuple[ScoredListView, bool]:
    shown = {"at": now, "door": by.door.value}
    return ScoredListView.objects.get_or_create(search=search, user_id=by.user, defaults=shown)
