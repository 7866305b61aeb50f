"""The similarity map of a pair on an examiner's sheet: made by a worker, kept in the home's cache."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image as Picture

from antigone.casework.audit import Actor
from antigone.casework.evidence.models import DetectedFace
from antigone.casework.evidence.pairs import keep_pair, kept_pair
from antigone.casework.examinations.maps import pair_of
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.jobs.selectors import jobs_of
from antigone.casework.recognition.bridge import Recogniser, open_recogniser
from antigone.casework.recognition.explaining import explain, framed_values
from antigone.casework.reports.mapping import overlay_picture
from antigone.engine.errors import NotFound, StateError

__all__ = ["TASK", "MapQuestion", "job_of", "kept_map", "make_map", "map_so_far"]

TASK = "antigone.casework.reports.tasks.draw_similarity_map"
SIDE = 336
"""Pixels across the frame of the face; the viewer cuts the picture in two halves of this width."""
JOBS_LOOKED_AT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MapQuestion:
    """Which pair of whose sheet: the photographs by their indexes there."""

    assignment: UUID
    position: int
    probe: int
    reference: int

    @classmethod
    def of_job(cls, parameters: Mapping[str, Any]) -> "MapQuestion":
        """As the job keeps it."""
        return cls(**{**parameters, "assignment": UUID(parameters["assignment"])})


def map_so_far(viewer: Actor, asked: MapQuestion) -> bytes | None:
    """The map, a PNG; None while it is being made.

    Raises NotFound where there is no such pair or nobody asked for its map, StateError before the notes are locked and
    where it could not be made.
    """
    # In this order: a job that ends in between has left its map.
    job = job_of(viewer, asked)
    kept = kept_map(viewer, asked)
    if kept is not None:
        return kept
    if job is None:
        raise NotFound(_("Nobody has asked for this map."))
    if job.is_over:
        raise StateError(job.error or _("This map could not be made."))
    return None


def kept_map(viewer: Actor, asked: MapQuestion) -> bytes | None:
    """The map where it has been made. Raises as `map_so_far` does of a pair that may not be seen."""
    first, second = _faces(viewer, asked)
    return kept_pair(first.photograph.sha256, second.photograph.sha256, _name(first, second, _recogniser()))


def job_of(viewer: Actor, asked: MapQuestion) -> Job | None:
    """The viewer's latest job for this map that did not end well or is not over."""
    jobs = jobs_of(viewer).filter(task=TASK).exclude(state=JobState.DONE)[:JOBS_LOOKED_AT]
    return next((job for job in jobs if MapQuestion.of_job(job.parameters) == asked), None)


def make_map(asked: MapQuestion, *, by: Actor) -> None:
    """Draw it and keep it, unless it is kept already. A worker's work: the recogniser's network is opened for it.

    The strongest value of a pair has the strongest colour whatever it is, so that no score can be read from it.
    Raises as `map_so_far` does, and NotFound where an original is missing.
    """
    if kept_map(by, asked) is not None:
        return
    first, second = _faces(by, asked)
    recogniser = _recogniser()
    drawn = _drawn(first, second, recogniser)
    keep_pair(first.photograph.sha256, second.photograph.sha256, _name(first, second, recogniser), drawn)


def _drawn(first: DetectedFace, second: DetectedFace, recogniser: Recogniser) -> bytes:
    explanation = explain(first, second, recogniser=recogniser)
    if explanation is None:
        raise NotFound(_("One of the two originals is missing, so there is no map."))
    of_probe = framed_values(explanation.first.values, first, recogniser=recogniser)
    of_reference = framed_values(explanation.second.values, second, recogniser=recogniser)
    file = BytesIO()
    Picture.fromarray(overlay_picture(of_probe, of_reference, SIDE)).save(file, "PNG")
    return file.getvalue()


def _faces(viewer: Actor, asked: MapQuestion) -> tuple[DetectedFace, DetectedFace]:
    return pair_of(viewer, asked.assignment, asked.position, probe=asked.probe, reference=asked.reference)


def _recogniser() -> Recogniser:
    return open_recogniser(Path(settings.ANTIGONE_HOME), settings.ANTIGONE_PACK)


def _name(first: DetectedFace, second: DetectedFace, recogniser: Recogniser) -> str:
    """Of the faces and of what explains them: another pack or calibration makes another map."""
    by = f"{recogniser.identity.sha256[:12]}-{recogniser.calibration_sha256[:12]}"
    return f"{first.pk}-{second.pk}-{by}"
