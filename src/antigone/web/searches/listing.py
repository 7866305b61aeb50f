"""The scored list as its page shows it: figures in words, erased people without particulars."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from antigone.casework.reports.wording import figure_text, ratio_text
from antigone.casework.searches.models import CandidateParticulars, Exclusion, FrozenCandidate, Search

__all__ = ["Listed", "Listing", "listing_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One candidate. person: None for one erased from the gallery since. Figures are texts, empty where none is."""

    rank: int
    person: CandidateParticulars | None
    has_picture: bool
    strangers: str
    strangers_low: str
    strangers_high: str
    false_match_rate: str
    score: str
    ranking_score: str
    ratio: str
    no_ratio: str
    exclusion: Exclusion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The list; excluded: those that an earlier decision covers, apart from the rest."""

    candidates: tuple[Listed, ...]
    excluded: tuple[Listed, ...]


def listing_of(search: Search) -> Listing:
    """The frozen list by rank."""
    rows = search.candidates.select_related("particulars__reference__photograph", "exclusion__decided_by")
    listed = [_listed(row) for row in rows]
    return Listing(
        candidates=tuple(one for one in listed if one.exclusion is None),
        excluded=tuple(one for one in listed if one.exclusion is not None),
    )


def _listed(row: FrozenCandidate) -> Listed:
    # The reverse side of a one-to-one raises an AttributeError where there is none.
    person: CandidateParticulars | None = getattr(row, "particulars", None)
    strangers: Mapping[str, Any] | None = row.figures.get("expected_strangers")
    ratio = row.figures.get("llr")
    return Listed(
        rank=row.rank,
        person=person,
        has_picture=person is not None and person.reference.photograph_id is not None,
        strangers=figure_text(strangers),
        strangers_low=_bound(strangers, "low"),
        strangers_high=_bound(strangers, "high"),
        false_match_rate=figure_text(row.figures.get("false_match_rate")),
        score=f"{row.score:.3f}",
        ranking_score="" if row.ranking_score is None else f"{row.ranking_score:.2f}",
        ratio=ratio_text(ratio) if ratio else "",
        no_ratio=str(row.figures.get("llr_absent", "")),
        exclusion=row.exclusion,
    )


def _bound(figure: Mapping[str, Any] | None, end: str) -> str:
    return "" if figure is None else figure_text({"value": figure[end], "resolved": True})
