"""Noise, blur and grain."""

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import cv2
import numpy as np

from antigone.engine.extraction.recipes.blur import Blur, estimated_blur, sharpened
from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.extraction.recipes.spectrum import FaceSpectrum
from antigone.engine.extraction.recipes.step import NumberStep
from antigone.engine.types import PixelArray

_PATCH, _WINDOW = 5, 15
_MOST_EXTENT = 100.0


class Smooth(NumberStep):
    """Gaussian blur of this deviation: noise, blocks and printing dots go, and so does detail of that size."""

    name: ClassVar[str] = "smooth"
    purpose: ClassVar[str] = "average away noise, JPEG's blocks and printing dots"
    usual: ClassVar[float] = 3.0
    least: ClassVar[float] = 0.5
    most: ClassVar[float] = 15.0

    def treated(self, chip: PixelArray, unit: float) -> PixelArray:
        return np.asarray(cv2.GaussianBlur(chip, (0, 0), self.amount / 100 * unit), dtype=np.uint8)


class Denoise(NumberStep):
    """Non-local means (Buades, Coll and Morel, CVPR 2005); the number is how far grey values may differ."""

    name: ClassVar[str] = "denoise"
    purpose: ClassVar[str] = "average what looks alike (non-local means)"
    usual: ClassVar[float] = 12.0
    least: ClassVar[float] = 1.0
    most: ClassVar[float] = 60.0

    def treated(self, chip: PixelArray, unit: float) -> PixelArray:  # noqa: ARG002
        cleaned = cv2.fastNlMeansDenoisingColored(chip, None, self.amount, self.amount, _PATCH, _WINDOW)
        return np.asarray(cleaned, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Deblur:
    """Against a blur of known shape; without one, against that which the face's spectrum shows, if it shows one."""

    blur: Blur | None = None

    name: ClassVar[str] = "deblur"
    purpose: ClassVar[str] = "sharpen what is out of focus or moved; disc:R or line:L:ANGLE where they are known"

    @classmethod
    def parsed(cls, value: str) -> Self:
        if not value:
            return cls()
        kind, *numbers = value.split(":")
        wanted = {"disc": 1, "line": 2}.get(kind)
        try:
            amounts = [float(number) for number in numbers]
        except ValueError:
            amounts = []
        if len(amounts) != wanted or not all(map(math.isfinite, amounts)) or not 0 < amounts[0] <= _MOST_EXTENT:
            raise ValueError(f"deblur takes disc:R or line:L:ANGLE, R and L up to {_MOST_EXTENT:g}")
        return cls(Blur(*amounts))

    @property
    def text(self) -> str:
        if self.blur is None:
            return self.name
        angle = "" if self.blur.angle is None else f":{self.blur.angle:g}"
        return f"{self.name}={'line' if angle else 'disc'}:{self.blur.extent:g}{angle}"

    @property
    def multiplies(self) -> int:
        return 1

    def apply(self, cut: FaceCut) -> FaceCut:
        blur = self.blur or estimated_blur(FaceSpectrum.of(cut.photograph, cut.landmarks))
        return cut if blur is None else cut.with_chips([sharpened(chip, blur, cut.unit) for chip in cut.chips])
