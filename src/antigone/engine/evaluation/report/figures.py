"""The figures of a report, each from its finding."""

import html
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, NullFormatter

from antigone.engine.evaluation.findings import (
    ClosedSet,
    Differential,
    EvidenceValue,
    GroupRates,
    OpenSet,
    OperatingPoint,
    Reliability,
)
from antigone.engine.evaluation.report.drawing import BLUE, GREEN, GREY, HEIGHT, ORANGE, Drawing, draw
from antigone.engine.evaluation.searching import Scoring
from antigone.engine.scoring import Estimate

_LINES = {Scoring.RANKING_SCORE: (BLUE, "-", "ranking score", 2.5), Scoring.SCORE: (GREY, "--", "cosine score", 2.2)}
_MARKS = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", ":"))
_ROW_HEIGHT = 0.34


def draw_det(open_set: Mapping[Scoring, OpenSet]) -> Drawing:
    """FNIR over FPIR, both logarithmic."""

    def paint(axes: list[Axes]) -> None:
        (panel,) = axes
        for scoring, found in open_set.items():
            colour, dashes, label, level = _LINES[scoring]
            # No miss at all lies at the lower edge, where half a search would be.
            value, low, high = (
                np.maximum(curve, 0.5 / found.mated_searches)
                for curve in (found.det.value, found.det.low, found.det.high)
            )
            panel.plot(found.det.x, value, dashes, color=colour, label=label, zorder=level)
            panel.fill_between(found.det.x, low, high, color=colour, alpha=0.15, linewidth=0)
        ranked = next(iter(open_set.values()))
        for point in ranked.fnir_at_fpir:
            if point.fnir is not None:
                panel.plot(point.fpir, point.fnir.value, "o", color=ORANGE, zorder=3)
                panel.annotate(
                    f"{100 * point.fnir.value:.0f} % missed",
                    (point.fpir, point.fnir.value),
                    (-6, -14),
                    textcoords="offset points",
                    horizontalalignment="right",
                )
        panel.set(
            xscale="log",
            yscale="log",
            xlabel="FPIR: absent people whose search has a candidate",
            ylabel="FNIR: enrolled people missed",
        )
        _percent(panel.xaxis)
        _percent(panel.yaxis)
        panel.legend(loc="lower left")

    return draw("det", paint, describe="Detection error trade-off: FNIR against FPIR")


def draw_cmc(closed_set: Mapping[Scoring, ClosedSet]) -> Drawing:
    """The share of mates by rank."""

    def paint(axes: list[Axes]) -> None:
        (panel,) = axes
        for scoring, found in closed_set.items():
            colour, dashes, label, level = _LINES[scoring]
            panel.plot(found.cmc.x, found.cmc.value, dashes, color=colour, label=label, zorder=level)
            panel.fill_between(found.cmc.x, found.cmc.low, found.cmc.high, color=colour, alpha=0.15, linewidth=0)
        lowest = min(float(found.cmc.low.min()) for found in closed_set.values())
        panel.set(
            xscale="log", xlabel="rank", ylabel="mates at this rank or better", ylim=(max(0, lowest - 0.02), 1.002)
        )
        panel.set_xticks([1, 2, 5, 10, 20, 50], ["1", "2", "5", "10", "20", "50"])
        panel.xaxis.set_minor_formatter(NullFormatter())
        _percent(panel.yaxis)
        panel.legend(loc="lower right")

    return draw("cmc", paint, describe="Cumulative match characteristic: mates found by rank")


def draw_sizes(found: OpenSet) -> Drawing:
    """Misses over the size of the gallery."""

    def paint(axes: list[Axes]) -> None:
        (panel,) = axes
        _error_line(panel, [(size.subjects, size.not_first) for size in found.sizes], "not at rank 1", 0)
        for place, point in enumerate(reversed(found.fnir_at_fpir), start=1):
            sizes = [(size.subjects, _at(size.fnir_at_fpir, point.fpir)) for size in found.sizes]
            shown = [(subjects, fnir) for subjects, fnir in sizes if fnir is not None]
            if shown:
                _error_line(panel, shown, f"missed at FPIR {100 * point.fpir:g} %", place)
        panel.set(xscale="log", xlabel="people in the gallery", ylabel="share of mates", ylim=(0, None))
        ticks = [size.subjects for size in found.sizes]
        panel.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        panel.xaxis.set_minor_formatter(NullFormatter())
        _percent(panel.yaxis)
        panel.legend(loc="upper left")

    return draw("gallery-size", paint, describe="Misses against the size of the gallery")


def draw_strangers(found: Reliability) -> Drawing:
    """What was promised against what came."""

    def paint(axes: list[Axes]) -> None:
        (panel,) = axes
        promised = np.array([promise.promised for promise in found.promises])
        ends = np.array([promised.min() * 0.7, 1.0])
        panel.fill_between(
            ends,
            ends * 0.75,
            np.minimum(ends * 1.25, 1),
            color=GREEN,
            alpha=0.12,
            linewidth=0,
            label="within a quarter",
        )
        panel.plot(ends, ends, color=GREEN, linewidth=1, label="kept exactly")
        # A little to the side, so that both intervals can be read.
        _points(panel, promised * 1.05, [each.found_overall for each in found.promises], 1, "all probes judged alike")
        _points(panel, promised, [each.found for each in found.promises], 0, "found, 95 % interval")
        for promise in found.promises:
            panel.annotate(
                f"e = {promise.expected:g}",
                (promise.promised, max(min(promise.found.low, promise.found_overall.low), 1e-4)),
                (4, -6),
                textcoords="offset points",
                verticalalignment="top",
            )
        panel.set(
            xscale="log",
            yscale="log",
            xlabel="promised share of searches with a candidate",
            ylabel="share that had one",
        )
        _percent(panel.xaxis)
        _percent(panel.yaxis)
        panel.legend(loc="upper left")

    return draw("expected-strangers", paint, describe="Expected strangers: promised against found")


def draw_groups(found: Differential) -> Drawing:
    """Both error rates of each group with a figure."""
    shown = [group for group in found.groups if group.fpir is not None or group.fnir is not None]

    def paint(axes: list[Axes]) -> None:
        labels = [_short(group) for group in shown]
        sides = (
            (axes[0], "FPIR", labels, [group.fpir for group in shown]),
            (axes[1], "FNIR", [""] * len(shown), [group.fnir for group in shown]),
        )
        for panel, name, ticks, rates in sides:
            for place, rate in enumerate(rates):
                _bar(panel, place, rate)
            panel.set(xlabel=name, ylim=(len(shown) - 0.5, -0.5), xlim=(0, None))
            _percent(panel.xaxis)
            panel.set_yticks(range(len(shown)), ticks)
            panel.grid(visible=False, axis="y")
        axes[0].axvline(found.fpir, color=GREEN, linewidth=1)

    name = f"groups-{found.column.replace('_', '-')}"
    height = max(1.8, 0.9 + _ROW_HEIGHT * len(shown))
    return draw(name, paint, panels=2, height=height, describe=f"FPIR and FNIR by {html.escape(found.column)}")


def draw_tippett(found: EvidenceValue) -> Drawing:
    """Survival curves of likelihood ratios."""

    def paint(axes: list[Axes]) -> None:
        (panel,) = axes
        curves = found.tippett
        panel.plot(curves.llrs, curves.mated, color=BLUE, label="one person")
        panel.plot(curves.llrs, curves.nonmated, "--", color=ORANGE, label="two people")
        panel.axvline(0, color=GREY, linewidth=1)
        panel.set(xlabel="log10 likelihood ratio", ylabel="share of comparisons at or above", ylim=(0, 1.01))
        _percent(panel.yaxis)
        panel.legend(loc="center")

    return draw("tippett", paint, describe="Tippett plot of likelihood ratios")


def draw_ece(found: EvidenceValue) -> Drawing:
    """Empirical cross-entropy over prior odds."""
    looks = {
        "without": (GREY, ":", "no ratio (LR = 1)"),
        "recalibrated": (GREEN, "--", "recalibrated at best"),
        "as_given": (BLUE, "-", "as given"),
    }

    def paint(axes: list[Axes]) -> None:
        (panel,) = axes
        for name, (colour, dashes, label) in looks.items():
            panel.plot(found.ece_log10_odds, found.ece[name], dashes, color=colour, label=label)
        panel.set(xlabel="log10 odds before the comparison", ylabel="bits still not known", ylim=(0, None))
        panel.legend(loc="upper left")

    return draw("ece", paint, height=HEIGHT * 0.85, describe="Empirical cross-entropy against prior odds")


def _at(points: tuple[OperatingPoint, ...], fpir: float) -> Estimate | None:
    return next(point.fnir for point in points if point.fpir == fpir)


def _error_line(panel: Axes, values: list[tuple[int, Estimate]], label: str, look: int) -> None:
    colour, mark, dashes = _MARKS[look % len(_MARKS)]
    x = [subjects for subjects, _ in values]
    y = [estimate.value for _, estimate in values]
    panel.errorbar(
        x, y, _spans([each for _, each in values]), color=colour, marker=mark, linestyle=dashes, capsize=3, label=label
    )


def _points(panel: Axes, x: np.ndarray, values: list[Estimate], look: int, label: str) -> None:
    colour, mark, _ = _MARKS[look]
    y = [max(value.value, 1e-4) for value in values]
    panel.errorbar(x, y, _spans(values), fmt=mark, color=colour, capsize=3, label=label, zorder=3 - look / 2)


def _bar(panel: Axes, place: int, rate: Estimate | None) -> None:
    if rate is None:
        panel.text(0.0, place, " too few people", va="center", color=GREY)
        return
    panel.errorbar([rate.value], [place], xerr=_spans([rate]), fmt="o", color=BLUE, capsize=3)


def _spans(values: list[Estimate]) -> np.ndarray:
    return np.array([[each.value - each.low for each in values], [each.high - each.value for each in values]])


def _short(group: GroupRates) -> str:
    return group.group if len(group.group) <= 22 else f"{group.group[:21]}…"


def _percent(axis: Axis) -> None:
    """Percentages with as many digits as they need; between the powers of ten of a logarithmic axis none."""
    shown = FuncFormatter(lambda value, _: f"{round(100 * value, 6):g} %")
    axis.set_major_formatter(shown)
    axis.set_minor_formatter(NullFormatter())
