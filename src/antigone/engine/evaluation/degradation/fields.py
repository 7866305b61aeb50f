"""Light, colour and noise as arrays: what the simulations are painted with."""

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray, PixelArray

_CODES = np.arange(256) / 255
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4).astype(np.float32)
_STEPS = np.arange(65536) / 65535
_ENCODED = np.where(_STEPS <= 0.0031308, _STEPS * 12.92, 1.055 * _STEPS ** (1 / 2.4) - 0.055)
_PIXELS = np.rint(_ENCODED * 255).astype(np.uint8)
_LINEAR.flags.writeable = False
_PIXELS.flags.writeable = False


def to_light(pixels: PixelArray) -> FloatArray:
    """Pixels as light, 0 to 1, after the curve of sRGB (IEC 61966-2-1)."""
    return _LINEAR[pixels]


def to_pixels(light: NDArray[np.floating]) -> PixelArray:
    """The way back; light beyond 0 and 1 is cut."""
    codes: PixelArray = _PIXELS[np.rint(np.clip(light, 0.0, 1.0) * 65535).astype(np.uint16)]
    return codes


def rounded(values: NDArray[np.floating]) -> PixelArray:
    """Values 0 to 255 as pixels."""
    pixels: PixelArray = np.rint(np.clip(values, 0.0, 255.0)).astype(np.uint8)
    return pixels


def to_lab(pixels: PixelArray) -> FloatArray:
    """CIE L*a*b*: L 0 to 100, a towards red, b towards yellow."""
    return np.asarray(cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), dtype=np.float32)


def from_lab(lab: FloatArray) -> PixelArray:
    return rounded(np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), dtype=np.float32) * 255)


def blended(below: NDArray[np.generic], above: NDArray[np.generic], share: FloatArray) -> PixelArray:
    """`above` laid over `below` where share (height, width) is 1."""
    lower = below.astype(np.float32)
    return rounded(lower + (above.astype(np.float32) - lower) * share[..., None])


def blurred(values: NDArray[np.floating], sigma: float) -> FloatArray:
    """Gaussian blur, sigma in pixels."""
    if sigma <= 0.1:
        return values.astype(np.float32)
    soft = cv2.GaussianBlur(values.astype(np.float32), (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft, dtype=np.float32)


def noise(
    shape: tuple[int, int],
    grain: tuple[float, float],
    rng: np.random.Generator,
    *,
    octaves: int = 3,
    roughness: float = 0.5,
) -> FloatArray:
    """A smooth random field (height, width), mean 0 and deviation 1.

    grain: size of its coarsest waves in pixels, down and across; every further octave has waves of half the size and
    `roughness` times the height. Octaves finer than two pixels are left out.
    """
    field = np.zeros(shape, dtype=np.float32)
    for octave in range(octaves):
        down, across = (max(size / 2**octave, 1.0) for size in grain)
        field += roughness**octave * _waves(shape, down, across, rng)
        if min(down, across) <= 2.0:
            break
    return np.asarray((field - field.mean()) / max(float(field.std()), 1e-6), dtype=np.float32)


def _waves(shape: tuple[int, int], down: float, across: float, rng: np.random.Generator) -> FloatArray:
    height, width = shape
    coarse = (int(np.ceil(height / down)) + 3, int(np.ceil(width / across)) + 3)
    knots = rng.standard_normal(coarse).astype(np.float32)
    rows = np.arange(height, dtype=np.float32)[:, None] / np.float32(down) + 1
    columns = np.arange(width, dtype=np.float32)[None, :] / np.float32(across) + 1
    taken = cv2.remap(
        knots,
        np.ascontiguousarray(np.broadcast_to(columns, shape)),
        np.ascontiguousarray(np.broadcast_to(rows, shape)),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REFLECT,
    )
    return np.asarray(taken, dtype=np.float32)
