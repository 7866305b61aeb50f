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
from antigone.engine.evaluation.findings.strangers import Promise, Reliability, measure_reliability

__all__ = [
    "ClosedSet",
    "Curve",
    "Differential",
    "Duplicates",
    "EvidenceValue",
    "GroupRates",
    "GroupSettings",
    "OpenSet",
    "OperatingPoint",
    "ProbableDuplicate",
    "Promise",
    "Reliability",
    "SizePoint",
    "compare_groups",
    "find_duplicates",
    "measure_closed_set",
    "measure_evidence",
    "measure_open_set",
    "measure_reliability",
]
