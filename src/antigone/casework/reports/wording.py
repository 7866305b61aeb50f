"""Figures as people read them, the same words on every sheet and in the terminal."""

from collections.abc import Mapping

__all__ = ["figure_text"]


def figure_text(figure: Mapping[str, float | bool] | None) -> str:
    """A frozen estimate in two significant digits; `< x` below what the data can resolve; empty where there is none."""
    if figure is None:
        return ""
    value = _digits(float(figure["value"]))
    return value if figure["resolved"] else f"< {value}"


def _digits(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 0.0001 or value == 0:
        return f"{float(f'{value:.2g}'):g}"
    return f"{value:.1e}"
