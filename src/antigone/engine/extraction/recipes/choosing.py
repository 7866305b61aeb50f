"""The recipe that a face's own marks call for."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from antigone.engine.extraction.quality.measures import blockiness
from antigone.engine.extraction.recipes.blur import estimated_blur
from antigone.engine.extraction.recipes.crops import Crops
from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.extraction.recipes.detail import Deblur, Smooth
from antigone.engine.extraction.recipes.recipe import Recipe
from antigone.engine.extraction.recipes.spectrum import EYES, FaceSpectrum
from antigone.engine.extraction.recipes.step import Step
from antigone.engine.types import Box, FloatArray

# Deviation of the blur that drowns dots, as a share of the distance from one to the next.
_AGAINST_DOTS = 0.45
# Noise as FaceSpectrum has it, and what is smoothed above it; on LFW none of 100 photographs as they are exceeds -7.7.
_NOISES = ((-5.5, 3.0), (-6.5, 2.5))
# How plain JPEG's blocks are: 1.0 to 1.3 on LFW as it is, 1.8 to 3.1 at quality 10, 2.3 to 4.7 at 6. What is smoothed
# grows with it, and with the size of the blocks on the face: LFW has 44 pixels from eye to eye.
_BLOCKY, _LEAST_AGAINST_BLOCKS, _MOST_AGAINST_BLOCKS, _LFW_UNIT = 1.9, 1.5, 4.0, 44.0
# Blocks are 8 pixels wide: on a face with more than this from eye to eye they are finer than what they could spoil.
_LARGEST_UNIT = 80.0
# Half the side of the square about the face in which blocks are looked for, in eye distances.
_SQUARE = 1.2
# What is done is done to this many cuts: treated faces gain by the average, faces as they are do not.
_CUTS = 5


@dataclass(frozen=True, slots=True)
class AutoRecipe:
    """Chooses by printing dots, noise, JPEG's blocks and blur; docs/recipes.md has the measurements behind it.

    Dark, burnt out, discoloured, covered and small faces are left as they are: nothing tried made them rank higher.
    """

    text: ClassVar[str] = "auto"

    def chosen_for(self, cut: FaceCut) -> Recipe:
        """No steps for most faces."""
        step = _step_for(cut)
        return Recipe(() if step is None else (Crops(_CUTS), step))


def _step_for(cut: FaceCut) -> Step | None:
    """Against what is plainest: dots look like noise, and noise hides blocks and blur."""
    spectrum = FaceSpectrum.of(cut.photograph, cut.landmarks)
    dots = spectrum.dots
    if dots is not None:
        return Smooth(round(_AGAINST_DOTS * dots / EYES * 100, 1))
    for least, amount in _NOISES:
        if spectrum.noise > least:
            return Smooth(amount)
    blocks = _against_blocks(cut)
    if blocks is not None:
        return Smooth(blocks)
    blur = estimated_blur(spectrum)
    return None if blur is None else Deblur(blur)


def _against_blocks(cut: FaceCut) -> float | None:
    unit = float(np.linalg.norm(cut.landmarks[1] - cut.landmarks[0]))
    if unit > _LARGEST_UNIT:
        return None
    plain = blockiness(cut.photograph, _square(cut.landmarks, unit))
    amount = round((2.0 + 1.3 * (plain - 2.4)) * _LFW_UNIT / unit, 1)
    if plain < _BLOCKY or amount < _LEAST_AGAINST_BLOCKS:
        return None
    return min(amount, _MOST_AGAINST_BLOCKS)


def _square(landmarks: FloatArray, unit: float) -> Box:
    x, y = (float(value) for value in landmarks.mean(axis=0) - _SQUARE * unit)
    return Box(x=x, y=y, width=2 * _SQUARE * unit, height=2 * _SQUARE * unit)
