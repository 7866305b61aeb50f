"""What an agency has to do next with its lists: hand them out, or send a case to the laboratory."""

from django.db.models import Exists, OuterRef, QuerySet

from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case
from antigone.casework.cases.waiting import open_cases
from antigone.casework.examinations.components import CandidateOutcome
from antigone.casework.examinations.models import Examination, Resolution
from antigone.casework.searches.models import Outcome, Search

__all__ = ["to_establish", "unexamined"]


def unexamined(viewer: Actor) -> QuerySet[Search]:
    """The last search of each open case, where it has candidates and no examination; none without the right to assign.

    An earlier list of the same case is not asked for any more: the later one looked at all that it looked at.
    """
    if not holds(viewer, Right.ASSIGN):
        return Search.objects.none()
    later = Search.objects.filter(case=OuterRef("case"), done_at__gt=OuterRef("done_at"))
    return (
        Search.objects.filter(case__in=open_cases(viewer), outcome=Outcome.CANDIDATES)
        .exclude(pk__in=Examination.objects.values("search"))
        .exclude(Exists(later))
        .select_related("case")
        .order_by("done_at")
    )


def to_establish(viewer: Actor) -> QuerySet[Case]:
    """Open cases in which a list ended with a potential candidate: a lead for a primary identifier, not more.

    None without the right to close cases.
    """
    if not holds(viewer, Right.CLOSE_CASES):
        return Case.objects.none()
    leads = Resolution.objects.filter(outcome=CandidateOutcome.POTENTIAL, superseded_at__isnull=True)
    return open_cases(viewer).filter(pk__in=leads.values("examination__search__case"))
