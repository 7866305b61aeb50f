"""Recipes as people write them: `crops=5,gamma=0.5,denoise`, or `auto`."""

from collections.abc import Mapping
from types import MappingProxyType

from antigone.engine.errors import UsageError
from antigone.engine.extraction.recipes.choosing import AutoRecipe
from antigone.engine.extraction.recipes.covering import Mask, Mirror
from antigone.engine.extraction.recipes.crops import Crops
from antigone.engine.extraction.recipes.detail import Deblur, Denoise, Smooth
from antigone.engine.extraction.recipes.light import Contrast, Gamma, WhiteBalance
from antigone.engine.extraction.recipes.recipe import Recipe
from antigone.engine.extraction.recipes.step import Step

AnyRecipe = Recipe | AutoRecipe

_KINDS: tuple[type[Step], ...] = (
    Crops,
    WhiteBalance,
    Gamma,
    Contrast,
    Denoise,
    Smooth,
    Deblur,
    Mirror,
    Mask,
)
STEPS: Mapping[str, type[Step]] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""Name to step, in the order in which they are listed."""


def parse_recipe(text: str) -> AnyRecipe:
    """The recipe that is written so; a step without a value takes its usual one. Raises UsageError."""
    if text.strip() == AutoRecipe.text:
        return AutoRecipe()
    return Recipe(tuple(_step(part.strip()) for part in text.split(",")))


def _step(text: str) -> Step:
    name, _, value = text.partition("=")
    if name not in STEPS:
        raise UsageError(f"There is no step {name!r} in recipes.", advice=f"Steps are {', '.join(STEPS)}.")
    try:
        return STEPS[name].parsed(value)
    except ValueError as error:
        raise UsageError(f"{text!r} is no step of a recipe: {error}.") from error
