"""What may be done to a face between photograph and recogniser, by name, so that it can be done again bit by bit."""

from antigone.engine.extraction.recipes.choosing import AutoRecipe
from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.extraction.recipes.recipe import Recipe
from antigone.engine.extraction.recipes.step import Step
from antigone.engine.extraction.recipes.text import STEPS, AnyRecipe, parse_recipe

__all__ = ["STEPS", "AnyRecipe", "AutoRecipe", "FaceCut", "Recipe", "Step", "parse_recipe"]
