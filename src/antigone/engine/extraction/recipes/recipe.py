"""A recipe: steps in their order."""

import math
from dataclasses import dataclass
from typing import Self

from antigone.engine.errors import UsageError
from antigone.engine.extraction.recipes.crops import Crops
from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.extraction.recipes.step import Step

_MOST_CHIPS = 32


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is done to a face between photograph and recogniser; no steps, the face as it is.

    The same recipe on the same original gives the same chips, bit by bit, with the same version of the program.
    """

    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        """Raises UsageError for steps that cannot follow one another."""
        if any(isinstance(step, Crops) for step in self.steps[1:]):
            raise UsageError("crops cuts the photograph anew and has to be the first step.")
        if math.prod(step.multiplies for step in self.steps) > _MOST_CHIPS:
            raise UsageError(f"The recipe {self.text} makes more than {_MOST_CHIPS} chips.", advice="Take fewer crops.")

    @property
    def text(self) -> str:
        """As `parse_recipe` reads it again; empty without steps."""
        return ",".join(step.text for step in self.steps)

    def chosen_for(self, cut: FaceCut) -> Self:  # noqa: ARG002
        """Itself: only `auto` looks at the face first."""
        return self

    def apply(self, cut: FaceCut) -> FaceCut:
        """The chips to embed; a template is the mean over them."""
        for step in self.steps:
            cut = step.apply(cut)
        return cut
