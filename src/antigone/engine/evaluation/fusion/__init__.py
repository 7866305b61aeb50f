"""Which rule makes one score of several photographs, or of two recognisers: rules compared on the same searches."""

from antigone.engine.evaluation.fusion.markdown import rule_table, tail_table
from antigone.engine.evaluation.fusion.outcomes import FusionSettings, RuleResult, RuleTable
from antigone.engine.evaluation.fusion.parts import Part, two_folds
from antigone.engine.evaluation.fusion.several_probes import PROBE_RULES, compare_probe_rules
from antigone.engine.evaluation.fusion.several_references import REFERENCE_RULES, compare_reference_rules
from antigone.engine.evaluation.fusion.spoilt_references import SPOILT_RULES, compare_spoilt_references
from antigone.engine.evaluation.fusion.tails import TAIL_RULES, TailRow, compare_tails
from antigone.engine.evaluation.fusion.two_recognisers import (
    TWO_RULES,
    Learnt,
    PairedPart,
    compare_two_recognisers,
)

__all__ = [
    "PROBE_RULES",
    "REFERENCE_RULES",
    "SPOILT_RULES",
    "TAIL_RULES",
    "TWO_RULES",
    "FusionSettings",
    "Learnt",
    "PairedPart",
    "Part",
    "RuleResult",
    "RuleTable",
    "TailRow",
    "compare_probe_rules",
    "compare_reference_rules",
    "compare_spoilt_references",
    "compare_tails",
    "compare_two_recognisers",
    "rule_table",
    "tail_table",
    "two_folds",
]
