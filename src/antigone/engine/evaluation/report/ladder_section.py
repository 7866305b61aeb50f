"""The section of the degradation ladder: a figure a family, and one table of all rungs."""

from collections.abc import Sequence

from antigone.engine.evaluation.degradation import LADDER, STRENGTHS, Family
from antigone.engine.evaluation.ladder import LadderFigure, LadderStudy, RungResult
from antigone.engine.evaluation.report.ladder_figures import draw_ladder, studied_families
from antigone.engine.evaluation.report.markup import figure, heading, paragraph, share, span, table, target
from antigone.engine.evaluation.report.sections import Section
from antigone.engine.scoring import Estimate

_FAMILIES = {
    Family.ROTATION: "Turned pictures",
    Family.COVERING: "Parts of the face covered",
    Family.SKIN: "Colour of the skin",
    Family.SHAPE: "Shape of the face",
    Family.SOILING: "Mud and blood",
    Family.BLUR: "Blur",
    Family.LIGHT: "Light",
    Family.COLOUR: "Colour of the picture",
    Family.RESOLUTION: "Compression and tiny faces",
    Family.COPY: "Pictures of pictures",
}


def ladder_section(study: LadderStudy) -> Section:
    """What simulated damage of the probes costs."""
    aim = study.settings.target
    drawings = tuple(draw_ladder(study))
    html = (
        heading("The degradation ladder: ever worse probes")
        + paragraph(
            "This damage is simulated, painted by rules on photographs of the living. It shows where the chain breaks "
            "first. It validates no tier of decedents, and says nothing about how often a search for a dead person "
            "succeeds.",
            kind="caution",
        )
        + paragraph(
            f"{study.probes:,} probes, one photograph each of {study.people:,} people whose face is found, in a "
            f"gallery of {study.subjects:,} people with one photograph each, at strength 0 (as it is) to "
            f"{STRENGTHS[-1]}. Each probe is searched for twice, with its person in the gallery and without, so FNIR "
            f"at FPIR {target(aim.fpir)} (rank ≤ {aim.rank}) has a threshold for each rung: one in ten of the probes "
            "degraded alike finds a wrong candidate. That is what can still be told apart, not what a threshold set on "
            "good photographs would do. At strength 0 the mate is at rank 1 for "
            f"{_with_span(study.undegraded, LadderFigure.RANK_ONE)}, and FNIR is "
            f"{_with_span(study.undegraded, LadderFigure.FNIR)}."
        )
        + "".join(
            heading(_FAMILIES[family], level=3) + figure(drawing.svg, _meaning(study, names))
            for (family, names), drawing in zip(studied_families(study), drawings, strict=True)
        )
        + heading("All rungs", level=3)
        + paragraph("Mate at rank 1 / FNIR, in percent; in brackets the probes in which no face was found.")
        + table(("", *(str(strength) for strength in (0, *STRENGTHS))), [_row(study, name) for name in study.rungs])
    )
    return Section(html=html, drawings=drawings)


def _meaning(study: LadderStudy, names: Sequence[str]) -> str:
    last = [(LADDER[name].title, share(_first(study.rungs[name][-1]).value)) for name in names]
    found = ", ".join(f"{value} ({title})" for title, value in last)
    return (
        f"By strength: no face found (lower is better), mate at rank 1 (higher), FNIR (lower). At strength "
        f"{STRENGTHS[-1]} the mate is at rank 1 for {found}, instead of {share(_first(study.undegraded).value)}. Bars "
        "are 95 % intervals, by drawing people anew."
    )


def _first(rung: RungResult) -> Estimate:
    return rung.figures[LadderFigure.RANK_ONE]


def _with_span(rung: RungResult, of: LadderFigure) -> str:
    return f"{share(rung.figures[of].value)} ({span(rung.figures[of])})"


def _row(study: LadderStudy, name: str) -> tuple[str, ...]:
    return (LADDER[name].title, *(_cell(rung) for rung in study.steps(name)))


def _cell(rung: RungResult) -> str:
    failed, first, missed = (rung.figures[figure].value for figure in LadderFigure)
    return f"{100 * first:.0f} / {100 * missed:.0f}" + (f" ({100 * failed:.0f})" if failed else "")
