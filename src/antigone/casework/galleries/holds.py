"""Legal holds: what a court or an authority wants kept is erased by nobody until the hold is lifted."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, forget, record, writing
from antigone.casework.galleries.events import HoldLifted, HoldSet
from antigone.casework.galleries.models import HoldKind, LegalHold
from antigone.engine.errors import NotFound, StateError, UsageError

__all__ = ["forget_holds", "hold_by_id", "holds_on", "lift_hold", "require_no_hold", "set_hold", "standing_holds"]


def set_hold(
    *, kind: HoldKind, about: UUID, reason: str, by: Actor, clock: Callable[[], datetime] = timezone.now
) -> LegalHold:
    """Keep a case, gallery or subject from being erased. Whether `by` may see it was asked when it was looked up.

    Raises Forbidden, UsageError for no reason. Several holds may stand on one thing: two courts lift their own.
    """
    require(by, Right.HOLD)
    reason = _given(reason)
    with writing():
        hold = LegalHold.objects.create(
            agency_id=by.agency, kind=kind, about=about, reason=reason, by_id=by.user, at=clock()
        )
        hidden = commitment(owner=hold.id, value=reason)
        record(HoldSet(hold=hold.id, kind=HoldKind(kind).value, about=about, reason=hidden), by=by)
    return hold


def lift_hold(*, hold: LegalHold, reason: str, by: Actor, clock: Callable[[], datetime] = timezone.now) -> None:
    """End a hold. Raises Forbidden, UsageError for no reason, StateError where it is lifted already."""
    require(by, Right.HOLD)
    reason = _given(reason)
    with writing():
        hold.refresh_from_db()
        if hold.lifted_at is not None:
            raise StateError(_("This hold is lifted already."))
        hold.lifted_by_id, hold.lifted_at, hold.lifted_because = by.user, clock(), reason
        hold.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
        hidden = commitment(owner=hold.id, value=reason)
        record(HoldLifted(hold=hold.id, kind=hold.kind, about=hold.about, reason=hidden), by=by)


def require_no_hold(kind: HoldKind, about: UUID) -> None:
    """Raises StateError, with the hold's reason, where one stands. Ask inside the transaction that erases."""
    hold = LegalHold.objects.filter(kind=kind, about=about, lifted_at=None).first()
    if hold is not None:
        raise StateError(
            _("A legal hold keeps this from being erased: %(reason)s") % {"reason": hold.reason},
            advice=_("Whoever may lift it can do so once its reason has gone."),
        )


def forget_holds(about: UUID) -> None:
    """Delete the lifted holds on what is being erased, in the caller's transaction: their reasons may name people."""
    for hold in LegalHold.objects.filter(about=about):
        forget(hold.id)
        hold.delete()


def holds_on(viewer: Actor, about: UUID) -> QuerySet[LegalHold]:
    """Every hold on it that the viewer's agency set, lifted ones too, newest first."""
    return LegalHold.objects.filter(agency=viewer.agency, about=about).select_related("by", "lifted_by")


def standing_holds(viewer: Actor) -> QuerySet[LegalHold]:
    """All holds of the viewer's agency that are not lifted."""
    return LegalHold.objects.filter(agency=viewer.agency, lifted_at=None)


def hold_by_id(viewer: Actor, hold: UUID) -> LegalHold:
    """Raises NotFound where the viewer's agency has no such hold."""
    found = LegalHold.objects.filter(agency=viewer.agency, pk=hold).first()
    if found is None:
        raise NotFound(_("There is no such hold."))
    return found


def _given(reason: str) -> str:
    if not reason.strip():
        raise UsageError(_("Give the reason: a court's or an authority's reference."))
    return reason.strip()
