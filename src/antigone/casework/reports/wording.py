"""Figures as people read them, the same words on every sheet and in the terminal."""

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["absence_text", "figure_text", "ratio_figure", "ratio_text", "support_words"]

_SUPPORT = (
    (math.log10(2), "no support for either proposition"),
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


def ratio_figure(ratio: Mapping[str, Any]) -> str:
    """The figure and its bounds alone, for where words and validation data stand elsewhere on the page."""
    bounds = [f"{ratio[end]:+.1f}" for end in ("low", "high")]
    if ratio["capped"]:
        # The score would say more, these data do not.
        bounds[1 if ratio["log10"] > 0 else 0] = "cap"
    return f"log10 LR {ratio['log10']:+.1f} ({' to '.join(bounds)})"


def absence_text(reason: str) -> str:
    """Why there is no likelihood ratio; results of older versions froze no reason."""
    return f"none: {reason or 'no reason was kept with this result'}"


def support_words(low: float, high: float) -> str:
    """What a log10 LR between two bounds supports, in the words of ENFSI. Shown with its validation data only."""
    least = max(low, -high, 0.0)
    words = next(words for limit, words in _SUPPORT if least < limit)
    if least < _SUPPORT[0][0]:
        return words
    return f"{words} for one person" if low > 0 else f"{words} for two different people"


def _digits(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 0.0001 or value == 0:
        return f"{float(f'{value:.2g}'):g}"
    return f"{value:.1e}"
