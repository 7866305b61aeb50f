"""Face image quality by component: a value, and a sentence on what to do where it is low."""

from antigone.engine.extraction.quality.assessing import assess
from antigone.engine.extraction.quality.components import COMPONENTS, Component

__all__ = ["COMPONENTS", "Component", "assess"]
