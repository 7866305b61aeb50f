"""Who may do what. Services ask here; a door that asks first only spares the person a refusal."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import RIGHTS, SOLITARY, Right, Role
from antigone.casework.audit import Actor
from antigone.engine.errors import Forbidden, UsageError

__all__ = ["holds", "require", "require_compatible", "rights_of"]


def rights_of(actor: Actor) -> frozenset[Right]:
    """All that the actor's roles cover together."""
    return frozenset(right for role in Role if role.value in actor.roles for right in RIGHTS[role])


def holds(actor: Actor, right: Right) -> bool:
    """Whether one of the actor's roles covers the right."""
    return right in rights_of(actor)


def require(actor: Actor, right: Right) -> None:
    """Raises Forbidden where none of the actor's roles covers the right."""
    if not holds(actor, right):
        raise Forbidden(_("Your role does not cover this."), advice=_("Ask your agency's administrator."))


def require_compatible(roles: Collection[Role]) -> None:
    """Raises UsageError for no role at all, and for a solitary one beside others."""
    if not roles:
        raise UsageError(_("A person needs at least one role."))
    if len(set(roles)) > 1 and SOLITARY.intersection(roles):
        alone = ", ".join(str(role.label) for role in Role if role in SOLITARY)
        raise UsageError(_("These roles go with no other: %(roles)s.") % {"roles": alone})
