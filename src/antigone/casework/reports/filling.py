"""From frozen searches and comparisons to what the sheets show."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from antigone.casework.evidence.models import DetectedFace
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.explaining import SimilarityMap, explain
from antigone.casework.recognition.portraits import portrait
from antigone.casework.reports.comparison import comparison_sheet
from antigone.casework.reports.documents import (
    CandidateEntry,
    ComparisonDocument,
    FacePicture,
    GalleryCount,
    MapPair,
    MappedFace,
    SheetDocument,
    SheetOutcome,
)
from antigone.casework.reports.sheet import candidate_sheet
from antigone.casework.reports.wording import absence_text, figure_text, ratio_figure, ratio_text
from antigone.casework.searches.models import Act, Comparison, ComparisonProbe, FrozenCandidate, Search, SearchProbe
from antigone.engine.errors import TemplateMismatch

__all__ = ["draw_comparison", "draw_search"]

NOT_CALIBRATED = "not calibrated"
# Colours never grow stronger than this, so that what is next to nothing looks so; by the score's name.
_LEAST_SCALE = {"ranking score": 1.0, "score": 0.01}


def draw_search(search: Search, *, explained_by: Recogniser | None = None) -> bytes:
    """The candidate sheet of a frozen search, PNG.

    explained_by: the recogniser that searched, for a sheet with the similarity maps of the first probe that has a face
    and the first candidate.
    """
    rows = list(search.candidates.select_related("particulars__reference__face__photograph"))
    probes = list(search.probes.select_related("face__photograph"))
    strangers = search.settings["strangers"]
    document = SheetDocument(
        case=search.case.number,
        search=str(search.id),
        searched_at=f"{search.done_at:%Y-%m-%d %H:%M} UTC",
        pack=search.pack,
        recogniser_sha256=search.recogniser_sha256,
        population=search.population or NOT_CALIBRATED,
        galleries=tuple(
            GalleryCount(name=g["name"], subjects=g["subjects"], templates=g["templates"]) for g in search.galleries
        ),
        outcome=SheetOutcome(search.outcome),
        cut=search.cut,
        strangers="off" if strangers is None else f"{strangers:g}",
        probes=tuple(_picture(probe) for probe in probes),
        candidates=tuple(_entry(row) for row in rows),
        ratio=_ratio(rows[0].figures) if rows else "",
        maps=_maps(_first_face(probes), _reference_face(rows[0] if rows else None), explained_by, act=search),
    )
    return candidate_sheet(document)


def draw_comparison(comparison: Comparison, *, explained_by: Recogniser | None = None) -> bytes | None:
    """The sheet of a 1:1 comparison, PNG; None where one of the photographs shows no face.

    explained_by: the recogniser that compared, for a sheet with similarity maps.
    """
    if comparison.figures is None:
        return None
    probes = list(comparison.probes.select_related("face__photograph"))
    first, second = (_picture(probe) for probe in probes)
    figures = comparison.figures
    document = ComparisonDocument(
        case=comparison.case.number,
        search=str(comparison.id),
        compared_at=f"{comparison.done_at:%Y-%m-%d %H:%M} UTC",
        pack=comparison.pack,
        recogniser_sha256=comparison.recogniser_sha256,
        population=comparison.population or NOT_CALIBRATED,
        first=first,
        second=second,
        score=figures["score"],
        ranking_score=figures["ranking_score"],
        false_match_rate=figure_text(figures["false_match_rate"]) or NOT_CALIBRATED,
        ratio=_ratio(figures),
        maps=_maps(probes[0].face, probes[1].face, explained_by, act=comparison),
    )
    return comparison_sheet(document)


def _picture(probe: SearchProbe | ComparisonProbe) -> FacePicture:
    refusal = (probe.refusal,) if probe.refusal else ()
    chip = portrait(probe.face) if probe.face else None
    return FacePicture(chip=chip, file=probe.file_name, warnings=(*refusal, *probe.warnings))


def _ratio(figures: Mapping[str, Any]) -> str:
    ratio = figures.get("llr")
    return ratio_text(ratio) if ratio else absence_text(figures.get("llr_absent", ""))


def _maps(
    first: DetectedFace | None, second: DetectedFace | None, explained_by: Recogniser | None, *, act: Act
) -> MapPair | None:
    if first is None or second is None or explained_by is None:
        return None
    if explained_by.identity.sha256 != act.recogniser_sha256:
        raise TemplateMismatch("The scores of this sheet were made by another recogniser than the one to explain them.")
    explanation = explain(first, second, recogniser=explained_by)
    if explanation is None:
        return None
    strongest = max(float(np.abs(each.values).max()) for each in (explanation.first, explanation.second))
    return MapPair(
        first=_mapped(explanation.first),
        second=_mapped(explanation.second),
        score=explanation.score,
        scale=max(strongest, _LEAST_SCALE[explanation.score]),
    )


def _mapped(face: SimilarityMap) -> MappedFace:
    return MappedFace(chip=face.chip, values=face.values)


def _first_face(probes: Sequence[SearchProbe]) -> DetectedFace | None:
    return next((probe.face for probe in probes if probe.face is not None), None)


def _reference_face(row: FrozenCandidate | None) -> DetectedFace | None:
    who = getattr(row, "particulars", None)
    return who.reference.face if who else None


def _entry(row: FrozenCandidate) -> CandidateEntry:
    who = getattr(row, "particulars", None)
    face = _reference_face(row)
    return CandidateEntry(
        rank=row.rank,
        chip=portrait(face) if face else None,
        label=who.label if who else "erased since",
        subject=who.identifier if who else "",
        gallery=who.gallery if who else "",
        source=(who.source or who.source_url or who.file_name) if who else "",
        expected_strangers=figure_text(row.figures.get("expected_strangers")) or NOT_CALIBRATED,
        score=row.score,
        ranking_score=row.ranking_score if row.ranking_score is not None else row.score,
        ratio=ratio_figure(row.figures["llr"]) if row.figures.get("llr") else "",
    )
