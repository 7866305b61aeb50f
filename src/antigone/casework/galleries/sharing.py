"""Galleries shared with other agencies, by name.

The other agency may search the gallery and sees, in the lists of its own searches, the particulars and pictures of
those who were listed. It does not browse the gallery, count it in its own, change it or erase from it. When the sharing
ends no new search reaches the gallery; lists that were made stay, for they are what an examiner has worked on. An
erasure reaches into them as into the owner's.
"""

from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.galleries.events import GalleryShared, GalleryUnshared
from antigone.casework.galleries.models import Gallery, GalleryShare
from antigone.engine.errors import NotFound, StateError, UsageError

__all__ = ["share_gallery", "shared_with", "shares_of", "unshare_gallery"]


def share_gallery(
    *, gallery: Gallery, agency: str, by: Actor, clock: Callable[[], datetime] = timezone.now
) -> GalleryShare:
    """Let the agency of that name search the gallery.

    Raises Forbidden, UsageError for the own agency, NotFound, StateError where it is shared with it already.
    """
    require(by, Right.WRITE_GALLERIES)
    other = _agency(agency, by)
    with writing():
        share, created = GalleryShare.objects.get_or_create(
            gallery=gallery, agency=other, defaults={"by_id": by.user, "at": clock()}
        )
        if not created:
            raise StateError(_("The gallery is shared with %(agency)s already.") % {"agency": other.name})
        record(GalleryShared(gallery=gallery.uuid, agency=other.id), by=by)
    return share


def unshare_gallery(*, gallery: Gallery, agency: str, by: Actor) -> None:
    """Let the agency search the gallery no longer. Raises Forbidden, NotFound where it is not shared with it."""
    require(by, Right.WRITE_GALLERIES)
    with writing():
        share = gallery.shares.filter(agency__name=agency.strip()).first()
        if share is None:
            raise NotFound(_("The gallery is not shared with %(agency)s.") % {"agency": agency})
        share.delete()
        record(GalleryUnshared(gallery=gallery.uuid, agency=share.agency_id), by=by)


def shares_of(gallery: Gallery) -> QuerySet[GalleryShare]:
    """With whom a gallery is shared, by name."""
    return gallery.shares.select_related("agency", "by").order_by("agency__name")


def shared_with(viewer: Actor) -> QuerySet[GalleryShare]:
    """The galleries of other agencies that the viewer's may search, by name."""
    shares = GalleryShare.objects.filter(agency=viewer.agency)
    return shares.select_related("gallery__agency").order_by("gallery__name")


def _agency(name: str, by: Actor) -> Agency:
    agency = Agency.objects.filter(name=name.strip()).first()
    if agency is None:
        near = get_close_matches(name, Agency.objects.exclude(pk=by.agency).values_list("name", flat=True), n=1)
        advice = _("Did you mean %(agency)s?") % {"agency": near[0]} if near else _("Write its name as it signs.")
        raise NotFound(_("There is no agency %(agency)s here.") % {"agency": name}, advice=advice)
    if agency.pk == by.agency:
        raise UsageError(_("This is your own agency; it has the gallery already."))
    return agency
