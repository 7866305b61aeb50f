"""Probes against an index, or one template against another: candidates and what their scores mean."""

from antigone.engine.identification.many_to_many import Pair, mutual_pairs
from antigone.engine.identification.one_to_many import ListRules, Person, identify, identify_each
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
    "Pair",
    "Person",
    "SearchStrangers",
    "compare",
    "gallery_tail",
    "identify",
    "identify_each",
    "mutual_pairs",
]
