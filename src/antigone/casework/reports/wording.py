"""Figures as people read them, the same words on every sheet and in the terminal."""

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["figure_text", "ratio_text", "support_words"]

_SUPPORT = (
    (math.log10(2), "no support for either"),
    (1.0, "weak support"),
    (2.0, "moderate support"),
    (3.0, "moderately strong support"),
    (4.0, "strong support"),
    (6.0, "very strong support"),
    (math.inf, "extremely strong support"),
)
"""ENFSI Guideline for Evaluative Reporting in Forensic Science (2015): log10 LR below which each word stands."""


def figure_text(figure: Mapping[str, float | bool] | None) -> str:
    """A frozen estimate in two significant digits; `< x` below what the data can resolve; empty where there is none."""
    if figure is None:
        return ""
    value = _digits(float(figure["value"]))
    return value if figure["resolved"] else f"< {value}"


def ratio_text(ratio: Mapping[str, Any]) -> str:
    """A frozen likelihood ratio as a sentence, with its bounds, its words, and the data behind it.

    The words are those of the bound nearer to 1: what the data support at least.
    """
    log10, low, high = (float(ratio[part]) for part in ("log10", "low", "high"))
    capped = ", the most that these data support" if ratio["capped"] else ""
    return (
        f"log10 LR {log10:+.1f} ({low:+.1f} to {high:+.1f}{capped}): {support_words(low, high)}. "
        f"Measured on {ratio['validated_on']} (method: {ratio['method']})."
    )


def support_words(low: float, high: float) -> str:
    """What a log10 LR between two bounds supports, in the words of ENFSI. Shown with its validation data only."""
    least = max(low, -high, 0.0)
    words = next(words for limit, words in _SUPPORT if least < limit)
    if least < _SUPPORT[0][0]:
        return f"{words} proposition"
    return f"{words} for {'one person' if low > 0 else 'two different people'}"


def _digits(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 0.0001 or value == 0:
        return f"{float(f'{value:.2g}'):g}"
    return f"{value:.1e}"
