"""One photograph and the face in it: choose, draw, turn, treat."""

import math
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.cases.choices import Choice
from antigone.casework.cases.models import CasePhotograph
from antigone.casework.cases.photographs import choose_face, draw_face, photograph_of_case, set_recipe
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.evidence.models import DetectedFace
from antigone.casework.recognition.bridge import open_recogniser
from antigone.casework.recognition.steps import AUTO
from antigone.casework.recognition.treating import treated_face
from antigone.engine.errors import NotFound, UsageError
from antigone.web.cases.drawings import card_of
from antigone.web.cases.wording import MARKS, STEPS
from antigone.web.shared.access import SignedIn, act, page
from antigone.web.shared.pictures import sealed


@page(Right.READ_CASES)
def show(request: SignedIn, case: UUID, photograph: UUID) -> HttpResponse:
    """The place where a face is chosen, drawn and treated."""
    found = _found(request, case, photograph)
    shown = card_of(found)
    meant = shown.meant
    context = {
        "case": found.case,
        "tab": "photographs",
        "photograph": found,
        "card": shown,
        "marks": _marks(meant.points if meant else ()),
        "box": dict(zip(("x", "y", "width", "height"), meant.box, strict=True)) if meant else {},
        "steps": STEPS.items(),
        "treatment": "none" if not found.recipe else "auto" if found.recipe == AUTO else "steps",
        "checked": sum(1 for answer in found.checklist.values() if answer.get("answer")),
    }
    return render(request, "web/cases/photograph.html", context)


@act(Right.WRITE_CASES)
def choose(request: SignedIn, case: UUID, photograph: UUID) -> HttpResponseBase:
    """Mean one of the faces found."""
    found = _found(request, case, photograph)
    number = request.POST.get("face", "")
    face = DetectedFace.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if face is None:
        raise NotFound(_("The photograph has no such face."))
    choose_face(photograph=found, face=face, by=request.actor)
    return redirect("cases:photograph", case, photograph)


@act(Right.WRITE_CASES)
def draw(request: SignedIn, case: UUID, photograph: UUID) -> HttpResponseBase:
    """Mean a face by box or by points, or let the program look again: as it stands, or at every rotation."""
    found = _found(request, case, photograph)
    how = request.POST.get("how", "")
    draw_face(photograph=found, choice=_drawn(request, how), turned=how == "turned", by=request.actor)
    return redirect("cases:photograph", case, photograph)


@act(Right.WRITE_CASES)
def treat(request: SignedIn, case: UUID, photograph: UUID) -> HttpResponseBase:
    """Set what is done to the face before it is compared."""
    found = _found(request, case, photograph)
    recipes = {"none": "", "auto": AUTO, "steps": request.POST.get("steps", "")}
    set_recipe(photograph=found, recipe=recipes.get(request.POST.get("treatment", ""), ""), by=request.actor)
    return redirect("cases:photograph", case, photograph)


@page(Right.READ_CASES)
def treated(request: SignedIn, case: UUID, photograph: UUID, which: str) -> HttpResponse:
    """The face before or after its recipe, as it is compared."""
    found = _found(request, case, photograph)
    if found.face is None or which not in {"before", "after"}:
        raise NotFound(_("There is no such picture."))
    recogniser = open_recogniser(settings.ANTIGONE_HOME, settings.ANTIGONE_PACK)
    pictures = treated_face(found.face, found.steps, recogniser=recogniser)
    return sealed(HttpResponse(getattr(pictures, which), content_type="image/png"))


def _found(request: SignedIn, case: UUID, photograph: UUID) -> CasePhotograph:
    return photograph_of_case(case_by_id(request.actor, case), photograph)


def _marks(points: tuple[tuple[int, int], ...]) -> list[dict[str, object]]:
    """The five points that a hand sets, with where they stand now, if they do."""
    standing = points or (("", ""),) * len(MARKS)
    named = zip(MARKS.items(), standing, strict=True)
    return [{"name": name, "label": label, "x": x, "y": y} for (name, label), (x, y) in named]


def _drawn(request: SignedIn, how: str) -> Choice:
    match how:
        case "auto" | "turned":
            return Choice()
        case "box":
            return _box(request)
        case "points":
            return _points(request)
    raise UsageError(_("Say how the face is meant: by a box, by points, or as the program finds it."))


def _box(request: SignedIn) -> Choice:
    x, y, width, height = (_number(request, f"box_{part}") for part in ("x", "y", "width", "height"))
    if width <= 0 or height <= 0:
        raise UsageError(_("Draw a box about the face first."))
    return Choice(kind="box", box=(x, y, width, height))


def _points(request: SignedIn) -> Choice:
    points = tuple((_number(request, f"{name}_x"), _number(request, f"{name}_y")) for name in MARKS)
    return Choice(kind="points", points=points)


def _number(request: SignedIn, name: str) -> float:
    """Raises UsageError where the form says no number."""
    try:
        number = float(request.POST.get(name, ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UsageError(_("Set all points, or draw the whole box, before you use them."))
    return number
