"""Searches and comparisons as JSON documents, rebuilt from the frozen rows alone. Scripts rely on their keys."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from antigone.casework.searches.freezing import FIGURES
from antigone.casework.searches.models import (
    Act,
    CandidateParticulars,
    Comparison,
    FrozenCandidate,
    Outcome,
    Probe,
    Search,
)

__all__ = ["candidate_document", "comparison_document", "search_document"]

Document = dict[str, Any]

_NO_CALIBRATION = "the pack has no calibration, so a score's meaning is not known"
_NOT_BY_PROBE = "too few subjects were searched, or the calibration is of an older format"
_BY_PROBE = "expected_strangers_by_probe"
_NO_VALIDATION = "no validation data for the condition of this case"


def search_document(search: Search) -> Document:
    """The document of `search --json`.

    searched: subjects and references compared with, after filters. `*_low`, `*_high` and `*_resolved` beside a figure:
    its 95 % bounds; what is not resolved may be anything from 0 to the value. absent: why a figure is null, by its
    name. A candidate who was erased from the gallery since is `erased` and has null particulars. recipe of a probe:
    what was asked for, the steps that were applied and the SHA-256 of the chips; null where none was asked for.
    """
    return {
        "case": search.case.number,
        "search": str(search.id),
        "outcome": search.outcome,
        **_basis(search),
        "galleries": search.galleries,
        "probes": [_probe(probe) for probe in search.probes.select_related("photograph", "face")],
        "candidates": [candidate_document(row) for row in search.candidates.select_related("particulars")],
        "excluded_before": search.candidates.exclude(exclusion=None).count(),
        "cut": search.cut,
        "searched": {"subjects": search.subjects, "references": search.references, "index_change": search.index_change},
        "settings": search.settings,
        "absent": _absent(search, FIGURES, _first_figures(search)) if search.outcome == Outcome.CANDIDATES else {},
        "warnings": search.warnings,
        "timings_ms": _rounded(search.timings),
    }


def comparison_document(comparison: Comparison) -> Document:
    """As `search_document`, for two photographs; outcome is `compared` or `no_face`."""
    figures = comparison.figures
    return {
        "case": comparison.case.number,
        "comparison": str(comparison.id),
        "outcome": Outcome.NO_FACE.value if figures is None else "compared",
        **_basis(comparison),
        "probes": [_probe(probe) for probe in comparison.probes.select_related("photograph", "face")],
        "score": figures and figures["score"],
        "ranking_score": figures and figures["ranking_score"],
        **_figure("false_match_rate", (figures or {}).get("false_match_rate")),
        "llr": (figures or {}).get("llr"),
        "absent": _absent(comparison, ["false_match_rate"], figures) if figures is not None else {},
        "warnings": comparison.warnings,
        "timings_ms": _rounded(comparison.timings),
    }


def _basis(act: Act) -> Document:
    return {
        "pack": {"id": act.pack, "recogniser": act.recogniser, "sha256": act.recogniser_sha256},
        "population": act.population or None,
        "calibration": {"sha256": act.calibration_sha256 or None, "cohort_sha256": act.cohort_sha256 or None},
        "done_at": act.done_at.isoformat(),
        "program": act.program_version,
    }


def _probe(probe: Probe) -> Document:
    photograph, face = probe.photograph, probe.face
    return {
        "file": probe.file_name,
        "sha256": photograph and photograph.sha256,
        "rotation": face and face.rotation,
        "faces": probe.faces_found,
        "box": face and face.box,
        "landmarks": face and face.landmarks,
        "landmarks_by": face and face.landmarks_by,
        "quality": probe.quality and _quality(probe.quality),
        "recipe": probe.recipe,
        "warnings": probe.warnings,
        "refused": probe.refusal or None,
    }


def candidate_document(row: FrozenCandidate) -> Document:
    """One of `candidates` in the document of a search."""
    figures = [_figure(name, row.figures.get(name)) for name in FIGURES]
    return {
        "rank": row.rank,
        # The reverse side of a one-to-one raises an AttributeError where there is none.
        **_person(getattr(row, "particulars", None)),
        "score": row.score,
        "ranking_score": row.ranking_score,
        **{key: value for figure in figures for key, value in figure.items()},
        "llr": row.figures.get("llr"),
    }


def _first_figures(search: Search) -> Document:
    """Figures of the first candidate: what is missing there is missing from all."""
    first = search.candidates.first()
    return first.figures if first else {}


def _person(particulars: CandidateParticulars | None) -> Document:
    if particulars is None:
        return {"subject": None, "label": None, "erased": True, "gallery": None, "photograph": None}
    return {
        "subject": particulars.identifier,
        "label": particulars.label,
        "subject_uuid": str(particulars.subject_uuid),
        "gallery": particulars.gallery,
        "photograph": {
            "file": particulars.file_name or None,
            "sha256": particulars.sha256 or None,
            "source": particulars.source or None,
            "source_url": particulars.source_url or None,
        },
    }


def _figure(name: str, estimate: Mapping[str, float | bool] | None) -> Document:
    keys = (name, f"{name}_low", f"{name}_high", f"{name}_resolved")
    if estimate is None:
        return dict.fromkeys(keys)
    return dict(zip(keys, (estimate[part] for part in ("value", "low", "high", "resolved")), strict=True))


def _absent(act: Act, figures: Iterable[str], frozen: Mapping[str, Any]) -> Document:
    """Why each figure that is null is null. A ratio's reason was frozen with the figures, by older versions not."""
    uncalibrated = {} if act.calibration_sha256 else dict.fromkeys(["ranking_score", *figures], _NO_CALIBRATION)
    judged = act.calibration_sha256 and _BY_PROBE in figures
    by_probe = {_BY_PROBE: _NOT_BY_PROBE} if judged and not frozen.get(_BY_PROBE) else {}
    ratio = {} if frozen.get("llr") else {"llr": frozen.get("llr_absent") or _NO_VALIDATION}
    return {**uncalibrated, **by_probe, **ratio}


def _quality(components: Mapping[str, float]) -> Document:
    """Every component and measurement; `inter_eye_px` is what scripts were promised the eyes' distance under."""
    values = {name: _finite(value) for name, value in components.items()}
    return {"inter_eye_px": values.get("inter_eye_distance_px"), **values}


def _rounded(timings: Mapping[str, float]) -> dict[str, float]:
    return {stage: round(value, 1) for stage, value in timings.items()}


def _finite(value: float) -> float | None:
    """JSON has no word for infinity or for what is no number."""
    return value if math.isfinite(value) else None
