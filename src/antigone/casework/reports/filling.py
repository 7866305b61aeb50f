"""From frozen searches and comparisons to what the sheets show."""

from antigone.casework.recognition.portraits import portrait
from antigone.casework.reports.comparison import comparison_sheet
from antigone.casework.reports.documents import (
    CandidateEntry,
    ComparisonDocument,
    FacePicture,
    GalleryCount,
    SheetDocument,
    SheetOutcome,
)
from antigone.casework.reports.sheet import candidate_sheet
from antigone.casework.reports.wording import figure_text
from antigone.casework.searches.models import Comparison, ComparisonProbe, FrozenCandidate, Search, SearchProbe

__all__ = ["draw_comparison", "draw_search"]

NOT_CALIBRATED = "not calibrated"


def draw_search(search: Search) -> bytes:
    """The candidate sheet of a frozen search, PNG."""
    rows = search.candidates.select_related("particulars__reference__face__photograph")
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
        probes=tuple(_picture(probe) for probe in search.probes.select_related("face__photograph")),
        candidates=tuple(_entry(row) for row in rows),
    )
    return candidate_sheet(document)


def draw_comparison(comparison: Comparison) -> bytes | None:
    """The sheet of a 1:1 comparison, PNG; None where one of the photographs shows no face."""
    if comparison.figures is None:
        return None
    first, second = (_picture(probe) for probe in comparison.probes.select_related("face__photograph"))
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
    )
    return comparison_sheet(document)


def _picture(probe: SearchProbe | ComparisonProbe) -> FacePicture:
    refusal = (probe.refusal,) if probe.refusal else ()
    chip = portrait(probe.face) if probe.face else None
    return FacePicture(chip=chip, file=probe.file_name, warnings=(*refusal, *probe.warnings))


def _entry(row: FrozenCandidate) -> CandidateEntry:
    who = getattr(row, "particulars", None)
    face = who.reference.face if who else None
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
    )
