"""The steps of recipes, for those who write one: the engine's own list."""

from antigone.engine.extraction import STEPS, AnyRecipe, parse_recipe

__all__ = ["AUTO", "asked_recipe", "steps_to_choose"]

AUTO = "auto"


def steps_to_choose() -> dict[str, str]:
    """Name to purpose, in the engine's order."""
    return {name: kind.purpose for name, kind in STEPS.items()}


def asked_recipe(text: str) -> AnyRecipe | None:
    """The recipe that is written so, None for no text. Raises UsageError."""
    return parse_recipe(text) if text.strip() else None
