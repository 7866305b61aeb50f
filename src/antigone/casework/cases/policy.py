"""What a case must have, and when it may be searched."""

from datetime import date

from antigone.casework.cases.models import Case
from antigone.engine.errors import StateError

__all__ = ["require_searchable"]


def require_searchable(case: Case, *, today: date) -> None:
    """Raises StateError, with what to do, where the case has expired."""
    if today > case.expires_on:
        raise StateError(
            f"Case {case.number} expired on {case.expires_on.isoformat()}: its authority covers no further search.",
            advice=f"Once it is renewed, say so: `antigone cases renew {case.number} --expires DATE --authority WHO`.",
        )
