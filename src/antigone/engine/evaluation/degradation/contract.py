"""What a degradation is: a named simulation at five strengths."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self, TypeVar

import numpy as np

from antigone.engine.types import LANDMARK_COUNT, FloatArray, PixelArray

_Array = TypeVar("_Array", PixelArray, FloatArray)

STRENGTHS = (1, 2, 3, 4, 5)

Level = tuple[float, ...]
"""The numbers that one strength stands for, one for each of a degradation's measures."""


class Family(StrEnum):
    """What belongs together in one figure."""

    ROTATION = "rotation"
    COVERING = "covering"
    SKIN = "skin"
    SHAPE = "shape"
    SOILING = "soiling"
    BLUR = "blur"
    LIGHT = "light"
    COLOUR = "colour"
    RESOLUTION = "resolution"
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """pixels: uint8 RGB (height, width, 3). landmarks: float32 (5, 2), in the order of `types.Face`. Never written."""

    pixels: PixelArray
    landmarks: FloatArray

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.ndim != 3 or self.pixels.shape[2] != 3:
            raise ValueError(f"pixels must be uint8 (height, width, 3), not {self.pixels.dtype} {self.pixels.shape}")
        if self.landmarks.shape != (LANDMARK_COUNT, 2) or not np.isfinite(self.landmarks).all():
            raise ValueError(f"landmarks must be five finite points, not {self.landmarks!r}")
        if float(np.linalg.norm(self.landmarks[1] - self.landmarks[0])) < 1.0:
            raise ValueError(f"the eyes lie on one spot: {self.landmarks[:2]!r}")

    def repainted(self, pixels: PixelArray) -> Self:
        """Other pixels, the face where it was."""
        return replace(self, pixels=pixels)


Simulation = Callable[[Picture, Level, np.random.Generator], Picture]


@dataclass(frozen=True, slots=True, kw_only=True)
class Degradation:
    """One thing that photographs suffer, simulated. It validates no tier of decedents: docs/degradation.md.

    title: what it shows, for a table or a figure.
    source: the paper or measurement that the numbers follow; empty where they are our own.
    measures: what each number of a level is, with its unit.
    levels: the numbers of strengths 1 to 5.
    """

    name: str
    family: Family
    title: str
    measures: tuple[str, ...]
    levels: tuple[Level, ...]
    simulate: Simulation
    source: str = ""

    def __post_init__(self) -> None:
        if len(self.levels) != len(STRENGTHS):
            raise ValueError(f"{self.name} needs {len(STRENGTHS)} levels, not {len(self.levels)}")
        if any(len(level) != len(self.measures) for level in self.levels):
            raise ValueError(f"{self.name} needs {len(self.measures)} numbers a level: {self.levels}")

    def __call__(
        self, pixels: PixelArray, landmarks: FloatArray, strength: int, rng: np.random.Generator
    ) -> tuple[PixelArray, FloatArray]:
        """New pixels, and where the five points are in them.

        pixels: an upright picture, uint8 RGB. landmarks: (5, 2) as in `types.Face`. strength: 1 to 5; 0 copies.
        rng: where, which side, which colour. Generators of one seed draw the same for every strength, so that a
            stronger picture shows more of the same.
        """
        picture = Picture(pixels=pixels, landmarks=np.asarray(landmarks, dtype=np.float32))
        if strength != 0:
            picture = self.simulate(picture, self._level(strength), rng)
        return _owned(picture.pixels, pixels), _owned(picture.landmarks, landmarks)

    def _level(self, strength: int) -> Level:
        if strength not in STRENGTHS:
            raise ValueError(f"strength must be 0 to {STRENGTHS[-1]}, not {strength}")
        return self.levels[strength - 1]


def _owned(new: _Array, given: _Array) -> _Array:
    """A result that shares no memory with what was given."""
    return new.copy() if np.shares_memory(new, given) else new
