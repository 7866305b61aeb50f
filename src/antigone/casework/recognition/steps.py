"""Recipes as people write them, for rooms that do not reach into the engine."""

from antigone.engine.extraction import AnyRecipe, parse_recipe

__all__ = ["AUTO", "asked_recipe"]

AUTO = "auto"


def asked_recipe(text: str) -> AnyRecipe | None:
    """The recipe that is written so, None for no text. Raises UsageError."""
    return parse_recipe(text) if text.strip() else None
