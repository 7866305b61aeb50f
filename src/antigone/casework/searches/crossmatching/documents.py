"""A crossmatch's lists and pairs as JSON documents. Scripts rely on their keys."""

from typing import Any

from antigone.casework.recognition.comparing import Estimate
from antigone.casework.searches.crossmatching.lists import Searched
from antigone.casework.searches.crossmatching.pairs import CasePair
from antigone.casework.searches.documents import candidate_document
from antigone.casework.searches.freezing import frozen_estimate

__all__ = ["listed_case", "listed_pair"]

Document = dict[str, Any]

_OF_CANDIDATE = (
    "rank", "subject", "label", "subject_uuid", "gallery", "score", "ranking_score",
    "false_match_rate", "false_match_rate_low", "false_match_rate_high", "false_match_rate_resolved",
    "expected_strangers", "expected_strangers_low", "expected_strangers_high", "expected_strangers_resolved",
)  # fmt: skip


def listed_case(searched: Searched) -> Document:
    """A case's list in short, with the keys of `search --json`; the search of that id holds the rest."""
    search = searched.search
    rows = search.candidates.select_related("particulars")
    return {
        "case": search.case.number,
        "search": str(search.pk),
        "outcome": search.outcome,
        "excluded_before": sum(row.exclusion_id is not None for row in rows),
        "cut": search.cut,
        "earlier": searched.earlier,
        "candidates": [_in_short(candidate_document(row)) for row in rows],
    }


def _in_short(candidate: Document) -> Document:
    return {key: candidate.get(key) for key in _OF_CANDIDATE}


def listed_pair(pair: CasePair) -> Document:
    """Two cases, the photographs that are most alike, and what that means."""
    found = pair.figures
    return {
        "cases": [person.number for person in pair.persons],
        "files": list(pair.files),
        "score": found.score,
        "ranking_score": found.ranking_score,
        **_figure("false_match_rate", found.false_match_rate),
        **_figure("expected_strangers", found.expected_strangers),
    }


def _figure(name: str, estimate: Estimate | None) -> Document:
    parts = {"": "value", "_low": "low", "_high": "high", "_resolved": "resolved"}
    frozen = None if estimate is None else frozen_estimate(estimate)
    return {f"{name}{end}": frozen and frozen[part] for end, part in parts.items()}
