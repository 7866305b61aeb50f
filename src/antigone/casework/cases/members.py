"""Who works on a case."""

from datetime import datetime

from django.utils.translation import gettext as _

from antigone.casework.accounts.models import User
from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.cases.events import MemberAdded, MemberRemoved
from antigone.casework.cases.models import Case, CaseMembership
from antigone.casework.cases.policy import require_writable
from antigone.casework.cases.selectors import can_become_members
from antigone.engine.errors import StateError, UsageError

__all__ = ["add_member", "remove_member"]


def add_member(*, case: Case, user: User, by: Actor, now: datetime) -> CaseMembership:
    """Let a person of the agency see the case. Supervisors may do so, and registrars on cases that are theirs.

    Raises UsageError for one of another agency, of a role that sees no cases, or who is a member already.
    """
    _require_managing(case, by)
    with writing():
        if not can_become_members(case).filter(pk=user.pk).exists():
            raise UsageError(_("%(name)s cannot be added to this case.") % {"name": user.display_name})
        membership = CaseMembership.objects.create(case=case, user=user, added_by_id=by.user, added_at=now)
        record(MemberAdded(case=case.id, member=user.id), by=by)
    return membership


def remove_member(*, case: Case, user: User, by: Actor) -> None:
    """Take the case from a person's sight. Raises StateError where they are no member."""
    _require_managing(case, by)
    with writing():
        deleted, _rows = CaseMembership.objects.filter(case=case, user=user).delete()
        if not deleted:
            raise StateError(_("%(name)s does not work on this case.") % {"name": user.display_name})
        record(MemberRemoved(case=case.id, member=user.id), by=by)


def _require_managing(case: Case, by: Actor) -> None:
    right = Right.MANAGE_MEMBERS if holds(by, Right.MANAGE_MEMBERS) else Right.WRITE_CASES
    require_writable(case, by=by, right=right)
