"""Photographs of a case: taken in, meant, treated, withdrawn."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.cases.checklist import checked
from antigone.casework.cases.choices import Choice
from antigone.casework.cases.events import ChecklistKept, FaceMeant, PhotographAdded, PhotographWithdrawn, RecipeSet
from antigone.casework.cases.models import Case, CasePhotograph, ReadingState
from antigone.casework.cases.policy import require_searchable, require_writable
from antigone.casework.cases.tasks import read_case_photograph
from antigone.casework.evidence.locks import home_in_use
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.services import destroy_unregistered, register_photograph
from antigone.casework.evidence.storage import store_original
from antigone.casework.jobs.services import submit
from antigone.casework.recognition.steps import asked_recipe
from antigone.engine.errors import NotFound, StateError
from antigone.engine.imaging import decode_image, printable, read_bytes
from antigone.engine.types import PhotographFacts

__all__ = [
    "Added",
    "add_photograph",
    "choose_face",
    "draw_face",
    "evidence_of",
    "keep_checklist",
    "photograph_of_case",
    "photographs_of",
    "set_recipe",
    "withdraw_photograph",
]

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A photograph that the case has now. is_new: false where it had it before, and nothing was done."""

    photograph: CasePhotograph
    is_new: bool


def photographs_of(case: Case) -> list[CasePhotograph]:
    """Those in use, in the order in which they came."""
    return list(_in_use(case))


def photograph_of_case(case: Case, photograph: UUID) -> CasePhotograph:
    """Raises NotFound where the case has none of that id in use."""
    found = _in_use(case).filter(pk=photograph).first()
    if found is None:
        raise NotFound(_("The case has no such photograph."))
    return found


def _in_use(case: Case) -> QuerySet[CasePhotograph]:
    return case.photographs.filter(withdrawn_at__isnull=True).select_related("photograph", "face", "case")


def evidence_of(case: Case) -> list[Photograph]:
    """Originals that the case holds on to, withdrawn ones among them: what an erasure of the case looks at."""
    return list(Photograph.objects.filter(casephotographs__case=case).distinct())


def add_photograph(*, case: Case, load: bytes | Path, name: str, by: Actor, clock: Clock = timezone.now) -> Added:
    """Take in one file: decoded to see that it is a photograph, kept and hashed, its faces read by a job.

    The same file twice in a case is one photograph. Raises PhotographError for what is no photograph, of which
    nothing is kept; StateError where the case is closed or has expired.
    """
    require_writable(case, by=by)
    require_searchable(case, today=clock().date())
    name = printable(name)
    data = load if isinstance(load, bytes) else read_bytes(load, name=name)
    facts = decode_image(data, name=name).facts
    with home_in_use():
        store_original(originals_folder(), data, facts.sha256)
        try:
            return _registered(case, facts, by=by, clock=clock)
        finally:
            # Only what no row names, where the lines above failed.
            destroy_unregistered(sha256=facts.sha256)


def choose_face(*, photograph: CasePhotograph, face: DetectedFace, by: Actor) -> None:
    """Mean another of the faces that are known. Raises NotFound for a face of another photograph."""
    if not photograph.faces.filter(pk=face.pk).exists():
        raise NotFound(_("The photograph has no such face."))
    draw_face(photograph=photograph, choice=Choice.of_face(face), turned=photograph.turned, by=by)


def draw_face(*, photograph: CasePhotograph, choice: Choice, turned: bool, by: Actor) -> None:
    """Mean a face by box or points, or let the program choose; turned: by every rotation. It is read anew by a job."""
    _require_use(photograph, by)
    with writing():
        photograph.choice, photograph.turned = choice.document, turned
        photograph.save(update_fields=["choice", "turned"])
        event = FaceMeant(case=photograph.case_id, original=photograph.photograph_id, how=choice.kind, turned=turned)
        record(event, by=by)
        _read_anew(photograph, by)


def set_recipe(*, photograph: CasePhotograph, recipe: str, by: Actor) -> None:
    """Say what is done to the face before it is compared; empty for nothing. Raises UsageError for no recipe."""
    _require_use(photograph, by)
    asked = asked_recipe(recipe)
    with writing():
        photograph.recipe = "" if asked is None else asked.text
        photograph.save(update_fields=["recipe"])
        event = RecipeSet(case=photograph.case_id, original=photograph.photograph_id, recipe=photograph.recipe)
        record(event, by=by)
        _read_anew(photograph, by)


def keep_checklist(*, photograph: CasePhotograph, answers: Mapping[str, tuple[str, str]], by: Actor) -> None:
    """Write down how the photograph was taken: point to (answer, note)."""
    _require_use(photograph, by)
    kept = checked(answers)
    with writing():
        photograph.checklist = kept
        photograph.save(update_fields=["checklist"])
        hidden = commitment(owner=photograph.case_id, value=json.dumps(kept, ensure_ascii=False, sort_keys=True))
        record(ChecklistKept(case=photograph.case_id, original=photograph.photograph_id, answers=hidden), by=by)


def withdraw_photograph(*, photograph: CasePhotograph, by: Actor, clock: Clock = timezone.now) -> None:
    """Use it for the case no more; the original stays with the case, and adding the file again brings it back."""
    _require_use(photograph, by)
    with writing():
        photograph.withdrawn_at = clock()
        photograph.save(update_fields=["withdrawn_at"])
        record(PhotographWithdrawn(case=photograph.case_id, original=photograph.photograph_id), by=by)


def _registered(case: Case, facts: PhotographFacts, *, by: Actor, clock: Clock) -> Added:
    with writing():
        original = register_photograph(facts=facts, by=by)
        photograph, is_new = CasePhotograph.objects.get_or_create(
            case=case,
            photograph=original,
            defaults={"file_name": facts.name, "added_by_id": by.user, "added_at": clock()},
        )
        if not is_new and photograph.withdrawn_at is None:
            return Added(photograph=photograph, is_new=False)
        photograph.withdrawn_at = None
        photograph.save(update_fields=["withdrawn_at"])
        record(PhotographAdded(case=case.id, original=original.id), by=by)
        _read_anew(photograph, by)
    return Added(photograph=photograph, is_new=True)


def _require_use(photograph: CasePhotograph, by: Actor) -> None:
    require_writable(photograph.case, by=by)
    if photograph.withdrawn_at is not None:
        raise StateError(_("This photograph was withdrawn."), advice=_("Add the file again to use it."))


def _read_anew(photograph: CasePhotograph, by: Actor) -> None:
    photograph.reading = ReadingState.WAITING
    photograph.save(update_fields=["reading"])
    submit(read_case_photograph, by=by, about=photograph.case_id, photograph=str(photograph.id))
