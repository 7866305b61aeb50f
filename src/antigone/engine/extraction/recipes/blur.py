"""Which blur a face suffered, read from its spectrum, and the filter against it.

A lens out of focus spreads each point over a disc, a moved camera over a line; both leave dark rings or stripes in the
spectrum, whose places tell radius, or length and direction (Cannon, IEEE Trans. ASSP 24(1), 1976). Every blur's model
of the spectrum is compared with the face's own; docs/recipes.md says how often that is right.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy

from antigone.engine.extraction.recipes.spectrum import EYES, FaceSpectrum, Frequencies
from antigone.engine.types import PixelArray

# Cycles a pixel. Higher ones tell of noise and of JPEG's rounding, which takes a blur for a wider one.
_LOOKED_AT = 0.2
# Misfits are mean squares of logarithms. A face that fits the model without blur better than this is not blurred: of 50
# LFW photographs as they are all did, of the same photographs blurred none did better than 1.3.
_LEAST_MISFIT = 1.15
# The most that a blur's model may misfit, and the share of the other models' misfit that it may have. Hems of cloth and
# bandages lie along and across the face and look like a line's stripes: lines near its axes need better evidence.
_MOST_DISC, _DISC_SHARE = 1.1, 0.6
_MOST_LINE, _LINE_SHARE, _AXIAL_SHARE = 1.3, 0.5, 0.34
_AXIAL = 12.0
# A blur that lets less through than this leaves only noise there; averaging over neighbours fills its gaps a little.
_DEEP, _DEEPEST = 0.03, 0.004
_LEAST_CLEAR = 10
# Levels of noise that are tried, beside the darkest fiftieth of the spectrum.
_FLOORS = (-1.0, 0.0, 1.0, 2.0, 3.0)
# Noise beside the picture, at all frequencies alike, as the filter reckons with it: .005 to .02 made little difference.
_FILTER_NOISE = 0.015


@dataclass(frozen=True, slots=True)
class Blur:
    """extent: radius of a disc or length of a line, in hundredths of the distance between the eyes.

    angle: of the line in degrees, downwards from the line between the eyes; None for a disc.
    """

    extent: float
    angle: float | None = None

    def passed(self, across: Frequencies, down: Frequencies, unit: float) -> Frequencies:
        """What is left of frequencies in cycles a pixel, `unit` pixels between the eyes; negative: turned over."""
        extent = self.extent / 100 * unit
        if self.angle is None:
            place = np.maximum(2 * np.pi * extent * np.hypot(across, down), 1e-6)
            return np.asarray(2 * scipy.special.j1(place) / place)
        radians = math.radians(self.angle)
        return np.asarray(np.sinc(extent * (across * math.cos(radians) + down * math.sin(radians))))


@dataclass(frozen=True, slots=True)
class Softness:
    """Detail lost without rings or stripes, as a small picture enlarged has it; nothing brings it back."""

    extent: float

    def passed(self, across: Frequencies, down: Frequencies, unit: float) -> Frequencies:
        return np.asarray(np.exp(-2 * (np.pi * self.extent / 100 * unit) ** 2 * (across**2 + down**2)))


_DISCS = tuple(Blur(round(float(radius), 1)) for radius in np.geomspace(6.5, 30, 23))
_LINES = tuple(
    Blur(round(float(length), 1), float(angle)) for length in np.geomspace(16, 75, 14) for angle in range(0, 180, 12)
)
_SOFT = tuple(Softness(extent) for extent in (2.2, 3.0, 3.7, 4.6, 5.6, 6.7, 8.0, 9.6))
_MODELS: tuple[Blur | Softness, ...] = (Softness(0.0), *_SOFT, *_DISCS, *_LINES)


def estimated_blur(spectrum: FaceSpectrum) -> Blur | None:
    """The blur whose rings or stripes are plain in the spectrum; None for most photographs."""
    seen = spectrum.below(_LOOKED_AT)
    passed, shape = _models_at(seen.across.tobytes(), seen.down.tobytes())
    (sharp,) = _misfits(seen.power, passed[:1], shape[:1])
    if sharp < _LEAST_MISFIT:
        return None
    blurred = _misfits(seen.power, passed[1:], shape[1:])
    soft, discs, lines = np.split(blurred, np.cumsum([len(_SOFT), len(_DISCS)]))
    line, disc = _LINES[int(lines.argmin())], _DISCS[int(discs.argmin())]
    if lines.min() < min(_MOST_LINE, _line_share(line) * min(sharp, soft.min(), discs.min())):
        return line
    return disc if discs.min() < min(_MOST_DISC, _DISC_SHARE * sharp, lines.min()) else None


def _line_share(line: Blur) -> float:
    aside = 0.0 if line.angle is None else line.angle % 90
    return _AXIAL_SHARE if min(aside, 90 - aside) <= _AXIAL else _LINE_SHARE


def sharpened(chip: PixelArray, blur: Blur, unit: float) -> PixelArray:
    """Wiener's filter (1949): what the blur left of a frequency is divided by what it took, the less the more noise.

    chip: uint8 (S, S, 3), `unit` pixels between the eyes.
    """
    # Mirrored beyond its border: a filter in frequencies takes the picture to go round.
    border = chip.shape[0] // 4
    padded = np.pad(chip.astype(np.float64), ((border, border), (border, border), (0, 0)), mode="reflect")
    frequency: Frequencies = np.fft.fftfreq(padded.shape[0]).astype(np.float64)
    passed = blur.passed(frequency[None, :], frequency[:, None], unit)
    gain = passed / (passed**2 + _FILTER_NOISE)
    sharp = np.fft.ifft2(np.fft.fft2(padded, axes=(0, 1)) * gain[..., None], axes=(0, 1)).real
    return np.clip(np.rint(sharp[border:-border, border:-border]), 0, 255).astype(np.uint8)


def _misfits(power: Frequencies, passed: Frequencies, shape: Frequencies) -> Frequencies:
    """Of each model (M,): mean square between the spectrum (F,) and the model, fitted as well as it can be.

    Infinite where too little of the picture is left to fit a model to. passed, shape: as `_models_at` gives them.
    """
    bright = np.exp(shape)
    darkest = float(np.quantile(power, 0.02))
    least = np.full(len(shape), math.inf)
    for floor in (darkest + step for step in _FLOORS):
        # The picture's level is read where it stands above the noise and the blur lets it through.
        read = (passed > _DEEP) & (power > floor + 1.5)
        count = read.sum(axis=1)
        level = ((power - shape) * read).sum(axis=1) / np.maximum(count, 1)
        expected = np.log(np.exp(level)[:, None] * bright + math.exp(floor))
        misfit = np.square(expected - power).mean(axis=1)
        least = np.where(count < _LEAST_CLEAR, least, np.minimum(least, misfit))
    return least


@lru_cache(maxsize=1)
def _models_at(across_bytes: bytes, down_bytes: bytes) -> tuple[Frequencies, Frequencies]:
    """What each of _MODELS lets through (M, F), and its logarithm of a face's spectrum, but for the level (M, F).

    The frequencies in these bytes are the same for every face.
    """
    across, down = np.frombuffer(across_bytes), np.frombuffer(down_bytes)
    passed = np.stack([model.passed(across, down, EYES) ** 2 for model in _MODELS])
    radius = np.hypot(across, down)
    # An LFW face: a power law, and what 44 pixels between the eyes can show of it.
    face = -5.3 * np.log(radius + 0.039) - 32 * radius**2
    return passed, face + np.log(np.maximum(passed, _DEEPEST))
