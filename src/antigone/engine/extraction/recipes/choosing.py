"""The recipe that a face's own measurements call for."""

from dataclasses import dataclass
from typing import ClassVar

from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.extraction.recipes.recipe import Recipe


@dataclass(frozen=True, slots=True)
class AutoRecipe:
    """Chooses by noise and blur of the face. docs/recipes.md has the measurements behind it."""

    text: ClassVar[str] = "auto"

    def chosen_for(self, cut: FaceCut) -> Recipe:
        """No steps for most faces: what is not plainly needed costs more than it brings."""
        raise NotImplementedError
