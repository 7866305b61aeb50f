"""The tables of a study as Markdown, for docs/fusion.md."""

from collections.abc import Sequence

from antigone.engine.evaluation.fusion.outcomes import FusionSettings, RuleResult, RuleTable
from antigone.engine.evaluation.fusion.tails import TAIL_RULES, TailRow
from antigone.engine.evaluation.metrics import Difference
from antigone.engine.scoring import Estimate


def rule_table(table: RuleTable, settings: FusionSettings) -> str:
    """Figures with 95 % bounds; below each, unless it is the rule compared with, the difference to that rule."""
    columns = [*(f"FNIR at FPIR {100 * target:g} %" for target in settings.targets), "not at rank 1"]
    columns.append(f"beyond rank {settings.rank}")
    head = f"**{table.title}** ({table.mated_people} people mated, {table.absent_people} absent)"
    rows = [_row(result, is_base=result.rule == table.base) for result in table.results]
    return "\n".join([head, "", _line(["rule", *columns]), "|---" * (len(columns) + 1) + "|", *rows])


def tail_table(rows: Sequence[TailRow]) -> str:
    """A line for each number of probes and references, a column for each rule."""
    rates = ", ".join(f"{rate:g}" for rate in rows[0].rates)
    lines = [
        _line(
            [f"{row.probes} x {row.references}"]
            + [", ".join(f"{ratio:.2f}" for ratio in row.ratios[rule]) for rule in TAIL_RULES]
        )
        for row in rows
    ]
    head = _line([f"probes x references, at {rates}", *TAIL_RULES])
    return "\n".join([head, "|---" * (len(TAIL_RULES) + 1) + "|", *lines])


def _row(result: RuleResult, *, is_base: bool) -> str:
    figures = [*result.fnir, result.not_first, result.not_listed]
    differences = [*result.fnir_difference, result.not_first_difference, result.not_listed_difference]
    cells = [
        _figure(figure) if is_base else _figure(figure) + _difference(difference)
        for figure, difference in zip(figures, differences, strict=True)
    ]
    return _line([result.rule + (" (compared with)" if is_base else ""), *cells])


def _figure(figure: Estimate | None) -> str:
    """Empty where too few people were absent."""
    return "" if figure is None else f"{_rate(figure.value)} ({_rate(figure.low)} to {_rate(figure.high)})"


def _difference(difference: Difference | None) -> str:
    """Bold where the bounds leave zero out."""
    if difference is None:
        return ""
    text = f"{_signed(difference.value)} ({_signed(difference.low)} to {_signed(difference.high)})"
    return f"<br>**{text}**" if difference.significant else f"<br>{text}"


def _rate(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1)


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".", 1)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
