"""What an evaluation finds: one file a question, each with its result as a value and the function that answers it."""

from antigone.engine.evaluation.findings.duplicates import Duplicates, ProbableDuplicate, find_duplicates
from antigone.engine.evaluation.findings.evidence import EvidenceValue, measure_evidence
from antigone.engine.evaluation.findings.groups import Differential, GroupRates, GroupSettings, compare_groups
from antigone.engine.evaluation.findings.identification import (
    ClosedSet,
    Curve,
    OpenSet,
    OperatingPoint,
    SizePoint,
    measure_closed_set,
    measure_open_set,
)
from antigone.engine.evaluation.findings.references import (
    BothWays,
    Compared,
    References,
    SearchedFor,
    measure_references,
)
from antigone.engine.evaluation.findings.strangers import Judge, Promise, Reliability, measure_reliability

__all__ = [
    "BothWays",
    "ClosedSet",
    "Compared",
    "Curve",
    "Differential",
    "Duplicates",
    "EvidenceValue",
    "GroupRates",
    "GroupSettings",
    "Judge",
    "OpenSet",
    "OperatingPoint",
    "ProbableDuplicate",
    "Promise",
    "References",
    "Reliability",
    "SearchedFor",
    "SizePoint",
    "compare_groups",
    "find_duplicates",
    "measure_closed_set",
    "measure_evidence",
    "measure_open_set",
    "measure_references",
    "measure_reliability",
]
