"""Galleries looked over: the list, a gallery with its people, its enrolments, its photographs."""

import csv
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from antigone.casework.accounts.roles import Right
from antigone.casework.galleries.browsing import photograph_in, run_by_id, subject_page
from antigone.casework.galleries.holds import standing_holds
from antigone.casework.galleries.retention import due_for_erasure
from antigone.casework.galleries.selectors import galleries_of, gallery_by_uuid, gallery_summaries
from antigone.casework.galleries.sharing import shared_with, shares_of
from antigone.web.shared.access import SignedIn, page
from antigone.web.shared.pictures import picture_response

REFUSALS_SHOWN = 200
NUMBER_DIGITS = 6
# A spreadsheet takes cells that begin so for a formula, and a file's name is whatever its sender wanted.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@page(Right.READ_GALLERIES)
def list_galleries(request: SignedIn) -> HttpResponse:
    """The agency's own galleries, and those that it may search."""
    viewer = request.actor
    held = set(standing_holds(viewer).values_list("about", flat=True))
    keep = dict(galleries_of(viewer).values_list("uuid", "retain_until"))
    own = [(one, keep[one.uuid], one.uuid in held) for one in gallery_summaries(viewer)]
    due = due_for_erasure(viewer, timezone.localdate()).count()
    return render(request, "web/galleries/list.html", {"own": own, "shared": shared_with(viewer), "due": due})


@page(Right.READ_GALLERIES)
def show_gallery(request: SignedIn, gallery: UUID) -> HttpResponse:
    """A gallery: its numbers and its people, a page at a time."""
    found = gallery_by_uuid(request.actor, gallery)
    text = request.GET.get("containing", "")
    people = subject_page(request.actor, found, containing=text, number=_number(request.GET.get("page", "")))
    context = {"gallery": found, "people": people, "containing": text}
    if request.headers.get("HX-Request"):
        return render(request, "web/galleries/people.html", context)
    (summary,) = gallery_summaries(request.actor, name=found.name)
    holds = standing_holds(request.actor).filter(about=found.uuid)
    return render(
        request,
        "web/galleries/show.html",
        {**context, "summary": summary, "holds": holds, "shares": shares_of(found), "tab": "people"},
    )


@page(Right.READ_GALLERIES)
def list_runs(request: SignedIn, gallery: UUID) -> HttpResponse:
    """Every enrolment with its ground, and the imports that wait or run."""
    found = gallery_by_uuid(request.actor, gallery)
    runs = found.runs.select_related("started_by").order_by("-started_at")
    orders = found.imports.select_related("by")
    return render(
        request, "web/galleries/runs.html", {"gallery": found, "runs": runs, "orders": orders, "tab": "enrolments"}
    )


@page(Right.READ_GALLERIES)
def show_run(request: SignedIn, gallery: UUID, run: UUID) -> HttpResponse:
    """What one enrolment did, and what it refused with the reasons."""
    found = gallery_by_uuid(request.actor, gallery)
    enrolment = run_by_id(request.actor, found, run)
    refusals = enrolment.refusals.order_by("pk")
    context = {
        "gallery": found,
        "run": enrolment,
        "refusals": refusals[:REFUSALS_SHOWN],
        "more": max(0, refusals.count() - REFUSALS_SHOWN),
    }
    return render(request, "web/galleries/run.html", context)


@page(Right.READ_GALLERIES)
def download_refusals(request: SignedIn, gallery: UUID, run: UUID) -> HttpResponse:
    """The refusals of an enrolment as a table."""
    enrolment = run_by_id(request.actor, gallery_by_uuid(request.actor, gallery), run)
    # The mark tells a spreadsheet that the text is UTF-8.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="refusals-{enrolment.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow(["photograph", "subject", "code", "reason"])
    for one in enrolment.refusals.order_by("pk").iterator():
        writer.writerow([_cell(text) for text in (one.item_name, one.subject, one.code, one.reason)])
    return response


@page(Right.READ_GALLERIES)
def picture(request: SignedIn, gallery: UUID, photograph: UUID) -> HttpResponse:
    """A photograph of one of the agency's own galleries."""
    return picture_response(request, photograph_in(request.actor, gallery, photograph))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS else 1


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
