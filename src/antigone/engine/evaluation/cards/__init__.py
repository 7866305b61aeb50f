"""Model cards: what a pack is made of, what was measured with it, on whom, and what it must not be used for."""

from antigone.engine.evaluation.cards.card import FIGURES, ModelCard, project_summaries
from antigone.engine.evaluation.cards.summary import (
    DatasetCounts,
    EvaluationSummary,
    GroupFigures,
    Missed,
    read_summary,
    summary_bytes,
    summary_document,
)
from antigone.engine.evaluation.cards.wording import Section, card_sections

__all__ = [
    "FIGURES",
    "DatasetCounts",
    "EvaluationSummary",
    "GroupFigures",
    "Missed",
    "ModelCard",
    "Section",
    "card_sections",
    "project_summaries",
    "read_summary",
    "summary_bytes",
    "summary_document",
]
