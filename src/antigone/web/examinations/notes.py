"""Notes on the probe, before any candidate is seen."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from antigone.casework.accounts.roles import Right
from antigone.casework.examinations.entries import NotesEntry
from antigone.casework.examinations.selectors import list_of
from antigone.casework.examinations.services import lock_notes, revise_notes, save_notes_draft
from antigone.casework.examinations.views import ListView
from antigone.casework.wording import said
from antigone.engine.errors import UsageError
from antigone.web.examinations.entries import sent_notes
from antigone.web.examinations.pictures import list_pictures
from antigone.web.examinations.showing import NotesForm, NotesShown
from antigone.web.shared.access import SignedIn, act, form


@form(Right.EXAMINE)
def notes(request: SignedIn, assignment: UUID) -> HttpResponse:
    """The form until it is locked; then what was written, and on `?revise=1` a form for another version."""
    view = list_of(request.actor, assignment)
    if request.method == "POST":
        return _sent(request, view)
    locked = view.notes[-1] if view.notes and view.notes[-1].locked else None
    revising = locked is not None and "revise" in request.GET
    if locked is not None and not revising:
        return _page(request, view, filled=None)
    entry = view.notes[-1].entry if view.notes else NotesEntry()
    return _page(request, view, filled=NotesForm(entry=entry, is_revision=revising))


@act(Right.EXAMINE)
def draft(request: SignedIn, assignment: UUID) -> HttpResponse:
    """Keep what is written so far; answers with where the notes stand."""
    entry = sent_notes(request.POST)
    kept = save_notes_draft(assignment=assignment, entry=entry, by=request.actor)
    return render(request, "web/examinations/notes_state.html", {"notes": NotesForm(entry=entry), "saved_at": kept.at})


def _sent(request: SignedIn, view: ListView) -> HttpResponse:
    assignment, doing = view.assignment.id, request.POST.get("act")
    entry, reason = sent_notes(request.POST), request.POST.get("reason", "")
    try:
        if doing == "revise":
            revise_notes(assignment=assignment, entry=entry, reason=reason, by=request.actor)
        elif doing == "lock":
            lock_notes(assignment=assignment, entry=entry, by=request.actor)
        else:
            save_notes_draft(assignment=assignment, entry=entry, by=request.actor)
            return redirect("examinations:notes", assignment)
    except UsageError as error:
        filled = NotesForm(entry=entry, is_revision=doing == "revise", reason=reason)
        return _page(request, view, filled=filled, problem=said(error.message))
    return redirect("examinations:show", assignment)


def _page(request: SignedIn, view: ListView, *, filled: NotesForm | None, problem: str = "") -> HttpResponse:
    assignment = view.assignment.id
    drafting = filled is not None and not filled.is_revision
    context = {
        "list": view.assignment,
        "probes": list_pictures(assignment, view.probes),
        "notes": filled,
        "versions": [NotesShown(view=version) for version in reversed(view.notes)],
        "draft_url": reverse("examinations:notes_draft", args=[assignment]) if drafting else "",
        "saved_at": _saved_at(view, problem) if drafting else None,
        "problem": problem,
        "show_missing": bool(problem),
    }
    return render(request, "web/examinations/notes.html", context, status=400 if problem else 200)


def _saved_at(view: ListView, problem: str) -> object:
    """When the draft was kept; a refused lock keeps nothing."""
    return timezone.localtime(view.notes[-1].at) if view.notes and not problem else None
