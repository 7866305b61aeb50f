"""An examiner's lists, and one of them; beside them what waits for a supervisor."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import holds
from antigone.casework.accounts.roles import Right
from antigone.casework.examinations.models import AssignmentState
from antigone.casework.examinations.outstanding import arbitrations_of, open_seats
from antigone.casework.examinations.selectors import assignments_of, list_of
from antigone.casework.examinations.services import decline, finish_list
from antigone.casework.examinations.views import CandidateLine
from antigone.web.examinations.forms import DeclineForm
from antigone.web.examinations.pictures import list_pictures
from antigone.web.examinations.showing import ScoredShown, signed_number
from antigone.web.shared.access import SignedIn, act, form, page
from antigone.web.shared.forms import refusals_shown


@page(Right.READ_CASES)
def work(request: SignedIn) -> HttpResponse:
    """What waits for this person: lists to examine, decisions, seats to fill."""
    lists = assignments_of(request.actor) if holds(request.actor, Right.EXAMINE) else ()
    context = {
        "is_examiner": holds(request.actor, Right.EXAMINE),
        "waiting": [one for one in lists if one.state != AssignmentState.COMPLETED],
        "completed": [one for one in lists if one.state == AssignmentState.COMPLETED],
        "arbitrations": arbitrations_of(request.actor),
        "seats": open_seats(request.actor),
    }
    return render(request, "web/examinations/work.html", context)


@page(Right.EXAMINE)
def show(request: SignedIn, assignment: UUID) -> HttpResponse:
    """The probe, the state of the notes, and the candidates by number."""
    view = list_of(request.actor, assignment)
    context = {
        "list": view.assignment,
        "probes": list_pictures(assignment, view.probes),
        "notes_locked": any(version.locked for version in view.notes),
        "notes_begun": bool(view.notes),
        "tiles": [_tile(assignment, line) for line in view.candidates],
        "next": next((one.position for one in view.candidates if not one.locked and not one.erased), None),
        "can_finish": view.can_finish,
        "is_completed": view.assignment.completed_at is not None,
    }
    return render(request, "web/examinations/show.html", context)


@form(Right.EXAMINE)
def give_back(request: SignedIn, assignment: UUID) -> HttpResponse:
    """Decline a list, with the reason."""
    view = list_of(request.actor, assignment)
    sent = DeclineForm(request.POST or None)
    if request.method == "POST" and sent.is_valid():
        with refusals_shown(sent):
            decline(assignment=assignment, reason=sent.cleaned_data["reason"], by=request.actor)
        if sent.is_valid():
            messages.success(request, _("List %(number)s was given back.") % {"number": view.assignment.number})
            return redirect("examinations:list")
    return render(request, "web/examinations/decline.html", {"list": view.assignment, "form": sent})


@act(Right.EXAMINE)
def finish(request: SignedIn, assignment: UUID) -> HttpResponse:
    """Complete a list of which nothing is left, because its last people were erased."""
    finish_list(assignment=assignment, by=request.actor)
    return redirect("examinations:show", assignment)


def _tile(assignment: UUID, line: CandidateLine) -> dict[str, object]:
    return {
        "line": line,
        "picture": None if line.erased else _first_photograph(assignment, line.position),
        "sign": "" if line.conclusion is None else signed_number(line.conclusion),
        "outcome": "" if line.outcome is None else line.outcome.label,
        "scored": None if line.scored is None else ScoredShown(view=line.scored),
    }


def _first_photograph(assignment: UUID, position: int) -> str:
    """Where a candidate's first photograph is."""
    return f"{reverse('examinations:reference', args=[assignment, position, 0])}?size=small"
