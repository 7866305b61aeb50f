"""Browsers that a person is signed in by, and signing them out."""

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from antigone.casework.accounts.events import SessionsEnded
from antigone.casework.accounts.models import User
from antigone.casework.audit import Actor, record, writing

__all__ = ["end_own_sessions", "end_sessions", "sessions_of"]


def sessions_of(user: User) -> list[UserSession]:
    """The person's open sessions, the last begun first. Rows of sessions that have ended go as they are found."""
    live = UserSession.objects.purge_and_list(user)
    return sorted(live, key=lambda session: session.created_at, reverse=True)


def end_own_sessions(user: User, *, current: str, chosen: int | None = None, by: Actor) -> int:
    """Sign out one other browser of the person's own, or with `chosen` None all but the `current` one."""
    with writing():
        others = UserSession.objects.filter(user=user).exclude(session_key=current)
        count = _end(others if chosen is None else others.filter(id=chosen))
        if count:
            record(SessionsEnded(sessions=count), by=by)
    return int(count)


def end_sessions(user: User, *, keep: str = "") -> int:
    """Sign the person out everywhere but in the session `keep`, in the caller's transaction; gives how many ended."""
    return _end(UserSession.objects.filter(user=user).exclude(session_key=keep))


def _end(sessions: "QuerySet[UserSession]") -> int:
    found = list(sessions)
    count = sum(session.exists() for session in found)
    for session in found:
        session.end()
    return int(count)
