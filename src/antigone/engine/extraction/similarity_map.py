"""Which regions of a face carry its score against another: occlusion sensitivity.

Regions are hidden one after the other and the score is taken again (Zeiler and Fergus, ECCV 2014); hidden means blurred
until no feature is left (Fong and Vedaldi, ICCV 2017), since a grey patch is itself a feature to a recogniser.
docs/similarity-map.md has the limits.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray, PixelArray

Embedder = Callable[[PixelArray], FloatArray]
"""Chips (N, S, S, 3) to templates (N, D), as `Extractor.embed`."""

Scorer = Callable[[FloatArray], NDArray[np.floating]]
"""Templates (N, D) of one face to their scores (N,) against the other face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OcclusionGrid:
    """Where patches lie and how large they are; lengths are shares of the chip's side.

    per_side: patches along a side, so per_side squared in all. reach: from a patch's centre to where it hides two
    thirds; neighbours overlap. blur: deviation of the Gaussian blur that a patch lets through.
    """

    per_side: int = 7
    reach: float = 0.087
    blur: float = 0.12

    def __post_init__(self) -> None:
        if self.per_side < 1 or not self.reach > 0.0 or not self.blur > 0.0:
            raise ValueError(f"no grid of {self.per_side} patches a side, reach {self.reach}, blur {self.blur}")

    def patches(self, size: int) -> FloatArray:
        """(per_side ** 2, size, size): how much of each pixel a patch hides, 0 to 1; row by row from the top left."""
        centres = (np.arange(self.per_side) + 0.5) * size / self.per_side - 0.5
        # The fourth power makes a flat top with soft edges: a sharp edge would be a feature.
        across = np.exp(-(((np.arange(size) - centres[:, None]) / (self.reach * size)) ** 4) / 2)
        patches = across[:, None, :, None] * across[None, :, None, :]
        return patches.reshape(-1, size, size).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimilarityMap:
    """One face's part in a score.

    chip: uint8 (S, S, 3), the face as the recogniser sees it.
    values: float32 (S, S), the score lost, in its own unit, while the surroundings of a pixel are hidden: positive
        where they make the two faces alike, negative where they set them apart.
    score: with nothing hidden.
    """

    chip: PixelArray
    values: FloatArray
    score: float


def similarity_map(
    chip: PixelArray, *, embed: Embedder, score: Scorer, grid: OcclusionGrid | None = None
) -> SimilarityMap:
    """The map of one chip; `score` compares with the other face, which stays whole.

    A pixel's value is the mean loss over the patches that hide it, each counted by how much of the pixel it hides.
    The same chip and models give the same map.
    """
    grid = grid or OcclusionGrid()
    patches = grid.patches(chip.shape[0])
    hidden = _hidden(chip, patches, blur=grid.blur)
    scores = np.asarray(score(embed(np.concatenate([chip[None], hidden]))), dtype=np.float64)
    values = np.tensordot(scores[0] - scores[1:], patches, axes=1) / patches.sum(axis=0)
    return SimilarityMap(chip=chip, values=values.astype(np.float32), score=float(scores[0]))


def _hidden(chip: PixelArray, patches: FloatArray, *, blur: float) -> PixelArray:
    """The chip with each patch hidden in turn, (N, S, S, 3)."""
    whole = chip.astype(np.float32)
    blurred = cv2.GaussianBlur(whole, (0, 0), blur * chip.shape[0], borderType=cv2.BORDER_REPLICATE)
    mixed = whole + patches[..., None] * (blurred - whole)
    return np.asarray(np.rint(mixed), dtype=np.uint8)
