"""report.html: the findings in sentences, tables and figures, in one file that needs nothing else."""

import importlib.resources
from collections.abc import Iterator, Sequence
from html import escape

from antigone.engine.evaluation.basis import Basis
from antigone.engine.evaluation.ladder import LadderStudy
from antigone.engine.evaluation.report.drawing import Drawing
from antigone.engine.evaluation.report.ladder_section import ladder_section
from antigone.engine.evaluation.report.markup import cards, facts, heading, paragraph, share, span, target
from antigone.engine.evaluation.report.sections import all_sections
from antigone.engine.evaluation.study import Evaluation

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}</main>
</body>
</html>
"""


def build_page(evaluation: Evaluation, basis: Basis, ladder: LadderStudy | None) -> tuple[str, Sequence[Drawing]]:
    """The page, and the figures in it."""
    found = [*all_sections(evaluation, basis)]
    if ladder is not None:
        found.append(ladder_section(ladder))
    title = f"Evaluation of {basis.pack.id} on {basis.dataset.name}"
    body = "".join(
        [*_opening(title, evaluation, basis), *(section.html for section in found), *_closing(evaluation, basis)]
    )
    style = (importlib.resources.files(__package__) / "style.css").read_text(encoding="utf-8")
    drawings = [drawing for section in found for drawing in section.drawings]
    return _PAGE.format(title=escape(title), style=style, body=body), drawings


def _opening(title: str, evaluation: Evaluation, basis: Basis) -> Iterator[str]:
    data = basis.dataset
    yield heading(title, level=1)
    yield paragraph(
        f"{data.people:,} people, {data.people_with_two:,} of them with two photographs or more, {data.photographs:,} "
        f"photographs. Pack {basis.pack.id} ({basis.pack.recogniser.id}), Antigone {basis.software}, "
        f"read on {basis.device}.",
        kind="soft",
    )
    yield cards(_headlines(evaluation))
    yield paragraph(
        "These figures hold for photographs like the ones measured, and for nothing else. They are no evidence of "
        "fitness for photographs of the dead unless the data set consists of such photographs.",
        kind="caution",
    )
    if basis.calibration is not None:
        yield paragraph(
            f"Scores are normalised by a calibration on {basis.calibration.people:,} people "
            f"({basis.calibration.population}: {basis.calibration.dataset}, {basis.calibration.selection}). "
            "Where some of these people are in the data set measured here, its figures flatter.",
            kind="soft",
        )


def _headlines(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    opened, closed = evaluation.open_set[evaluation.scoring], evaluation.closed_set[evaluation.scoring]
    for point in reversed(opened.fnir_at_fpir):
        if point.fnir is not None:
            meaning = (
                f"of enrolled people are missed where {target(point.fpir)} of the searches for absent people have a "
                f"candidate (FNIR, {span(point.fnir)})"
            )
            yield share(point.fnir.value), meaning
    low, first, high = (share(float(curve[0])) for curve in (closed.cmc.low, closed.cmc.value, closed.cmc.high))
    yield first, f"at rank 1 where everybody is enrolled ({low} to {high})"
    for promise in evaluation.reliability.promises if evaluation.reliability else ():
        if promise.expected == 1.0:
            meaning = (
                f"missed by lists cut at 1 expected stranger; {share(promise.found.value)} of absent people then have "
                f"a candidate (promised {share(promise.promised)})"
            )
            yield share(promise.missed.value), meaning


def _closing(evaluation: Evaluation, basis: Basis) -> Iterator[str]:
    settings, data = evaluation.settings, basis.dataset
    yield heading("How it was measured")
    yield facts(
        (
            ("data set", f"{data.name}, SHA-256 {data.sha256}"),
            ("detector", f"{basis.pack.detector.id}, SHA-256 {basis.pack.detector.sha256}"),
            ("recogniser", f"{basis.pack.recogniser.id}, SHA-256 {basis.pack.recogniser.sha256}"),
            ("calibration", f"SHA-256 {basis.calibration.sha256}" if basis.calibration else "none"),
            ("draws", f"{settings.draws}, seed {settings.seed}; one probe a person and draw"),
            (
                "intervals",
                f"95 %, percentiles of {settings.replicates:,} bootstrap resamples of the people searched for",
            ),
            ("words", "ISO/IEC 2382-37 (vocabulary), 19795-1 (tests and reports), 19795-10 (groups)"),
        )
    )
    yield paragraph(
        "All figures with their bounds are in metrics.json; the same data, pack and seed give the same bytes."
    )
