"""Pictures with the spectrum of a face, each its own chip, and what recipes make of them."""

import numpy as np

from antigone.engine.extraction import parse_recipe
from antigone.engine.extraction.alignment import template_points
from antigone.engine.extraction.recipes import FaceCut, Recipe
from antigone.engine.extraction.recipes.blur import Blur
from antigone.engine.extraction.recipes.spectrum import EYES
from antigone.engine.runtime import Alignment
from antigone.engine.types import FloatArray, PixelArray

SIZE = 150
POINTS = template_points(Alignment.DLIB_150)
EVERY_STEP = "crops=3,white-balance,gamma=0.5,contrast=2,denoise=12,smooth=3,deblur=line:20:30,mirror=left,mask=mouth"


def natural(seed: int = 1, *, fall: float = 5.3) -> PixelArray:
    """A picture with the spectrum of an aligned face, RGB (150, 150, 3)."""
    rng = np.random.default_rng(seed)
    frequency = np.fft.fftfreq(SIZE)
    radius = np.hypot(frequency[:, None], frequency)
    amplitude = np.exp((-fall * np.log(radius + 0.039) - 32 * radius**2) / 2)
    amplitude[0, 0] = 0.0
    grey = np.fft.ifft2(np.fft.fft2(rng.standard_normal((SIZE, SIZE))) * amplitude).real
    pixels = np.clip(grey / grey.std() * 40 + 128, 0, 255)
    return np.repeat(pixels[..., None], 3, axis=2).astype(np.uint8)


def cut_of(pixels: PixelArray, points: FloatArray = POINTS) -> FaceCut:
    return FaceCut.of(pixels, points, Alignment.DLIB_150)


def applied(text: str, pixels: PixelArray) -> PixelArray:
    """The one chip that a recipe makes of a photograph that is its own chip."""
    recipe = parse_recipe(text)
    assert isinstance(recipe, Recipe)
    (chip,) = recipe.apply(cut_of(pixels)).chips
    return chip


def blurred(pixels: PixelArray, blur: Blur) -> PixelArray:
    """Through the blur's own definition, in frequencies."""
    frequency = np.fft.fftfreq(SIZE)
    passed = blur.passed(frequency[None, :], frequency[:, None], EYES)[..., None]
    spread = np.fft.ifft2(np.fft.fft2(pixels.astype(float), axes=(0, 1)) * passed, axes=(0, 1)).real
    return np.clip(np.rint(spread), 0, 255).astype(np.uint8)
