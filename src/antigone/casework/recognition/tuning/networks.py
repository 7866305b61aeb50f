"""The two networks of a pack at work on invented pictures: how long they take does not depend on what is shown."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

import numpy as np

from antigone.engine.runtime import InputFormat, LoadedPack, ModelSession, ModelSpec
from antigone.engine.types import FloatArray

Spec = TypeVar("Spec", bound=ModelSpec)

__all__ = ["PHOTOGRAPHS", "AtOnce", "Networks", "rate_of"]

PHOTOGRAPHS = 32
SIDE = 128
"""Of the first pass over a small photograph, in pixels; a detector of a fixed size gets its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOnce:
    """What a network is given in one run: pictures to the detector; faces, each with its mirror image, to the other."""

    pictures: int
    faces: int


class Networks:
    """A pack's networks with PHOTOGRAPHS pictures and faces, the same ones always."""

    def __init__(self, pack: LoadedPack) -> None:
        numbers = np.random.default_rng(1)
        self._pack = pack
        self._pictures = _invented(numbers, PHOTOGRAPHS, pack.detector.spec.input)
        self._faces = _invented(numbers, 2 * PHOTOGRAPHS, pack.recogniser.spec.input)

    @property
    def picture_pixels(self) -> int:
        return int(self._pictures.shape[2] * self._pictures.shape[3])

    def detect(self, at_once: int, photographs: int = PHOTOGRAPHS) -> Iterator[FloatArray]:
        """The detector's first output for so many of the pictures, run by run."""
        return _runs(self._pack.detector, self._pictures[:photographs], at_once)

    def recognise(self, at_once: int, photographs: int = PHOTOGRAPHS) -> Iterator[FloatArray]:
        """The recogniser's output for so many of the faces and mirror images, run by run."""
        return _runs(self._pack.recogniser, self._faces[: 2 * photographs], 2 * at_once)

    def read(self, at_once: AtOnce, photographs: int = PHOTOGRAPHS) -> str:
        """Both; SHA-256 of all that came out."""
        digest = sha256()
        for output in (*self.detect(at_once.pictures, photographs), *self.recognise(at_once.faces, photographs)):
            digest.update(output.tobytes())
        return digest.hexdigest()


def rate_of(work: Callable[[], object], *, seconds: float, clock: Callable[[], float] = time.perf_counter) -> float:
    """How often a second `work` gets done, timed for at least so long, after a first time that does not count."""
    work()
    done, began = 0, clock()
    while (passed := clock() - began) < seconds or not done:
        work()
        done += 1
    return done / passed


def _runs(session: ModelSession[Spec], inputs: FloatArray, at_once: int) -> Iterator[FloatArray]:
    for start in range(0, len(inputs), at_once):
        yield session.run(inputs[start : start + at_once])[0]


def _invented(numbers: np.random.Generator, count: int, wanted: InputFormat) -> FloatArray:
    size = (wanted.height or SIDE, wanted.width or SIDE)
    pixels = numbers.uniform(0, 255, (count, 3, *size)).astype(np.float32)
    mean, std = (np.array(each, dtype=np.float32)[:, None, None] for each in (wanted.mean, wanted.std))
    return np.asarray((pixels - mean) / std, dtype=np.float32)
