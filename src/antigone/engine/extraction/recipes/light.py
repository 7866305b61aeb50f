"""Light and colour."""

from dataclasses import dataclass
from typing import ClassVar, Self

import cv2
import numpy as np

from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.extraction.recipes.step import NumberStep
from antigone.engine.types import PixelArray

_TILES = (4, 4)


class Gamma(NumberStep):
    """Brightness to a power; less than 1 lifts the shadows."""

    name: ClassVar[str] = "gamma"
    purpose: ClassVar[str] = "lift shadows (below 1) or calm lights (above 1)"
    usual: ClassVar[float] = 0.5
    least: ClassVar[float] = 0.1
    most: ClassVar[float] = 5.0

    def treated(self, chip: PixelArray, unit: float) -> PixelArray:  # noqa: ARG002
        table = np.rint(255 * (np.arange(256) / 255) ** self.amount).astype(np.uint8)
        return np.asarray(table[chip])


class Contrast(NumberStep):
    """Contrast raised tile by tile, in lightness alone: CLAHE (Zuiderveld, Graphics Gems IV, 1994)."""

    name: ClassVar[str] = "contrast"
    purpose: ClassVar[str] = "raise contrast tile by tile (CLAHE)"
    usual: ClassVar[float] = 2.0
    least: ClassVar[float] = 0.5
    most: ClassVar[float] = 20.0

    def treated(self, chip: PixelArray, unit: float) -> PixelArray:  # noqa: ARG002
        lab = cv2.cvtColor(chip, cv2.COLOR_RGB2LAB)
        lightness = cv2.createCLAHE(self.amount, _TILES).apply(np.ascontiguousarray(lab[..., 0]))
        return np.asarray(cv2.cvtColor(np.dstack([lightness, lab[..., 1:]]), cv2.COLOR_LAB2RGB), dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class WhiteBalance:
    """The photograph's mean colour made grey (Buchsbaum's grey world, 1980), the face's brightness kept.

    The whole photograph speaks, not the face: a face made grey would lose the colour of its skin.
    """

    name: ClassVar[str] = "white-balance"
    purpose: ClassVar[str] = "take out the light's colour, judged by the whole photograph"

    @classmethod
    def parsed(cls, value: str) -> Self:
        if value:
            raise ValueError(f"{cls.name} takes no value")
        return cls()

    @property
    def text(self) -> str:
        return self.name

    @property
    def multiplies(self) -> int:
        return 1

    def apply(self, cut: FaceCut) -> FaceCut:
        means = np.maximum(cut.photograph.reshape(-1, 3).mean(axis=0), 1.0)
        gains = means.mean() / means
        balanced = np.clip(np.rint(cut.chips * gains), 0, 255)
        return cut.with_chips(list(balanced.astype(np.uint8)))
