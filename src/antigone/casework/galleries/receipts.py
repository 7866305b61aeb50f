"""Receipts of erasures: what went, in numbers. They outlive whom they are about and name nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.galleries.models import ErasureReceipt, HoldKind
from antigone.engine.errors import NotFound

__all__ = ["completed_document", "keep_receipt", "receipt_by_id", "receipts_of"]


def keep_receipt(*, kind: HoldKind, about: UUID, gone: Mapping[str, int], by: Actor, now: datetime) -> ErasureReceipt:
    """Keep what an erasure took away, in the caller's transaction.

    gone: what went and how many, and `audit_event`, the number of the act in the log. Numbers only: a receipt is found
    by whoever searches the home for what should be gone.
    """
    identity = uuid4()
    document = {
        "receipt": str(identity),
        "kind": kind.value,
        "about": str(about),
        "erased_at": now.isoformat(timespec="seconds"),
        **gone,
    }
    return ErasureReceipt.objects.create(
        id=identity, agency_id=by.agency, kind=kind, about=about, document=document, by_id=by.user, at=now
    )


def receipts_of(viewer: Actor) -> QuerySet[ErasureReceipt]:
    """The receipts of the viewer's agency, newest first."""
    return ErasureReceipt.objects.filter(agency=viewer.agency).select_related("by")


def receipt_by_id(viewer: Actor, receipt: UUID) -> ErasureReceipt:
    """Raises NotFound where the viewer's agency has no such receipt."""
    found = receipts_of(viewer).filter(pk=receipt).first()
    if found is None:
        raise NotFound(_("There is no such receipt."))
    return found


def completed_document(document: Mapping[str, Any], *, by: Actor) -> dict[str, Any]:
    """A receipt's document with what its completion added to the one that is kept.

    What whoever erased is told besides (hashes of what was destroyed) is kept nowhere, and stands.
    """
    receipt = document.get("receipt")
    found = receipts_of(by).filter(pk=receipt).first() if isinstance(receipt, str) else None
    return {**(found.document if found else {}), **document}
