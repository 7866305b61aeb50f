"""The degradation ladder: detection failure, rank 1 and FNIR with ever worse probes; it validates no decedent tier."""

from antigone.engine.evaluation.ladder.cache import RungCache
from antigone.engine.evaluation.ladder.document import ladder_document
from antigone.engine.evaluation.ladder.outcomes import LadderFigure, RungOutcomes, Target
from antigone.engine.evaluation.ladder.probes import LadderGallery, LadderProbe
from antigone.engine.evaluation.ladder.rungs import Extract, LadderExtractor, Rung
from antigone.engine.evaluation.ladder.study import (
    LadderSettings,
    LadderStudy,
    RungResult,
    ladder_study,
    paired_difference,
)

__all__ = [
    "Extract",
    "LadderExtractor",
    "LadderFigure",
    "LadderGallery",
    "LadderProbe",
    "LadderSettings",
    "LadderStudy",
    "Rung",
    "RungCache",
    "RungOutcomes",
    "RungResult",
    "Target",
    "ladder_document",
    "ladder_study",
    "paired_difference",
]
