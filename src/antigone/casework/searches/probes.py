"""Photographs of a case, read and registered as evidence."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from antigone.casework.audit import Actor
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.services import destroy_unregistered, register_faces, register_photograph
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.recognition.reading import Reading, Timings
from antigone.casework.recognition.services import store_template
from antigone.engine.errors import InvalidFaceGeometry
from antigone.engine.types import AppliedRecipe, Extraction, Template

__all__ = [
    "AnyProbe",
    "KnownProbe",
    "ReadProbe",
    "forget_unused",
    "kept_form",
    "milliseconds_since",
    "probe_fields",
    "require_readable",
    "stage_timings",
    "templates_of",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadProbe:
    """A probe photograph and what came of it."""

    name: str
    reading: Reading

    @property
    def template(self) -> Template | None:
        """As it is kept, so that a search can be done again from the store with the same numbers."""
        outcome = self.reading.outcome
        return kept_form(outcome.template) if isinstance(outcome, Extraction) else None

    @property
    def timings(self) -> Timings:
        return self.reading.timings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownProbe:
    """A photograph of a case that was read before: the face that is meant, and its template in the store.

    faces_found, quality, warnings: of that reading, as a frozen probe has them.
    """

    name: str
    photograph: Photograph
    face: DetectedFace
    stored: StoredTemplate
    template: Template
    faces_found: int
    quality: dict[str, object]
    warnings: list[str]

    @property
    def timings(self) -> Timings:
        return Timings()


AnyProbe = ReadProbe | KnownProbe


def kept_form(template: Template) -> Template:
    """The template's numbers as the store keeps them."""
    return replace(template, vector=Recogniser.stored_form(template.vector).astype(np.float32))


def require_readable(probes: Sequence[AnyProbe]) -> None:
    """Raises a probe's own error where there was no search: no photograph gave a picture, or a drawing cannot be."""
    readings = [probe.reading for probe in probes if isinstance(probe, ReadProbe)]
    errors = [reading.outcome for reading in readings if not isinstance(reading.outcome, Extraction)]
    for error in errors:
        if isinstance(error, InvalidFaceGeometry):
            raise error
    if errors and len(readings) == len(probes) and all(reading.facts is None for reading in readings):
        raise errors[0]


def forget_unused(probes: Sequence[AnyProbe]) -> None:
    """Remove the bytes of probes that were stored for an act that then was refused."""
    for probe in probes:
        if isinstance(probe, ReadProbe) and probe.reading.facts is not None:
            destroy_unregistered(sha256=probe.reading.facts.sha256)


def templates_of(probes: Sequence[AnyProbe]) -> tuple[Template, ...]:
    """Those of the probes that have a face."""
    return tuple(template for probe in probes if (template := probe.template) is not None)


def probe_fields(order: int, probe: AnyProbe, *, recogniser: Recogniser, by: Actor) -> dict[str, object]:
    """The fields of the frozen probe. Photograph, faces and template are registered in the caller's transaction."""
    if isinstance(probe, KnownProbe):
        return {
            "order": order,
            "file_name": probe.name,
            "photograph": probe.photograph,
            "face": probe.face,
            "template": probe.stored,
            "faces_found": probe.faces_found,
            "quality": probe.quality,
            "warnings": probe.warnings,
        }
    return _fields_of_reading(order, probe, recogniser=recogniser, by=by)


def _fields_of_reading(order: int, probe: ReadProbe, *, recogniser: Recogniser, by: Actor) -> dict[str, object]:
    facts, outcome = probe.reading.facts, probe.reading.outcome
    fields: dict[str, object] = {"order": order, "file_name": probe.name, "faces_found": 0}
    photograph = register_photograph(facts=facts, by=by) if facts is not None else None
    if photograph is None or not isinstance(outcome, Extraction):
        refusal = outcome.diagnostics() if not isinstance(outcome, Extraction) else ""
        return {**fields, "photograph": photograph, "refusal": refusal}
    face, template = _register(photograph, outcome, recogniser)
    return {
        **fields,
        "photograph": photograph,
        "face": face,
        "template": template,
        "faces_found": len(outcome.faces),
        "quality": {**outcome.quality.components, "overall": outcome.quality.overall},
        "warnings": [*_recipe_warnings(outcome.recipe), *outcome.warnings, *outcome.quality.advice],
        "recipe": None if outcome.recipe is None else asdict(outcome.recipe),
    }


def stage_timings(probes: Sequence[AnyProbe]) -> dict[str, float]:
    """Milliseconds that reading the probes took, by stage."""
    timings = [probe.timings for probe in probes]
    return {
        "decode": sum(each.decode for each in timings),
        "detect": sum(each.detect for each in timings),
        "embed": sum(each.embed for each in timings),
    }


def milliseconds_since(began: float) -> float:
    """Since a value of `time.perf_counter`."""
    return (time.perf_counter() - began) * 1000


def _recipe_warnings(recipe: AppliedRecipe | None) -> Iterator[str]:
    if recipe is not None and recipe.steps:
        yield f"The recipe {recipe.steps} was applied to the face; the calibration was made without recipes."


def _register(
    photograph: Photograph, extraction: Extraction, recogniser: Recogniser
) -> tuple[DetectedFace, StoredTemplate | None]:
    """A template made with a recipe is not the face's own and is not kept: original and recipe give it anew."""
    faces = register_faces(
        photograph=photograph,
        faces=extraction.faces,
        detector=recogniser.manifest.detector.identity,
        chosen=extraction.chosen,
        quality=extraction.quality,
    )
    face = faces[extraction.chosen]
    if extraction.recipe is not None and extraction.recipe.steps:
        return face, None
    return face, store_template(face=face, template=extraction.template, recogniser=recogniser)
