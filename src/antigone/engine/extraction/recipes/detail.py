"""Noise, blur and grain."""

from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.engine.extraction.recipes.step import NumberStep
from antigone.engine.types import PixelArray

_PATCH, _WINDOW = 5, 15


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


class Deblur(NumberStep):
    """Wiener's filter against a Gaussian blur of this deviation (Wiener 1949; Gonzalez and Woods, sec. 5.8).

    What the blur left of a frequency is divided by what it took; where little is left, less is given back, so that
    noise is not made into features.
    """

    name: ClassVar[str] = "deblur"
    purpose: ClassVar[str] = "sharpen a photograph that is out of focus"
    usual: ClassVar[float] = 6.0
    least: ClassVar[float] = 1.0
    most: ClassVar[float] = 20.0

    def treated(self, chip: PixelArray, unit: float) -> PixelArray:
        # Mirrored beyond its border: a filter in frequencies takes the picture to go round.
        border = chip.shape[0] // 4
        padded = np.pad(chip.astype(np.float64), ((border, border), (border, border), (0, 0)), mode="reflect")
        gain = _wiener_gain(padded.shape[0], self.amount / 100 * unit)[..., None]
        sharp = np.fft.ifft2(np.fft.fft2(padded, axes=(0, 1)) * gain, axes=(0, 1)).real
        return np.clip(np.rint(sharp[border:-border, border:-border]), 0, 255).astype(np.uint8)


# Power of noise beside that of the picture, taken alike at all frequencies.
_NOISE = 0.01


def _wiener_gain(size: int, deviation: float) -> NDArray[np.float64]:
    frequency = np.fft.fftfreq(size)
    passed = np.exp(-2 * (np.pi * deviation) ** 2 * (frequency[:, None] ** 2 + frequency**2))
    return passed / (passed**2 + _NOISE)
