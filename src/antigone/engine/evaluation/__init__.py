"""How well it works, measured: protocols, error rates with intervals, degraded pictures, reports."""

from antigone.engine.evaluation.basis import Basis, CalibrationFacts, DatasetFacts, PackFacts
from antigone.engine.evaluation.dataset import EvaluationSet, require_enough
from antigone.engine.evaluation.losses import Accuracy, accuracy
from antigone.engine.evaluation.study import Evaluation, StudySettings, evaluate

__all__ = [
    "Accuracy",
    "Basis",
    "CalibrationFacts",
    "DatasetFacts",
    "Evaluation",
    "EvaluationSet",
    "PackFacts",
    "StudySettings",
    "accuracy",
    "evaluate",
    "require_enough",
]
