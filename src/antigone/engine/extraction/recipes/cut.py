"""A face on its way from the photograph to the recogniser: one chip or several, of which the template is the mean."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Self

import numpy as np

from antigone.engine.extraction.alignment import chip_map, cut_chip
from antigone.engine.extraction.geometry import Affine, moved
from antigone.engine.runtime import Alignment
from antigone.engine.types import FloatArray, PixelArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceCut:
    """Chips of one face.

    chips: uint8 RGB (N, S, S, 3). maps: from the photograph to each chip. photograph: the whole picture, never written.
    landmarks: (5, 2), in the photograph.
    """

    chips: PixelArray
    maps: tuple[Affine, ...]
    photograph: PixelArray
    landmarks: FloatArray
    alignment: Alignment

    def __post_init__(self) -> None:
        size = self.alignment.chip_size
        if self.chips.dtype != np.uint8 or self.chips.shape != (len(self.maps), size, size, 3):
            raise ValueError(f"{len(self.maps)} chips of {size} pixels are not {self.chips.dtype} {self.chips.shape}")

    @classmethod
    def of(cls, photograph: PixelArray, landmarks: FloatArray, alignment: Alignment) -> Self:
        """The one chip that a face gives without a recipe."""
        return cls(
            chips=cut_chip(photograph, landmarks, alignment)[None],
            maps=(chip_map(landmarks, alignment),),
            photograph=photograph,
            landmarks=landmarks,
            alignment=alignment,
        )

    @property
    def unit(self) -> float:
        """Pixels between the eyes on a chip."""
        eyes = moved(self.landmarks[:2], self.maps[0])
        return float(np.linalg.norm(eyes[1] - eyes[0]))

    @property
    def sha256(self) -> str:
        """Of the chips' bytes: the same recipe on the same original gives the same hash."""
        return sha256(np.ascontiguousarray(self.chips).tobytes()).hexdigest()

    def with_chips(self, chips: list[PixelArray]) -> Self:
        """Other pixels, each where it was."""
        return replace(self, chips=np.stack(chips))
