"""The degradation ladder, one figure a family: what every strength costs."""

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from antigone.engine.evaluation.degradation import LADDER, STRENGTHS, Family
from antigone.engine.evaluation.ladder import LadderFigure, LadderStudy
from antigone.engine.evaluation.report.drawing import BLUE, GREEN, GREY, ORANGE, Drawing, draw

# As many as the largest family has.
_MARKS = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", ":"), (GREY, "D", "-."))
_HEIGHT = 3.4


def draw_ladder(study: LadderStudy) -> Iterator[Drawing]:
    """A figure for each family that was studied: detection failure, rank 1 and FNIR over strength 0 to 5."""
    for family, names in studied_families(study):
        yield _draw_family(study, family, names)


def studied_families(study: LadderStudy) -> Iterator[tuple[Family, Sequence[str]]]:
    """Each family that was studied with the names of its degradations, in the order of the figures."""
    for family in Family:
        names = [name for name in study.rungs if LADDER[name].family is family]
        if names:
            yield family, names


def _draw_family(study: LadderStudy, family: Family, names: Sequence[str]) -> Drawing:
    target = study.settings.target
    titles = {
        LadderFigure.DETECTION_FAILURE: "no face found",
        LadderFigure.RANK_ONE: "mate at rank 1",
        LadderFigure.FNIR: f"FNIR at FPIR {100 * target.fpir:g} %",
    }

    def paint(axes: list[Axes]) -> None:
        for panel, (figure, title) in zip(axes, titles.items(), strict=True):
            for place, name in enumerate(names):
                _line(panel, study, figure, name, (place, len(names)))
            panel.set_title(title, fontsize=10)
            panel.set(ylim=(-0.03, 1.03), xlabel="strength")
            panel.set_xticks([0, *STRENGTHS])
            panel.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
        axes[0].figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)

    shown = ", ".join(LADDER[name].title.lower() for name in names)
    measured = f"detection failure, rank 1 and FNIR at rank {target.rank} or better"
    describe = f"Degradation ladder, {family.value}: {measured}, by strength, for {shown}"
    return draw(f"ladder-{family.value}", paint, panels=len(titles), height=_HEIGHT, describe=describe)


def _line(panel: Axes, study: LadderStudy, figure: LadderFigure, name: str, place: tuple[int, int]) -> None:
    """One degradation with its 95 % bounds, a little beside the others so that bounds do not hide each other."""
    number, count = place
    colour, mark, dashes = _MARKS[number]
    beside = 0.08 * (number - (count - 1) / 2)
    estimates = [step.figures[figure] for step in study.steps(name)]
    panel.errorbar(
        [strength + beside for strength in range(len(estimates))],
        [each.value for each in estimates],
        yerr=[[each.value - each.low for each in estimates], [each.high - each.value for each in estimates]],
        color=colour,
        marker=mark,
        linestyle=dashes,
        markersize=4,
        linewidth=1.5,
        elinewidth=1,
        capsize=2,
        label=LADDER[name].title,
    )
