"""What a reading of a case's photograph gives, kept; and what a search needs to read it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from antigone.casework.audit import writing
from antigone.casework.cases.choices import Choice
from antigone.casework.cases.models import CasePhotograph, ReadingState
from antigone.casework.evidence.models import DetectedFace
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.services import register_faces
from antigone.casework.evidence.storage import original_path
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.reading import AnyRecipe, FaceChoice, PhotographItem, RotationSearch
from antigone.casework.recognition.services import store_template
from antigone.casework.recognition.serving import OpenReader
from antigone.casework.recognition.steps import asked_recipe
from antigone.casework.recognition.treating import treated_face
from antigone.engine.errors import AntigoneError, NoFaceFound
from antigone.engine.types import Extraction, LandmarkSource, Quality

__all__ = ["Probe", "probe_of", "read_faces"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """How a photograph of a case is read: the fields of a search's photograph."""

    path: Path
    name: str
    choice: FaceChoice
    rotations: RotationSearch
    recipe: AnyRecipe | None


def probe_of(photograph: CasePhotograph) -> Probe:
    """The photograph, with the face that is meant and what is done to it."""
    return Probe(
        path=original_path(originals_folder(), photograph.photograph.sha256),
        name=photograph.file_name,
        choice=Choice.kept(photograph.choice).face_choice(),
        rotations=RotationSearch.ALWAYS if photograph.turned else RotationSearch.AUTO,
        recipe=asked_recipe(photograph.recipe),
    )


def read_faces(photograph: CasePhotograph, reader: OpenReader) -> None:
    """Read it and keep what is found. A photograph without a face is an answer, and so is one that cannot be read."""
    probe = probe_of(photograph)
    item = PhotographItem(
        name=probe.name, load=probe.path, choice=probe.choice, rotations=probe.rotations, recipe=probe.recipe
    )
    ((_, reading),) = list(reader.read([(None, item)]))
    if isinstance(reading.outcome, Extraction):
        _keep(photograph, reading.outcome, reader.recogniser)
    else:
        _keep_refusal(photograph, reading.outcome)


def _keep(photograph: CasePhotograph, extraction: Extraction, recogniser: Recogniser) -> None:
    applied = extraction.recipe.steps if extraction.recipe is not None else ""
    with writing():
        found = register_faces(
            photograph=photograph.photograph,
            faces=extraction.faces,
            detector=recogniser.manifest.detector.identity,
            chosen=extraction.chosen,
            quality=extraction.quality,
        )
        photograph.face, photograph.steps = found[extraction.chosen], applied
        photograph.faces.set([*_still_known(photograph, found), *found])
        photograph.reading, photograph.refusal = ReadingState.READ, ""
        photograph.quality, photograph.warnings = _measured(extraction.quality), list(extraction.warnings)
        photograph.save(update_fields=["face", "steps", "reading", "refusal", "quality", "warnings"])
        if not applied:
            # The face as it is: a search takes its template from the store and need not read the photograph again.
            store_template(face=photograph.face, template=extraction.template, recogniser=recogniser)
    if photograph.recipe:
        # Drawn here, where nobody waits for a page; the page finds them in the cache.
        treated_face(photograph.face, applied, recogniser=recogniser)


def _keep_refusal(photograph: CasePhotograph, error: AntigoneError) -> None:
    no_face = isinstance(error, NoFaceFound)
    with writing():
        photograph.face, photograph.quality, photograph.warnings, photograph.steps = None, None, [], ""
        photograph.reading = ReadingState.NO_FACE if no_face else ReadingState.REFUSED
        photograph.refusal = "" if no_face else error.diagnostics()
        photograph.save(update_fields=["face", "quality", "warnings", "steps", "reading", "refusal"])


def _still_known(photograph: CasePhotograph, found: Sequence[DetectedFace]) -> list[DetectedFace]:
    """A face drawn by hand stands beside those the program found before, so that one may go back to them."""
    if any(face.landmarks_by == LandmarkSource.MACHINE for face in found):
        return []
    return list(photograph.faces.filter(landmarks_by=LandmarkSource.MACHINE.value))


def _measured(quality: Quality) -> dict[str, object]:
    return {
        "components": dict(quality.components),
        "advice": list(quality.advice),
        "overall": quality.overall,
    }
