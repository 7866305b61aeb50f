"""What a step of a recipe is, and the kind that most are: a number, and a chip made into another chip."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol, Self

from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.types import PixelArray


class Step(Protocol):
    """One named act on a face on its way to the recogniser. Nothing is left to chance.

    name: as it stands in a recipe's text. purpose: what it is for, a clause for help texts. multiplies: chips made of
    each chip.
    """

    name: ClassVar[str]
    purpose: ClassVar[str]

    @classmethod
    def parsed(cls, value: str) -> Self:
        """From what stands after `=`, empty where nothing does. Raises ValueError with a clause that says why not."""
        ...

    @property
    def text(self) -> str:
        """The step as `parsed` reads it again, its name included."""
        ...

    @property
    def multiplies(self) -> int: ...

    def apply(self, cut: FaceCut) -> FaceCut: ...


@dataclass(frozen=True, slots=True)
class NumberStep(ABC):
    """A step with one number, that treats every chip alike. Lengths are hundredths of the distance between the eyes."""

    amount: float

    name: ClassVar[str]
    purpose: ClassVar[str]
    usual: ClassVar[float]
    least: ClassVar[float]
    most: ClassVar[float]

    def __post_init__(self) -> None:
        if not (math.isfinite(self.amount) and self.least <= self.amount <= self.most):
            raise ValueError(f"{self.name} goes from {self.least:g} to {self.most:g}, not {self.amount:g}")

    @classmethod
    def parsed(cls, value: str) -> Self:
        try:
            return cls(float(value) if value else cls.usual)
        except ValueError as error:
            raise ValueError(f"{cls.name} takes a number from {cls.least:g} to {cls.most:g}") from error

    @property
    def text(self) -> str:
        return f"{self.name}={self.amount:g}"

    @property
    def multiplies(self) -> int:
        return 1

    def apply(self, cut: FaceCut) -> FaceCut:
        return cut.with_chips([self.treated(chip, cut.unit) for chip in cut.chips])

    @abstractmethod
    def treated(self, chip: PixelArray, unit: float) -> PixelArray:
        """unit: pixels between the eyes."""
