"""A supervisor decides between two examiners."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from antigone.casework.accounts.roles import Right
from antigone.casework.examinations.components import CandidateOutcome
from antigone.casework.examinations.oversight import arbitration_of
from antigone.casework.examinations.services import arbitrate
from antigone.casework.examinations.views import ArbitrationView
from antigone.web.examinations.forms import ArbitrationForm
from antigone.web.examinations.pictures import arbitration_pictures
from antigone.web.examinations.showing import FindingRow, NotesShown, OpinionShown
from antigone.web.shared.access import SignedIn, form
from antigone.web.shared.forms import refusals_shown


@form(Right.ARBITRATE)
def decide(request: SignedIn, examination: UUID, position: int) -> HttpResponse:
    """Both opinions, component by component, and the decision."""
    view = arbitration_of(request.actor, examination, position)
    sent = ArbitrationForm(request.POST or None)
    if request.method == "POST" and sent.is_valid():
        with refusals_shown(sent):
            _decide(request, view, sent)
        if sent.is_valid():
            return redirect("examinations:list")
    columns = [OpinionShown(view=one.opinions[-1], examiner=one.examiner) for one in view.opinions if one.opinions]
    context = {
        "view": view,
        "pictures": arbitration_pictures(examination, position, view.probes, view.pictures),
        "veiled": any(one.veiled for one in view.probes),
        "map_url": "",
        "columns": columns,
        "rows": _side_by_side(columns),
        "notes": [NotesShown(view=one) for one in view.notes],
        "form": sent,
    }
    return render(request, "web/examinations/arbitration.html", context)


def _decide(request: SignedIn, view: ArbitrationView, sent: ArbitrationForm) -> None:
    word = sent.cleaned_data["outcome"]
    arbitrate(
        examination=view.examination,
        position=view.position,
        outcome=CandidateOutcome(word) if word else None,
        reason=sent.cleaned_data["reason"],
        by=request.actor,
    )


def _side_by_side(columns: list[OpinionShown]) -> list[dict[str, object]]:
    """A row a component with each examiner's finding; `differs` where they are not the same."""
    return [
        {"findings": found, "number": found[0].number, "label": found[0].label, "differs": _differ(found)}
        for found in zip(*(column.rows for column in columns), strict=True)
    ]


def _differ(found: tuple[FindingRow, ...]) -> bool:
    return len({one.finding_key for one in found}) > 1
