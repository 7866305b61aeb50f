"""Probes against an index, or one template against another: candidates and what their scores mean."""

from antigone.engine.identification.one_to_many import identify
from antigone.engine.identification.one_to_one import compare
from antigone.engine.identification.results import Basis, Candidate, CandidateList, Comparison, Outcome

__all__ = ["Basis", "Candidate", "CandidateList", "Comparison", "Outcome", "compare", "identify"]
