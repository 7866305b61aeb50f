"""Probes against an index, or one template against another: candidates and what their scores mean."""

from antigone.engine.identification.one_to_many import ListRules, identify
from antigone.engine.identification.one_to_one import compare
from antigone.engine.identification.results import Basis, Candidate, CandidateList, Comparison, Outcome
from antigone.engine.identification.strangers import SearchStrangers, gallery_tail

__all__ = [
    "Basis",
    "Candidate",
    "CandidateList",
    "Comparison",
    "ListRules",
    "Outcome",
    "SearchStrangers",
    "compare",
    "gallery_tail",
    "identify",
]
