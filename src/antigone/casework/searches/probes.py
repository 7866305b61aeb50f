"""Photographs of a case, read and registered as evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from antigone.casework.audit import Actor
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.services import register_faces, register_photograph
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.recognition.reading import Reading
from antigone.casework.recognition.services import store_template
from antigone.engine.types import Extraction, Template

__all__ = ["ReadProbe", "probe_fields", "stage_timings", "templates_of"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadProbe:
    """A probe photograph and what came of it."""

    name: str
    reading: Reading

    @property
    def extraction(self) -> Extraction | None:
        outcome = self.reading.outcome
        return outcome if isinstance(outcome, Extraction) else None


def templates_of(probes: Sequence[ReadProbe]) -> tuple[Template, ...]:
    """Those of the probes that have a face."""
    return tuple(probe.extraction.template for probe in probes if probe.extraction is not None)


def probe_fields(order: int, probe: ReadProbe, *, recogniser: Recogniser, by: Actor) -> dict[str, object]:
    """The fields of the probe's frozen row, its photograph, faces and template registered in the caller's transaction."""
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
        "warnings": [*outcome.warnings, *outcome.quality.advice],
    }


def stage_timings(probes: Sequence[ReadProbe]) -> dict[str, float]:
    """Milliseconds that reading the probes took, by stage."""
    timings = [probe.reading.timings for probe in probes]
    return {
        "decode": sum(each.decode for each in timings),
        "detect": sum(each.detect for each in timings),
        "embed": sum(each.embed for each in timings),
    }


def _register(
    photograph: Photograph, extraction: Extraction, recogniser: Recogniser
) -> tuple[DetectedFace, StoredTemplate]:
    faces = register_faces(
        photograph=photograph,
        faces=extraction.faces,
        detector=recogniser.manifest.detector.identity,
        chosen=extraction.chosen,
        quality=extraction.quality,
    )
    face = faces[extraction.chosen]
    return face, store_template(face=face, template=extraction.template, recogniser=recogniser)
