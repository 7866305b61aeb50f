"""The spectrum of an aligned face: what noise, printing dots and blur leave their marks in.

Aligned faces have much the same spectrum whoever they are, so that a strange one tells of the photograph. The numbers
are medians of 100 LFW faces; docs/recipes.md.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.engine.extraction.alignment import cut_chip
from antigone.engine.runtime import Alignment
from antigone.engine.types import FloatArray, PixelArray

Frequencies = NDArray[np.float64]

# All is measured on the dlib chip, 54 pixels between the eyes, whatever recogniser is in use.
EYES = 54.0
# Cheeks, brow and mouth: hair and background have spectra of their own.
_INNER = slice(17, 133)
_LOWEST, _HIGHEST = 0.012, 0.4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceSpectrum:
    """Half of the plane of frequencies, those of the other half being the same.

    across, down: in cycles a pixel. power: its natural logarithm, averaged over neighbours.
    """

    across: Frequencies
    down: Frequencies
    power: Frequencies

    @classmethod
    def of(cls, photograph: PixelArray, landmarks: FloatArray) -> "FaceSpectrum":
        chip = cut_chip(photograph, landmarks, Alignment.DLIB_150)[_INNER, _INNER]
        grey = cv2.cvtColor(chip, cv2.COLOR_RGB2GRAY).astype(np.float64)
        size = grey.shape[0]
        window = np.hanning(size)
        power = np.abs(np.fft.fft2((grey - grey.mean()) * window[:, None] * window)) ** 2
        steps = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
        smooth = np.mean([np.roll(power, step, axis=(0, 1)) for step in steps], axis=0)
        frequency = np.fft.fftfreq(size)
        across, down = np.meshgrid(frequency, frequency)
        radius = np.hypot(across, down)
        kept = (radius > _LOWEST) & (radius < _HIGHEST) & (down >= 0)
        return cls(across=across[kept], down=down[kept], power=np.log(smooth[kept] + 1.0))

    def below(self, frequency: float) -> "FaceSpectrum":
        kept = self.radius < frequency
        return FaceSpectrum(across=self.across[kept], down=self.down[kept], power=self.power[kept])

    @property
    def radius(self) -> Frequencies:
        return np.hypot(self.across, self.down)

    @property
    def noise(self) -> float:
        """Power of the highest frequencies beside the lowest, as a logarithm; -9.4 on LFW, more the more noise.

        Minus infinity where there is no picture at all.
        """
        return float(self.power[self.radius > 0.25].mean()) - self._level if self._level > 0.0 else -np.inf

    @property
    def dots(self) -> float | None:
        """Pixels from dot to dot where the picture was printed in dots; None where it was not.

        Dots stand in the spectrum as lone peaks; edges as rays, that are high nearer to the middle as well.
        """
        radius, standing = self.radius, self._above_their_ring()
        peak = int(np.where(radius > 0.12, standing, -np.inf).argmax())
        inwards = np.hypot(self.across - 0.6 * self.across[peak], self.down - 0.6 * self.down[peak]).argmin()
        lone = standing[peak] - standing[inwards] > 3.0
        strong = standing[peak] > 4.0 and self.power[peak] - self._level > -2.6
        return float(1 / radius[peak]) if lone and strong else None

    @property
    def _level(self) -> float:
        radius = self.radius
        return float(self.power[(radius > 0.03) & (radius < 0.07)].mean())

    def _above_their_ring(self) -> Frequencies:
        """How far each frequency's power stands above the mean of those that are as high."""
        ring = np.rint(self.radius * (_INNER.stop - _INNER.start)).astype(int)
        means = np.bincount(ring, self.power) / np.maximum(np.bincount(ring), 1)
        return np.asarray(self.power - means[ring])
