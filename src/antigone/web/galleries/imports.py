"""Photographs handed in, and the import watched while it works."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.galleries.browsing import import_by_id, import_progress
from antigone.casework.galleries.imports import order_import, stop_import
from antigone.casework.galleries.selectors import gallery_by_uuid
from antigone.casework.wording import said
from antigone.engine.errors import InputError, StateError
from antigone.web.galleries.forms import ImportForm
from antigone.web.shared.access import SignedIn, act, form, page


@form(Right.WRITE_GALLERIES)
def order(request: SignedIn, gallery: UUID) -> HttpResponse:
    """A zip file, what ground it stands on, and a job that enrols it."""
    found = gallery_by_uuid(request.actor, gallery)
    given = ImportForm(request.POST or None, request.FILES or None)
    if given.is_valid():
        try:
            ordered = order_import(gallery=found, handed_in=given.handed_in(), by=request.actor)
            return redirect("galleries:progress", gallery, ordered.pk)
        except (InputError, StateError) as error:
            given.add_error("archive", said(error.diagnostics()))
    return render(
        request, "web/galleries/import.html", {"gallery": found, "form": given}, status=422 if given.errors else 200
    )


@page(Right.READ_GALLERIES)
def show_progress(request: SignedIn, gallery: UUID, order: UUID) -> HttpResponse:
    """How far an import is; the part of the page that changes is asked for again until it is over."""
    found = gallery_by_uuid(request.actor, gallery)
    progress = import_progress(import_by_id(request.actor, found, order), now=timezone.now())
    part = "progress_part" if request.headers.get("HX-Request") else "progress"
    return render(request, f"web/galleries/{part}.html", {"gallery": found, "progress": progress})


@act(Right.WRITE_GALLERIES)
def stop(request: SignedIn, gallery: UUID, order: UUID) -> HttpResponse:
    """End an import; what it has enrolled stays."""
    found = gallery_by_uuid(request.actor, gallery)
    stop_import(order=import_by_id(request.actor, found, order), by=request.actor)
    messages.success(request, _("The import is being stopped. What it has enrolled stays."))
    return redirect("galleries:progress", gallery, order)
