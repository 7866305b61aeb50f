"""A figure with its bounds, and how it is printed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A non-negative figure with 95 % bounds.

    resolved: False where the calibration data cannot tell the figure from zero. `value` is then the smallest figure
        they can tell, `low` is 0, and the whole is printed `< value`.
    """

    value: float
    low: float
    high: float
    resolved: bool = True

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.value <= self.high:
            raise ValueError(f"bounds must enclose the value: {self.low} <= {self.value} <= {self.high}")

    def __str__(self) -> str:
        return f"{self.value:.2g}" if self.resolved else f"< {self.value:.2g}"

    def mapped(self, rising: Callable[[float], float]) -> Self:
        """The same figure on another scale; `rising` must not fall anywhere."""
        return type(self)(
            value=rising(self.value), low=rising(self.low), high=rising(self.high), resolved=self.resolved
        )
