"""Bars as a drawing that needs no script: numbers in, positions out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 480, 120, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, in the units of the drawing; y grows downwards."""

    x: float
    y: float
    width: float
    height: float
    value: int
    label: str


def bars(values: Sequence[int], labels: Sequence[str]) -> list[Bar]:
    """Side by side over WIDTH, the highest HEIGHT tall; a value of nothing is a hairline, so that it is seen."""
    step = WIDTH / max(len(values), 1)
    highest = max([*values, 1])
    return [
        Bar(
            x=round(number * step + GAP / 2, 1),
            y=round(HEIGHT - _height(value, highest), 1),
            width=round(step - GAP, 1),
            height=round(_height(value, highest), 1),
            value=value,
            label=label,
        )
        for number, (value, label) in enumerate(zip(values, labels, strict=True))
    ]


def _height(value: int, highest: int) -> float:
    return max(HEIGHT * value / highest, 1.0)
