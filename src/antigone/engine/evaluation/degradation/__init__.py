"""Simulations of what mortuary and field pictures suffer, at five strengths; they validate no tier of decedents."""

from antigone.engine.evaluation.degradation.contract import STRENGTHS, Degradation, Family, Level
from antigone.engine.evaluation.degradation.cropping import crop_about_face
from antigone.engine.evaluation.degradation.registry import LADDER

__all__ = ["LADDER", "STRENGTHS", "Degradation", "Family", "Level", "crop_about_face"]
