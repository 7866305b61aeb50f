"""Photographs of a case: uploading, which face is meant, what is done to it first, how they were taken."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Schema, UploadedFile
from pydantic import Field, FiniteFloat

from antigone.api.shared.callers import Called
from antigone.api.shared.pictures import Size, picture_answer
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Line, Sentence
from antigone.api.shared.uploads import on_disk
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.checklist import Answer
from antigone.casework.cases.choices import Choice
from antigone.casework.cases.intake import IncomingFile, take_in
from antigone.casework.cases.models import CasePhotograph, ReadingState
from antigone.casework.cases.photographs import (
    choose_face,
    draw_face,
    keep_checklist,
    photograph_of_case,
    photographs_of,
    set_recipe,
    withdraw_photograph,
)
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.evidence.models import DetectedFace
from antigone.engine.errors import NotFound

photographs = Resource("photographs")

Point = tuple[FiniteFloat, FiniteFloat]


class FaceAnswer(Schema):
    """A face that was found or drawn. box: left, top, width, height, in pixels of the upright picture."""

    id: int
    box: list[float]
    landmarks: list[list[float]]
    rotation: float
    by: str
    chosen: bool


class PhotographAnswer(Schema):
    """A photograph of the unidentified person. reading: what is known of the face; a job finds out."""

    id: UUID
    file_name: str
    sha256: str
    width: int
    height: int
    added_at: datetime
    reading: ReadingState
    refusal: Sentence
    choice: dict[str, Any]
    turned: bool
    recipe: str
    steps: str
    faces: list[FaceAnswer]
    quality: dict[str, Any] | None
    warnings: list[Sentence]
    checklist: dict[str, dict[str, str]]


class TakenAnswer(Schema):
    """What became of one file. photograph: null where it was refused; reason: why, or that the case had it."""

    name: str
    photograph: UUID | None
    reason: Sentence


class Meant(Schema):
    """Which face is meant: `face` for one that was found, `box` or `points` for one drawn by hand; else the foremost.

    points: the person's right eye, left eye, nose tip, right and left mouth corner. turned: look at every rotation.
    """

    face: int | None = Field(None, ge=0, le=2**62)
    box: tuple[FiniteFloat, FiniteFloat, FiniteFloat, FiniteFloat] | None = None
    points: list[Point] | None = Field(None, min_length=5, max_length=5)
    turned: bool = False


class RecipeOrder(Schema):
    """What is done to the face before it is compared; empty for nothing. docs/recipes.md has the words."""

    recipe: Line


class CheckAnswer(Schema):
    """Of one point of the capture checklist."""

    answer: Answer | Literal[""]
    note: Line = ""


class ChecklistOrder(Schema):
    """Points of the list, each with its answer."""

    answers: dict[str, CheckAnswer]


@photographs.get("/cases/{uuid:case_id}/photographs", Right.READ_CASES, answers=list[PhotographAnswer])
def list_photographs(request: Called, case_id: UUID) -> list[dict[str, Any]]:
    """Those in use, in the order in which they came."""
    return [_shown(one) for one in photographs_of(case_by_id(request.actor, case_id))]


@photographs.post("/cases/{uuid:case_id}/photographs", Right.WRITE_CASES, answers=list[TakenAnswer], status=201)
def add_photographs(request: Called, case_id: UUID, files: File[list[UploadedFile]]) -> list[dict[str, Any]]:
    """Hand in photographs, or zip archives of them. One that is refused stops no other, and nothing of it is kept."""
    case = case_by_id(request.actor, case_id)
    with on_disk(files) as paths:
        incoming = [IncomingFile(name=file.name or "", path=path) for file, path in zip(files, paths, strict=True)]
        taken = list(take_in(case=case, files=incoming, by=request.actor))
    return [
        {"name": one.name, "photograph": one.photograph and one.photograph.id, "reason": one.reason} for one in taken
    ]


@photographs.get("/cases/{uuid:case_id}/photographs/{uuid:photograph_id}", Right.READ_CASES, answers=PhotographAnswer)
def show_photograph(request: Called, case_id: UUID, photograph_id: UUID) -> dict[str, Any]:
    """One of them."""
    return _shown(_photograph(request, case_id, photograph_id))


@photographs.file(
    "/cases/{uuid:case_id}/photographs/{uuid:photograph_id}/picture", Right.READ_CASES, media_type="image/jpeg"
)
def show_picture(request: Called, case_id: UUID, photograph_id: UUID, size: Size = Size.SCREEN) -> HttpResponse:
    """The picture itself, upright."""
    return picture_answer(_photograph(request, case_id, photograph_id).photograph, size)


@photographs.put(
    "/cases/{uuid:case_id}/photographs/{uuid:photograph_id}/face", Right.WRITE_CASES, answers=PhotographAnswer
)
def choose_a_face(request: Called, case_id: UUID, photograph_id: UUID, meant: Meant) -> dict[str, Any]:
    """Say which face is meant; it is read anew by a job."""
    photograph = _photograph(request, case_id, photograph_id)
    if meant.face is not None:
        choose_face(photograph=photograph, face=_face(photograph, meant.face), by=request.actor)
    else:
        choice = Choice(kind=_kind(meant), box=meant.box, points=tuple(meant.points) if meant.points else None)
        draw_face(photograph=photograph, choice=choice, turned=meant.turned, by=request.actor)
    return _shown(_photograph(request, case_id, photograph_id))


@photographs.put(
    "/cases/{uuid:case_id}/photographs/{uuid:photograph_id}/recipe", Right.WRITE_CASES, answers=PhotographAnswer
)
def set_a_recipe(request: Called, case_id: UUID, photograph_id: UUID, order: RecipeOrder) -> dict[str, Any]:
    """Say what is done to the face first; the original stays as it is."""
    set_recipe(photograph=_photograph(request, case_id, photograph_id), recipe=order.recipe, by=request.actor)
    return _shown(_photograph(request, case_id, photograph_id))


@photographs.put(
    "/cases/{uuid:case_id}/photographs/{uuid:photograph_id}/checklist", Right.WRITE_CASES, answers=PhotographAnswer
)
def keep_a_checklist(request: Called, case_id: UUID, photograph_id: UUID, order: ChecklistOrder) -> dict[str, Any]:
    """Say how the photograph was taken (ASTM E3148)."""
    answers = {item: (str(check.answer), check.note) for item, check in order.answers.items()}
    keep_checklist(photograph=_photograph(request, case_id, photograph_id), answers=answers, by=request.actor)
    return _shown(_photograph(request, case_id, photograph_id))


@photographs.delete(
    "/cases/{uuid:case_id}/photographs/{uuid:photograph_id}", Right.WRITE_CASES, answers=list[PhotographAnswer]
)
def withdraw_a_photograph(request: Called, case_id: UUID, photograph_id: UUID) -> list[dict[str, Any]]:
    """Use it for the case no more; answers with those that are left."""
    withdraw_photograph(photograph=_photograph(request, case_id, photograph_id), by=request.actor)
    return list_photographs(request, case_id)


def _photograph(request: Called, case: UUID, photograph: UUID) -> CasePhotograph:
    return photograph_of_case(case_by_id(request.actor, case), photograph)


def _face(photograph: CasePhotograph, number: int) -> DetectedFace:
    face = photograph.faces.filter(pk=number).first()
    if face is None:
        raise NotFound(_("The photograph has no such face."))
    return face


def _kind(meant: Meant) -> str:
    if meant.points is not None:
        return "points"
    return "auto" if meant.box is None else "box"


def _shown(photograph: CasePhotograph) -> dict[str, Any]:
    original = photograph.photograph
    return {
        **{name: getattr(photograph, name) for name in PhotographAnswer.model_fields if hasattr(photograph, name)},
        "sha256": original.sha256,
        "width": original.width,
        "height": original.height,
        "faces": [
            {
                "id": face.pk,
                "box": face.box,
                "landmarks": face.landmarks,
                "rotation": face.rotation,
                "by": face.landmarks_by,
                "chosen": face.pk == photograph.face_id,
            }
            for face in photograph.faces.order_by("pk")
        ],
    }
