"""Templates of nobody that behave like real ones: fitted to photographs, drawn in any number from a seed."""

from templates.fitting import fit
from templates.model import Model
from templates.scores import Scores, compare

__all__ = ["Model", "Scores", "compare", "fit"]
