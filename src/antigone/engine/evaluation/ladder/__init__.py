"""The degradation ladder: detection failure, rank 1 and FNIR with ever worse probes; it validates no decedent tier."""

from antigone.engine.evaluation.ladder.cache import RungCache
from antigone.engine.evaluation.ladder.document import ladder_document
from antigone.engine.evaluation.ladder.drawing import LadderDraw, draw_probes
from antigone.engine.evaluation.ladder.outcomes import LadderFigure, RungOutcomes, Target
from antigone.engine.evaluation.ladder.probes import LadderGallery, LadderProbe
from antigone.engine.evaluation.ladder.rungs import Extract, LadderExtractor, Rung
from antigone.engine.evaluation.ladder.study import (
    LadderSettings,
    LadderStudy,
    Progress,
    RungResult,
    ladder_study,
    paired_difference,
)
from antigone.engine.evaluation.metrics import Difference

__all__ = [
    "Difference",
    "Extract",
    "LadderDraw",
    "LadderExtractor",
    "LadderFigure",
    "LadderGallery",
    "LadderProbe",
    "LadderSettings",
    "LadderStudy",
    "Progress",
    "Rung",
    "RungCache",
    "RungOutcomes",
    "RungResult",
    "Target",
    "draw_probes",
    "ladder_document",
    "ladder_study",
    "paired_difference",
]
