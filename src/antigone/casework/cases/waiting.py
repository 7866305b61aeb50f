"""What waits to be done in the cases that somebody sees."""

from datetime import date, timedelta

from django.db.models import QuerySet

from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case, CasePhotograph, Closing, ReadingState
from antigone.casework.cases.selectors import cases_of

__all__ = ["SOON", "expiring", "open_cases", "without_face"]

SOON = timedelta(days=30)


def open_cases(viewer: Actor) -> QuerySet[Case]:
    """Cases that the viewer sees and nobody has closed."""
    return cases_of(viewer).exclude(closings__in=_standing())


def expiring(viewer: Actor, *, today: date) -> QuerySet[Case]:
    """Open cases whose authority ends within SOON, or has ended, soonest first."""
    return open_cases(viewer).filter(expires_on__lte=today + SOON).order_by("expires_on")


def without_face(viewer: Actor) -> QuerySet[CasePhotograph]:
    """Photographs of open cases in which no face was found: somebody must draw it, or take them out of use."""
    return (
        CasePhotograph.objects.filter(
            case__in=open_cases(viewer), reading=ReadingState.NO_FACE, withdrawn_at__isnull=True
        )
        .select_related("case")
        .order_by("added_at")
    )


def _standing() -> QuerySet[Closing]:
    return Closing.objects.filter(reopened_at__isnull=True)
