"""Photographs of a case, read and registered as evidence."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from antigone.casework.audit import Actor
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.services import destroy_unregistered, register_faces, register_photograph
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.recognition.reading import Reading
from antigone.casework.recognition.services import store_template
from antigone.engine.errors import InvalidFaceGeometry
from antigone.engine.types import AppliedRecipe, Extraction, Template

__all__ = [
    "ReadProbe",
    "forget_unused",
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
    def extraction(self) -> Extraction | None:
        outcome = self.reading.outcome
        return outcome if isinstance(outcome, Extraction) else None


def require_readable(probes: Sequence[ReadProbe]) -> None:
    """Raises a probe's own error where there was no search: no photograph gave a picture, or a drawing cannot be."""
    errors = [probe.reading.outcome for probe in probes if not isinstance(probe.reading.outcome, Extraction)]
    for error in errors:
        if isinstance(error, InvalidFaceGeometry):
            raise error
    if errors and all(probe.reading.facts is None for probe in probes):
        raise errors[0]


def forget_unused(probes: Sequence[ReadProbe]) -> None:
    """Remove the bytes of probes that were stored for an act that then was refused."""
    for probe in probes:
        if probe.reading.facts is not None:
            destroy_unregistered(sha256=probe.reading.facts.sha256)


def templates_of(probes: Sequence[ReadProbe]) -> tuple[Template, ...]:
    """Those of the probes that have a face."""
    return tuple(probe.extraction.template for probe in probes if probe.extraction is not None)


def probe_fields(order: int, probe: ReadProbe, *, recogniser: Recogniser, by: Actor) -> dict[str, object]:
    """Register photograph, faces and template in the caller's transaction; returns the fields of the frozen probe."""
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


def stage_timings(probes: Sequence[ReadProbe]) -> dict[str, float]:
    """Milliseconds that reading the probes took, by stage."""
    timings = [probe.reading.timings for probe in probes]
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
