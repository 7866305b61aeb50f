"""Scored lists as people open them: not whoever is at work on the same list blind."""

from django.utils.translation import gettext as _

from antigone.casework.audit import Actor, writing
from antigone.casework.examinations.models import Assignment
from antigone.casework.searches.models import Search
from antigone.casework.searches.seen import record_view
from antigone.engine.errors import Forbidden

__all__ = ["open_scored_list"]


def open_scored_list(*, search: Search, by: Actor) -> None:
    """Before a scored list is shown: written down and, the first time, logged.

    Raises Forbidden without the right, and for an examiner of the list, whatever else they are, until they have signed
    every sheet or given the list back: examiners of small agencies are registrars, too.
    """
    with writing():
        at_work = Assignment.objects.filter(
            examination__search=search, examiner=by.user, declined_at=None, completed_at=None
        )
        if at_work.exists():
            raise Forbidden(
                _("You examine this list. Its scores are shown to you once you have signed every sheet."),
                advice=_("Or give the list back first."),
            )
        record_view(search=search, by=by)
