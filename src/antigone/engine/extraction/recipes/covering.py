"""Parts of a face that are hurt, covered or soiled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Self

import cv2
import numpy as np

from antigone.engine.extraction.geometry import Affine, inverse, moved
from antigone.engine.extraction.recipes.cut import FaceCut
from antigone.engine.types import FloatArray, PixelArray

# From hidden to shown, in eye distances: a sharp edge would be a feature.
_EDGE = 0.12
# How far away the colours that a filled part takes may come from, in eye distances.
_FILL_REACH = 0.28


class Side(StrEnum):
    """Of the person, who looks at the viewer: the right side is the one at the left of an upright picture."""

    RIGHT = "right"
    LEFT = "left"


Extent = tuple[float, float, float, float]
_FAR = 9.0

REGIONS: Mapping[str, Extent] = MappingProxyType(
    {
        "eyes": (-_FAR, -0.42, _FAR, 0.42),
        "forehead": (-_FAR, -_FAR, _FAR, -0.3),
        "nose": (-0.45, 0.1, 0.45, 0.85),
        "mouth": (-0.75, 0.75, 0.75, 1.45),
        "lower": (-_FAR, 0.6, _FAR, _FAR),
        "right": (-_FAR, -_FAR, 0.0, _FAR),
        "left": (0.0, -_FAR, _FAR, _FAR),
    }
)
"""Left, top, right, bottom in eye distances from the point between the eyes, downwards and to the viewer's right."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A region hidden, so that it says as little as may be.

    No one filling says nothing to a recogniser: black, the mean colour and the surroundings' colours drawn inwards are
    all tried, and the template is the mean over the three.
    region: a name of REGIONS, or a box of the upright photograph, (x, y, width, height).
    """

    region: str | Extent

    name: ClassVar[str] = "mask"
    purpose: ClassVar[str] = "hide an injured or covered region"

    @classmethod
    def parsed(cls, value: str) -> Self:
        if value in REGIONS:
            return cls(value)
        try:
            x, y, width, height = (float(part) for part in value.split(":"))
        except ValueError as error:
            raise ValueError(f"mask takes {', '.join(REGIONS)}, or a box x:y:w:h in the photograph") from error
        if not (np.isfinite([x, y, width, height]).all() and width > 0 and height > 0):
            raise ValueError(f"the box {value} has no size")
        return cls((x, y, width, height))

    @property
    def text(self) -> str:
        value = self.region if isinstance(self.region, str) else ":".join(f"{part:g}" for part in self.region)
        return f"{self.name}={value}"

    @property
    def multiplies(self) -> int:
        return 3

    def apply(self, cut: FaceCut) -> FaceCut:
        filled = [
            each for chip, into in zip(cut.chips, cut.maps, strict=True) for each in self._fillings(cut, chip, into)
        ]
        maps = tuple(into for into in cut.maps for _ in range(self.multiplies))
        return replace(cut, chips=np.stack(filled), maps=maps)

    def _fillings(self, cut: FaceCut, chip: PixelArray, into: Affine) -> list[PixelArray]:
        hidden = self._hidden(cut, into)[..., None]
        shown = 1 - hidden
        if shown.max() < 0.5:
            return [chip] * self.multiplies
        mean = (chip * shown).sum(axis=(0, 1)) / shown.sum()
        fillings = (np.zeros(3), mean, _drawn_inwards(chip, shown, _FILL_REACH * cut.unit))
        return [np.rint(chip * shown + filling * hidden).astype(np.uint8) for filling in fillings]

    def _hidden(self, cut: FaceCut, into: Affine) -> FloatArray:
        """How much of each pixel of the chip is hidden, 0 to 1."""
        size, back = cut.alignment.chip_size, inverse(into)
        rows, columns = np.mgrid[:size, :size]
        places = moved(np.stack([columns, rows], axis=-1).astype(np.float64), back)
        if isinstance(self.region, str):
            left, top, right, bottom = REGIONS[self.region]
            places, edge = _in_eye_distances(places, cut.landmarks), _EDGE
        else:
            left, top, width, height = self.region
            right, bottom = left + width, top + height
            edge = _EDGE * float(np.linalg.norm(cut.landmarks[1] - cut.landmarks[0]))
        x, y = places[..., 0], places[..., 1]
        depth = np.minimum.reduce([x - left, right - x, y - top, bottom - y])
        return np.asarray(np.clip(depth / edge + 0.5, 0, 1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Mirror:
    """The unhurt half in place of the other. `side` is the one that is kept."""

    side: Side

    name: ClassVar[str] = "mirror"
    purpose: ClassVar[str] = "put the unhurt half in place of the other; names the person's side to keep"

    @classmethod
    def parsed(cls, value: str) -> Self:
        if value not in list(Side):
            raise ValueError(f"mirror takes the person's side to keep, {' or '.join(Side)}")
        return cls(Side(value))

    @property
    def text(self) -> str:
        return f"{self.name}={self.side.value}"

    @property
    def multiplies(self) -> int:
        return 1

    def apply(self, cut: FaceCut) -> FaceCut:
        return cut.with_chips([self._mirrored(chip) for chip in cut.chips])

    def _mirrored(self, chip: PixelArray) -> PixelArray:
        # Alignment puts the middle of the face within a pixel of the middle of the chip.
        half = chip.shape[1] // 2
        kept = chip[:, :half] if self.side is Side.RIGHT else chip[:, -half:][:, ::-1]
        middle = chip[:, half : chip.shape[1] - half]
        whole = np.concatenate([kept, middle, kept[:, ::-1]], axis=1)
        return np.ascontiguousarray(whole)


def _in_eye_distances(places: FloatArray, landmarks: FloatArray) -> FloatArray:
    between, across = landmarks[:2].mean(axis=0), landmarks[1] - landmarks[0]
    axes = np.stack([across, [-across[1], across[0]]], axis=1) / float(across @ across)
    return np.asarray((places - between) @ axes, dtype=np.float32)


def _drawn_inwards(chip: PixelArray, shown: FloatArray, reach: float) -> FloatArray:
    """What the shown pixels around each pixel average to, near ones counting more (normalised convolution)."""
    # Far from everything shown the ratio of two vanishing numbers is taken: the floor leads it to the mean there.
    weight = shown + 1e-4
    colours = cv2.GaussianBlur(chip * weight, (0, 0), reach, borderType=cv2.BORDER_REFLECT_101)
    weights = cv2.GaussianBlur(np.repeat(weight, 3, axis=2), (0, 0), reach, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(colours / weights, dtype=np.float32)
