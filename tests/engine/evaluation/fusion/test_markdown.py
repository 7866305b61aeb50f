from antigone.engine.evaluation.fusion import FusionSettings, RuleResult, RuleTable, TailRow, rule_table, tail_table
from antigone.engine.evaluation.fusion.tails import TAIL_RULES
from antigone.engine.evaluation.metrics import Difference
from antigone.engine.scoring import Estimate


def _result(rule: str, value: float, difference: Difference) -> RuleResult:
    return RuleResult(
        rule=rule,
        fnir=(None, Estimate(value=value, low=0.0, high=1.0)),
        not_first=Estimate(value=value, low=value, high=value),
        not_listed=Estimate(value=0.0, low=0.0, high=0.125),
        fnir_difference=(None, difference),
        not_first_difference=difference,
        not_listed_difference=Difference(value=0.0, low=0.0, high=0.0),
    )


def test_a_rule_table() -> None:
    table = RuleTable(
        title="2 probes",
        base="mean",
        mated_people=20,
        absent_people=30,
        results=(
            _result("mean", 0.25, Difference(value=0.0, low=0.0, high=0.0)),
            _result("maximum", 0.125, Difference(value=-0.125, low=-0.2, high=-0.05)),
            _result("minimum", 0.375, Difference(value=0.125, low=-0.05, high=0.2)),
        ),
    )
    title, empty, *lines = rule_table(table, FusionSettings()).splitlines()
    assert (title, empty) == ("**2 probes** (20 people mated, 30 absent)", "")
    assert [line.strip("| ").split(" | ") for line in lines if not line.startswith("|---")] == [
        ["rule", "FNIR at FPIR 1 %", "FNIR at FPIR 10 %", "not at rank 1", "beyond rank 20"],
        ["mean (compared with)", "", ".250 (.000 to 1.000)", ".250 (.250 to .250)", ".000 (.000 to .125)"],
        [
            "maximum",
            "",
            ".125 (.000 to 1.000)<br>**-.125 (-.200 to -.050)**",
            ".125 (.125 to .125)<br>**-.125 (-.200 to -.050)**",
            ".000 (.000 to .125)<br>+.000 (+.000 to +.000)",
        ],
        [
            "minimum",
            "",
            ".375 (.000 to 1.000)<br>+.125 (-.050 to +.200)",
            ".375 (.375 to .375)<br>+.125 (-.050 to +.200)",
            ".000 (.000 to .125)<br>+.000 (+.000 to +.000)",
        ],
    ]


def test_a_tail_table() -> None:
    ratios = dict.fromkeys(TAIL_RULES, (1.5, 0.75))
    row = TailRow(probes=2, references=1, comparisons=9, rates=(0.01, 0.001), ratios=ratios)
    head, _, line = tail_table([row]).splitlines()
    assert head.startswith("| probes x references, at 0.01, 0.001 | mean over probes, ")
    assert line == "| 2 x 1 " + "| 1.50, 0.75 " * len(TAIL_RULES) + "|"
