"""Who is searched for on the ladder, and in what."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.degradation import crop_about_face
from antigone.engine.scoring import Cohort, cohort_statistics, ranking_scores
from antigone.engine.types import Face, FloatArray, Image, PixelArray

LARGEST_UNIT = 96.0
"""Pixels between the eyes of a probe on the ladder, at most: more adds time, not knowledge."""

MARGIN = 5.0
"""What a probe shows about the middle of the face, in eye distances."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LadderProbe:
    """One photograph of an enrolled person, none of those in the gallery.

    key: SHA-256 of the photograph, in hex: names it in the cache and seeds its degradations.
    subject: its person's number in the gallery.
    pixels, landmarks: upright, as `types.Image` and `types.Face` have them.
    """

    key: str
    subject: int
    pixels: PixelArray
    landmarks: FloatArray

    @classmethod
    def of(cls, image: Image, face: Face, *, subject: int) -> Self:
        """The face and its surroundings, reduced where the face is large, so that a rung costs the same for any camera.

        A list of probes holds these pieces, not the photographs: at most 1.0 megapixel each.
        """
        pixels, landmarks = crop_about_face(image.pixels, face.landmarks, margin=MARGIN, largest_unit=LARGEST_UNIT)
        return cls(key=image.facts.sha256, subject=subject, pixels=pixels, landmarks=landmarks)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LadderGallery:
    """What is searched.

    vectors: templates of the references (R, D), length 1. subjects: whose they are (R,), any numbers.
    cohort: subjects rank by the ranking score against it, by the cosine where it is None.
    """

    vectors: FloatArray
    subjects: NDArray[np.int64]
    cohort: Cohort | None = None

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or self.subjects.shape != (len(self.vectors),):
            raise ValueError(f"{self.vectors.shape} templates do not go with {self.subjects.shape} subjects")
        if len(np.unique(self.subjects)) < 2:
            raise ValueError("a gallery for the ladder needs two subjects or more")

    def cosines(self, probes: FloatArray) -> FloatArray:
        """(P, R) for probe templates (P, D)."""
        return np.asarray(probes @ self.vectors.T, dtype=np.float32)

    def scores(self, probes: FloatArray) -> FloatArray:
        """What subjects rank by (P, R)."""
        cosines = self.cosines(probes)
        if self.cohort is None:
            return cosines
        return ranking_scores(
            cosines, cohort_statistics(self.cohort, probes), cohort_statistics(self.cohort, self.vectors)
        )
