"""What a case must have, who may write to it, and when it may be searched or given photographs."""

from datetime import date

from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case
from antigone.casework.cases.selectors import case_by_id
from antigone.engine.errors import StateError

__all__ = ["is_searchable", "require_open", "require_searchable", "require_writable"]


def is_searchable(case: Case, *, today: date) -> bool:
    """Whether `require_searchable` lets it pass."""
    return case.closing is None and today <= case.expires_on


def require_searchable(case: Case, *, today: date) -> None:
    """Raises StateError, with what to do, where the case is closed or has expired."""
    require_open(case)
    if today > case.expires_on:
        raise StateError(
            _("Case %(number)s expired on %(day)s: its authority covers no further search.")
            % {"number": case.number, "day": case.expires_on.isoformat()},
            advice=f"Once it is renewed, say so: `antigone cases renew {case.number} --expires DATE --authority WHO`.",
        )


def require_open(case: Case) -> None:
    """Raises StateError where the identity is established."""
    if case.closing is not None:
        raise StateError(
            _("Case %(number)s is closed: the identity is established.") % {"number": case.number},
            advice=_("A supervisor can open it again, with a reason."),
        )


def require_writable(case: Case, *, by: Actor, right: Right = Right.WRITE_CASES) -> None:
    """Raises Forbidden where the actor's role does not cover the act, NotFound where the case is none of theirs."""
    require(by, right)
    case_by_id(by, case.pk)
