"""Scored lists as people open them: not whoever is at work on a list of the case, blind."""

from django.utils.translation import gettext as _

from antigone.casework.audit import Actor, writing
from antigone.casework.examinations.models import Assignment
from antigone.casework.searches.models import Search
from antigone.casework.searches.seen import record_view
from antigone.engine.errors import Forbidden

__all__ = ["open_scored_list"]


def open_scored_list(*, search: Search, by: Actor) -> None:
    """Before a scored list is shown: written down and, the first time, logged.

    Raises Forbidden without the right, and for an examiner of a list of the same case, whatever else they are, until
    they have signed every sheet or given the list back: examiners of small agencies are registrars, too, and another
    search of the case would rank much the same people.
    """
    with writing():
        at_work = Assignment.objects.filter(
            examination__search__case=search.case_id, examiner=by.user, declined_at=None, completed_at=None
        )
        if at_work.exists():
            raise Forbidden(
                _("You examine a list of this case. Scores are shown to you once you have signed every sheet."),
                advice=_("Or give the list back first."),
            )
        record_view(search=search, by=by)
