"""Which blur a face suffered, read from its spectrum, and the filter against it.

A lens out of focus spreads each point over a disc, a moved camera over a line; both leave dark rings or stripes in the
spectrum, whose places tell radius, or length and direction (Cannon, IEEE Trans. ASSP 24(1), 1976). Models of a
natural picture's spectrum under each blur are compared with the face's own; docs/recipes.md says how often that is
right.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import j1

from antigone.engine.types import PixelArray

Spectrum = NDArray[np.float64]

# Power of a natural picture falls with frequency to this power (Field, JOSA A 4(12), 1987, has 2; faces fall faster).
_FALL = 2.8
# Frequencies looked at, in cycles a pixel: the lowest are the face itself, the highest little but noise.
_LOWEST, _HIGHEST = 0.012, 0.4
_DEEP, _LEAST_CLEAR = 0.03, 10
# Averaging over neighbours and the window fill the gaps of a spectrum up to about this.
_DEEPEST = 0.004
# Squared logarithms by which a blur has to explain the spectrum better than none.
_EVIDENCE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Blur:
    """extent: radius of the disc or length of the line, in pixels. angle: of the line in degrees, None for a disc."""

    extent: float
    angle: float | None = None

    def passed(self, across: Spectrum, down: Spectrum) -> Spectrum:
        """What is left of each frequency, in cycles a pixel; negative where it is turned into its opposite."""
        if self.angle is None:
            place = 2 * np.pi * self.extent * np.hypot(across, down)
            return np.where(place < 1e-6, 1.0, 2 * j1(np.maximum(place, 1e-9)) / np.maximum(place, 1e-9))
        radians = math.radians(self.angle)
        return np.asarray(np.sinc(self.extent * (across * math.cos(radians) + down * math.sin(radians))))


@dataclass(frozen=True, slots=True, kw_only=True)
class BlurEstimate:
    """blur: None where no blur explains the spectrum better. noise: its power beside the picture's at frequency 1."""

    blur: Blur | None
    noise: float


def estimated_blur(grey: PixelArray, unit: float) -> BlurEstimate:
    """The blur of a square picture (S, S) with `unit` pixels between the eyes."""
    across, down, power = _observed(grey)
    best, least = BlurEstimate(blur=None, noise=0.0), math.inf
    for blur, penalty in _hypotheses(round(unit, 1)):
        error, noise = _misfit(across, down, power, blur)
        if error + penalty < least:
            best, least = BlurEstimate(blur=blur, noise=noise), error + penalty
    return best


def sharpened(chip: PixelArray, blur: Blur, noise: float) -> PixelArray:
    """Wiener's filter (1949): what the blur left of a frequency is divided by what it took, the less the more noise."""
    # Mirrored beyond its border: a filter in frequencies takes the picture to go round.
    border = chip.shape[0] // 4
    padded = np.pad(chip.astype(np.float64), ((border, border), (border, border), (0, 0)), mode="reflect")
    frequency = np.fft.fftfreq(padded.shape[0])
    passed = blur.passed(frequency[None, :], frequency[:, None])
    gain = passed / (passed**2 + noise)
    sharp = np.fft.ifft2(np.fft.fft2(padded, axes=(0, 1)) * gain[..., None], axes=(0, 1)).real
    return np.clip(np.rint(sharp[border:-border, border:-border]), 0, 255).astype(np.uint8)


@lru_cache(maxsize=8)
def _hypotheses(unit: float) -> tuple[tuple[Blur | None, float], ...]:
    return tuple(_listed(unit))


def _listed(unit: float) -> Iterator[tuple[Blur | None, float]]:
    yield None, 0.0
    for radius in np.geomspace(0.06, 0.3, 24):
        yield Blur(extent=float(radius * unit)), _EVIDENCE
    for length in np.geomspace(0.16, 0.75, 14):
        for angle in range(0, 180, 12):
            yield Blur(extent=float(length * unit), angle=float(angle)), _EVIDENCE


def _observed(grey: PixelArray) -> tuple[Spectrum, Spectrum, Spectrum]:
    """Half of the spectrum's frequencies, across and down, and the logarithm of their power, a little averaged."""
    size = grey.shape[0]
    window = np.hanning(size)
    values = (grey.astype(np.float64) - grey.mean()) * window[:, None] * window
    power = np.abs(np.fft.fft2(values)) ** 2
    power = sum(np.roll(power, (down, across), axis=(0, 1)) for down in (-1, 0, 1) for across in (-1, 0, 1)) / 9
    frequency = np.fft.fftfreq(size)
    across, down = np.meshgrid(frequency, frequency)
    radius = np.hypot(across, down)
    kept = (radius > _LOWEST) & (radius < _HIGHEST) & (down >= 0)
    return across[kept], down[kept], np.log(power[kept] + 1.0)


def _misfit(across: Spectrum, down: Spectrum, power: Spectrum, blur: Blur | None) -> tuple[float, float]:
    """Mean square between the spectrum and the best of the models with this blur, and that model's noise."""
    radius = np.hypot(across, down)
    shape = -5.3 * np.log(radius + 0.039) - 32 * radius**2
    passed = np.ones_like(radius) if blur is None else blur.passed(across, down) ** 2
    deep = passed < _DEEP
    shape = shape + np.log(np.maximum(passed, _DEEPEST))
    best = (math.inf, 0.0)
    for floor in np.arange(2.0, float(np.median(power)) + 2.0, 0.75):
        # The level is read where the picture stands above the noise and the blur lets it through.
        clear = ~deep & (power > floor + 1.5)
        if clear.sum() < _LEAST_CLEAR:
            continue
        level = float((power[clear] - shape[clear]).mean())
        error = float(np.square(np.logaddexp(level + shape, floor) - power).mean())
        best = min(best, (error, math.exp(floor - level)))
    return best
