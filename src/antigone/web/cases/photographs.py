"""The photographs of a case: handed in, shown as cards, withdrawn; how each was taken."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.checklist import ITEMS, Answer
from antigone.casework.cases.intake import IncomingFile, Taken, take_in
from antigone.casework.cases.models import CasePhotograph
from antigone.casework.cases.photographs import (
    keep_checklist,
    photograph_of_case,
    photographs_of,
    withdraw_photograph,
)
from antigone.casework.cases.policy import is_searchable
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.wording import said
from antigone.engine.errors import UsageError
from antigone.web.cases.drawings import card_of, cards_of
from antigone.web.shared.access import SignedIn, act, form, page
from antigone.web.shared.pictures import picture_response

PIECE = 1 << 20


@page(Right.READ_CASES)
def show(request: SignedIn, case: UUID) -> HttpResponse:
    """All photographs as cards; asked for by htmx, the cards alone."""
    found = case_by_id(request.actor, case)
    context = {
        "case": found,
        "tab": "photographs",
        "cards": cards_of(photographs_of(found)),
        "is_searchable": is_searchable(found, today=timezone.localdate()),
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "web/cases/cards.html" if part else "web/cases/photographs.html", context)


@act(Right.WRITE_CASES)
def add(request: SignedIn, case: UUID) -> HttpResponseBase:
    """Files handed in. A script that sends them one by one is answered in JSON, a plain form with the page."""
    found = case_by_id(request.actor, case)
    with _handed_in(request.FILES.getlist("files")) as files:
        taken = list(take_in(case=found, files=files, by=request.actor))
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"files": [_result(one) for one in taken]})
    _say(request, taken)
    return redirect("cases:photographs", found.id)


@page(Right.READ_CASES)
def card(request: SignedIn, case: UUID, photograph: UUID) -> HttpResponse:
    """One card, which asks again while its photograph waits to be read."""
    found = case_by_id(request.actor, case)
    shown = card_of(photograph_of_case(found, photograph))
    return render(request, "web/cases/card.html", {"case": found, "card": shown})


@page(Right.READ_CASES)
def picture(request: SignedIn, case: UUID, photograph: UUID) -> HttpResponse:
    """The picture itself, for those who see the case."""
    found = photograph_of_case(case_by_id(request.actor, case), photograph)
    return picture_response(request, found.photograph)


@act(Right.WRITE_CASES)
def withdraw(request: SignedIn, case: UUID, photograph: UUID) -> HttpResponseBase:
    """Use the photograph no more."""
    found = photograph_of_case(case_by_id(request.actor, case), photograph)
    withdraw_photograph(photograph=found, by=request.actor)
    messages.success(request, _("%(name)s is used no more.") % {"name": found.file_name})
    return redirect("cases:photographs", case)


@form(Right.READ_CASES)
def checklist(request: SignedIn, case: UUID, photograph: UUID) -> HttpResponseBase:
    """How the photograph was taken, point by point."""
    found = photograph_of_case(case_by_id(request.actor, case), photograph)
    if request.method == "POST":
        require(request.actor, Right.WRITE_CASES)
        answers = {item: (request.POST.get(item, ""), request.POST.get(f"{item}_note", "")) for item in ITEMS}
        keep_checklist(photograph=found, answers=answers, by=request.actor)
        messages.success(request, _("The checklist is written down."))
        return redirect("cases:photograph", case, photograph)
    context = {
        "case": found.case,
        "tab": "photographs",
        "photograph": found,
        "points": _points(found),
        "answers": Answer.choices,
    }
    return render(request, "web/cases/checklist.html", context)


def _points(photograph: CasePhotograph) -> list[dict[str, object]]:
    kept = photograph.checklist
    return [
        {"name": name, "label": label, **kept.get(name, {"answer": "", "note": ""})} for name, label in ITEMS.items()
    ]


@contextmanager
def _handed_in(uploads: "list[UploadedFile[Any]]") -> Iterator[list[IncomingFile]]:
    """The uploads as files, gone after the block. Raises UsageError where there is none."""
    if not uploads:
        raise UsageError(_("No file was handed in."), advice=_("Choose one or several photographs, or a zip file."))
    with tempfile.TemporaryDirectory(prefix="antigone-") as folder:
        yield [_written(upload, Path(folder) / str(number)) for number, upload in enumerate(uploads)]


def _written(upload: "UploadedFile[Any]", path: Path) -> IncomingFile:
    with path.open("wb") as stream:
        for piece in upload.chunks(PIECE):
            stream.write(piece)
    return IncomingFile(name=upload.name or _("unnamed file"), path=path)


def _result(taken: Taken) -> dict[str, object]:
    return {
        "name": taken.name,
        "refused": taken.is_refused,
        "said": said(taken.reason) or _("Added."),
        "photograph": None if taken.photograph is None else str(taken.photograph.id),
    }


def _say(request: SignedIn, taken: list[Taken]) -> None:
    added = [one for one in taken if not one.is_refused and not one.reason]
    if added:
        counted = ngettext("%(count)d photograph was added.", "%(count)d photographs were added.", len(added))
        messages.success(request, counted % {"count": len(added)})
    for one in taken:
        if one.reason:
            level = messages.error if one.is_refused else messages.info
            level(request, f"{one.name}: {said(one.reason)}")
