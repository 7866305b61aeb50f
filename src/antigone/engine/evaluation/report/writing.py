"""The files of a report."""

from pathlib import Path

from antigone.engine.evaluation.basis import Basis
from antigone.engine.evaluation.ladder import LadderStudy
from antigone.engine.evaluation.report.document import document_bytes, metrics_document
from antigone.engine.evaluation.report.page import build_page
from antigone.engine.evaluation.study import Evaluation

METRICS, PAGE = "metrics.json", "report.html"


def write_report(
    folder: Path, evaluation: Evaluation, basis: Basis, ladder: LadderStudy | None = None
) -> tuple[Path, ...]:
    """Writes metrics.json, report.html and a PNG a figure into the folder, over those of an earlier report; gives them.

    The page comes last: where it is, the rest is whole. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page, drawings = build_page(evaluation, basis, ladder)
    contents = {METRICS: document_bytes(metrics_document(evaluation, basis, ladder))}
    contents |= {f"{drawing.name}.png": drawing.png for drawing in drawings}
    contents |= {PAGE: page.encode()}
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return tuple(folder / name for name in contents)
