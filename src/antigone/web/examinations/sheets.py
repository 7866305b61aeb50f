"""The sheet of one candidate: viewer, findings, conclusion."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from antigone.casework.accounts.roles import Right
from antigone.casework.examinations.entries import SheetEntry
from antigone.casework.examinations.selectors import list_of, sheet_of
from antigone.casework.examinations.services import lock_opinion, revise_opinion, save_draft
from antigone.casework.examinations.views import OpinionView, SheetView
from antigone.casework.wording import said
from antigone.engine.errors import UsageError
from antigone.web.examinations.entries import sent_sheet
from antigone.web.examinations.pictures import sheet_pictures
from antigone.web.examinations.showing import OpinionShown, ScoredShown, SheetForm
from antigone.web.shared.access import SignedIn, act, form


@form(Right.EXAMINE)
def sheet(request: SignedIn, assignment: UUID, position: int) -> HttpResponse:
    """The form until it is signed; then the opinion, and on `?revise=1` a form for another version."""
    view = sheet_of(request.actor, assignment, position)
    if request.method == "POST":
        return _sent(request, view)
    last = _last(view)
    revising = last is not None and last.locked and "revise" in request.GET
    if last is not None and last.locked and not revising:
        return _page(request, view, filled=None)
    entry = SheetEntry() if last is None else last.entry
    return _page(request, view, filled=SheetForm(entry=entry, notes=view.notes.entry, is_revision=revising))


@act(Right.EXAMINE)
def draft(request: SignedIn, assignment: UUID, position: int) -> HttpResponse:
    """Keep what is filled in so far; answers with where the sheet stands."""
    view = sheet_of(request.actor, assignment, position)
    entry = sent_sheet(request.POST)
    kept = save_draft(assignment=assignment, position=position, entry=entry, by=request.actor)
    filled = SheetForm(entry=entry, notes=view.notes.entry)
    return render(request, "web/examinations/sheet_state.html", {"sheet": filled, "saved_at": kept.at})


def _sent(request: SignedIn, view: SheetView) -> HttpResponse:
    doing, entry, reason = request.POST.get("act"), sent_sheet(request.POST), request.POST.get("reason", "")
    own, position = view.assignment.id, view.position
    try:
        if doing == "revise":
            revise_opinion(assignment=own, position=position, entry=entry, reason=reason, by=request.actor)
        elif doing == "lock":
            lock_opinion(assignment=own, position=position, entry=entry, by=request.actor)
            return _onward(request, own, position)
        else:
            save_draft(assignment=own, position=position, entry=entry, by=request.actor)
    except UsageError as error:
        filled = SheetForm(entry=entry, notes=view.notes.entry, is_revision=doing == "revise", reason=reason)
        return _page(request, view, filled=filled, problem=said(error.message))
    return redirect("examinations:sheet", own, position)


def _onward(request: SignedIn, assignment: UUID, position: int) -> HttpResponse:
    """To the next candidate that is not signed, first after this one; to the list where none is left."""
    lines = list_of(request.actor, assignment).candidates
    waiting = [line.position for line in lines if not line.locked and not line.erased]
    following = [place for place in waiting if place > position] or waiting
    if not following:
        return redirect("examinations:show", assignment)
    return redirect("examinations:sheet", assignment, following[0])


def _page(request: SignedIn, view: SheetView, *, filled: SheetForm | None, problem: str = "") -> HttpResponse:
    own, position, last = view.assignment, view.position, _last(view)
    drafting = filled is not None and not filled.is_revision
    pictures = sheet_pictures(own.id, position, view.probes, view.pictures)
    context = {
        "list": own,
        "position": position,
        "before": position - 1 if position > 1 else None,
        "after": position + 1 if position < own.candidates else None,
        "erased": view.erased,
        "pictures": pictures,
        "veiled": any(one.veiled for one in view.probes),
        "map_url": reverse("examinations:map", args=[own.id, position, 0, 0]).removesuffix("0/0/"),
        "sheet": filled,
        "draft_url": reverse("examinations:sheet_draft", args=[own.id, position]) if drafting else "",
        "saved_at": last.at if drafting and last is not None and not problem else None,
        "opinions": [OpinionShown(view=one) for one in reversed(view.opinions) if one.locked],
        "scored": None if view.scored is None else ScoredShown(view=view.scored),
        "problem": problem,
        "show_missing": bool(problem),
    }
    return render(request, "web/examinations/sheet.html", context, status=400 if problem else 200)


def _last(view: SheetView) -> OpinionView | None:
    return view.opinions[-1] if view.opinions else None
