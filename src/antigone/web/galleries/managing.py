"""A gallery opened, shared, given a last day, and held."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Right
from antigone.casework.galleries import holds
from antigone.casework.galleries.models import Gallery, HoldKind, LegalHold, Subject
from antigone.casework.galleries.retention import keep_gallery_until
from antigone.casework.galleries.selectors import gallery_by_uuid
from antigone.casework.galleries.services import open_new_gallery
from antigone.casework.galleries.sharing import share_gallery, shares_of, unshare_gallery
from antigone.casework.wording import said
from antigone.engine.errors import AntigoneError, StateError, UsageError
from antigone.web.galleries.forms import GalleryForm, RetentionForm, ShareForm
from antigone.web.shared.access import SignedIn, act, form, page
from antigone.web.shared.forms import ReasonForm


@form(Right.WRITE_GALLERIES)
def open_gallery(request: SignedIn) -> HttpResponse:
    """A new gallery, empty."""
    given = GalleryForm(request.POST or None)
    if given.is_valid():
        try:
            gallery = open_new_gallery(name=given.cleaned_data["name"], by=request.actor)
            return redirect("galleries:show", gallery.uuid)
        except (UsageError, StateError) as error:
            given.add_error("name", said(error.diagnostics()))
    return render(request, "web/galleries/open.html", {"form": given}, status=422 if given.errors else 200)


@page(Right.READ_GALLERIES)
def manage(request: SignedIn, gallery: UUID) -> HttpResponse:
    """Sharing, retention and holds of a gallery, for those who may change them and those who may only see them."""
    return _managing(request, gallery_by_uuid(request.actor, gallery))


@act(Right.WRITE_GALLERIES)
def share(request: SignedIn, gallery: UUID) -> HttpResponse:
    """Let an agency search the gallery."""
    found, given = gallery_by_uuid(request.actor, gallery), ShareForm(request.POST)
    if given.is_valid():
        try:
            shared = share_gallery(gallery=found, agency=given.cleaned_data["agency"], by=request.actor)
            messages.success(request, _("%(agency)s may search this gallery now.") % {"agency": shared.agency.name})
            return redirect("galleries:manage", gallery)
        except AntigoneError as error:
            given.add_error("agency", said(error.diagnostics()))
    return _managing(request, found, share_form=given)


@act(Right.WRITE_GALLERIES)
def unshare(request: SignedIn, gallery: UUID, agency: UUID) -> HttpResponse:
    """Let an agency search the gallery no longer."""
    found = gallery_by_uuid(request.actor, gallery)
    other = Agency.objects.filter(pk=agency).first()
    unshare_gallery(gallery=found, agency=other.name if other else "", by=request.actor)
    messages.success(request, _("The gallery is no longer shared with that agency."))
    return redirect("galleries:manage", gallery)


@act(Right.WRITE_GALLERIES)
def set_retention(request: SignedIn, gallery: UUID) -> HttpResponse:
    """The last day on which the gallery's people may be kept."""
    found, given = gallery_by_uuid(request.actor, gallery), RetentionForm(request.POST)
    if not given.is_valid():
        return _managing(request, found, retention_form=given)
    keep_gallery_until(gallery=found, until=given.cleaned_data["until"], by=request.actor)
    messages.success(request, _("The last day is set."))
    return redirect("galleries:manage", gallery)


@act(Right.HOLD)
def hold_gallery(request: SignedIn, gallery: UUID) -> HttpResponse:
    """Keep the gallery and everybody in it from being erased."""
    found, given = gallery_by_uuid(request.actor, gallery), ReasonForm(request.POST)
    if not given.is_valid():
        return _managing(request, found, hold_form=given)
    holds.set_hold(kind=HoldKind.GALLERY, about=found.uuid, reason=given.cleaned_data["reason"], by=request.actor)
    messages.success(request, _("The gallery is under legal hold."))
    return redirect("galleries:manage", gallery)


@form(Right.HOLD)
def lift_hold(request: SignedIn, hold: UUID) -> HttpResponse:
    """End a hold, with the reason; one on a case as well as one on a gallery or a person."""
    found, given = holds.hold_by_id(request.actor, hold), ReasonForm(request.POST or None)
    if given.is_valid():
        holds.lift_hold(hold=found, reason=given.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("The hold is lifted."))
        return _to_what_was_held(found)
    return render(
        request, "web/galleries/lift_hold.html", {"hold": found, "form": given}, status=422 if given.errors else 200
    )


def _to_what_was_held(hold: LegalHold) -> HttpResponse:
    if hold.kind == HoldKind.GALLERY:
        return redirect("galleries:manage", hold.about)
    if hold.kind == HoldKind.CASE:
        return redirect("cases:show", hold.about)
    subject = Subject.objects.select_related("gallery").filter(uuid=hold.about).first()
    return redirect("galleries:subject", subject.gallery.uuid, subject.uuid) if subject else redirect("home")


def _managing(request: SignedIn, gallery: Gallery, **forms: ShareForm | RetentionForm | ReasonForm) -> HttpResponse:
    """The page with its three forms; one that was sent back wrong stands in the place of a fresh one."""
    context = {
        "gallery": gallery,
        "tab": "manage",
        "shares": shares_of(gallery),
        "holds": holds.holds_on(request.actor, gallery.uuid),
        "share_form": ShareForm(),
        "retention_form": RetentionForm(initial={"until": gallery.retain_until}),
        "hold_form": ReasonForm(),
        **forms,
    }
    return render(request, "web/galleries/manage.html", context, status=422 if forms else 200)
