"""People and galleries erased, and what remains of it: a receipt."""

import json
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.galleries.browsing import subject_by_uuid
from antigone.casework.galleries.holds import standing_holds
from antigone.casework.galleries.receipts import receipt_by_id, receipts_of
from antigone.casework.galleries.retention import due_for_erasure
from antigone.casework.galleries.selectors import gallery_by_uuid, gallery_summaries, references_of
from antigone.casework.galleries.services import erase_subject as erase
from antigone.casework.galleries.tasks import order_completion, order_gallery_erasure
from antigone.web.shared.access import SignedIn, form, page

ROWS_A_PAGE = 100


@form(Right.ERASE_SUBJECTS)
def erase_subject(request: SignedIn, gallery: UUID, subject: UUID) -> HttpResponse:
    """Say what will go, then let it go."""
    found = subject_by_uuid(request.actor, gallery_by_uuid(request.actor, gallery), subject)
    if request.method == "POST":
        receipt = erase(subject=found, by=request.actor)
        order_completion(by=request.actor)
        return redirect("galleries:receipt", receipt.id)
    context = {
        "gallery": found.gallery,
        "subject": found,
        "references": references_of(found),
        "hold": standing_holds(request.actor).filter(about__in=[found.uuid, found.gallery.uuid]).first(),
    }
    return render(request, "web/galleries/erase_subject.html", context)


@form(Right.ERASE_SUBJECTS)
def erase_gallery(request: SignedIn, gallery: UUID) -> HttpResponse:
    """Say what will go; it goes in a job, for a gallery may be large."""
    found = gallery_by_uuid(request.actor, gallery)
    wrong = ""
    if request.method == "POST":
        if request.POST.get("name", "").strip() == found.name:
            order_gallery_erasure(gallery=found, by=request.actor)
            messages.success(request, _("The gallery is being erased. Its receipt will stand here."))
            return redirect("galleries:receipts")
        wrong = _("This is not the gallery's name.")
    (summary,) = gallery_summaries(request.actor, name=found.name)
    held = [found.uuid, *found.subjects.values_list("uuid", flat=True)]
    hold = standing_holds(request.actor).filter(about__in=held).first()
    context = {"gallery": found, "summary": summary, "wrong": wrong, "hold": hold}
    return render(request, "web/galleries/erase_gallery.html", context, status=422 if wrong else 200)


@page(Right.READ_GALLERIES)
def due(request: SignedIn) -> HttpResponse:
    """People whose last day has passed."""
    subjects = Paginator(due_for_erasure(request.actor, timezone.localdate()), ROWS_A_PAGE)
    held = set(standing_holds(request.actor).values_list("about", flat=True))
    found = subjects.get_page(request.GET.get("page"))
    rows = [(one, one.uuid in held or one.gallery.uuid in held) for one in found]
    return render(request, "web/galleries/due.html", {"rows": rows, "page": found})


@page(Right.READ_GALLERIES)
def list_receipts(request: SignedIn) -> HttpResponse:
    """Every erasure of the agency."""
    receipts = Paginator(receipts_of(request.actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/galleries/receipts.html", {"page": receipts})


@page(Right.READ_GALLERIES)
def show_receipt(request: SignedIn, receipt: UUID) -> HttpResponse:
    """What went."""
    found = receipt_by_id(request.actor, receipt)
    part = "receipt_state" if request.headers.get("HX-Request") else "receipt"
    return render(request, f"web/galleries/{part}.html", {"receipt": found})


@page(Right.READ_GALLERIES)
def download_receipt(request: SignedIn, receipt: UUID) -> HttpResponse:
    """The same as a document for other programs."""
    found = receipt_by_id(request.actor, receipt)
    completed = found.completed_at.isoformat(timespec="seconds") if found.completed_at else None
    text = json.dumps({**found.document, "completed_at": completed}, indent=2)
    response = HttpResponse(f"{text}\n", content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{found.id}.json"'
    return response
