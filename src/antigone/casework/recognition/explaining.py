"""Why two faces score as they do: the similarity maps of both, made anew from their originals."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.casework.evidence.models import DetectedFace
from antigone.casework.recognition.bridge import Recogniser, chosen_device
from antigone.casework.recognition.portraits import stored_picture, stored_points
from antigone.engine.extraction import Extractor, SimilarityMap, cut_chip, similarity_map
from antigone.engine.extraction.alignment import chip_map
from antigone.engine.extraction.geometry import after, inverse
from antigone.engine.extraction.similarity_map import Scorer
from antigone.engine.runtime import Alignment, open_pack
from antigone.engine.scoring import Calibration, cohort_statistics, ranking_scores
from antigone.engine.types import FloatArray, PixelArray

__all__ = ["Explanation", "SimilarityMap", "explain", "explain_chips", "framed_values"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explanation:
    """Both faces' parts in their score. score: its name, `ranking score` or `score`."""

    first: SimilarityMap
    second: SimilarityMap
    score: str


def explain(first: DetectedFace, second: DetectedFace, *, recogniser: Recogniser) -> Explanation | None:
    """The maps of two stored faces; None where an original is missing or damaged. Raises PackError."""
    one, other = _chip(first, recogniser), _chip(second, recogniser)
    return None if one is None or other is None else explain_chips(one, other, recogniser=recogniser)


def explain_chips(one: PixelArray, other: PixelArray, *, recogniser: Recogniser) -> Explanation:
    """The maps of two aligned faces, the recogniser's network opened for them. Raises PackError.

    They are about the ranking score where there is a calibration: a hidden region makes a face less like everybody,
    and only what it loses beyond that is about these two. Without a calibration they are about the bare score.
    """
    extractor = Extractor(open_pack(recogniser.manifest.folder, device=chosen_device()))
    templates = extractor.embed(np.stack([one, other]))
    calibration = recogniser.calibration

    def mapped(chip: PixelArray, against: FloatArray) -> SimilarityMap:
        return similarity_map(chip, embed=extractor.embed, score=_scorer(against, calibration))

    # A thread a face: two threads within the network spend half as much again on waiting for each other.
    with ThreadPoolExecutor(max_workers=2) as pool:
        first, second = pool.map(mapped, (one, other), templates[::-1])
    return Explanation(first=first, second=second, score="score" if calibration is None else "ranking score")


def _chip(face: DetectedFace, recogniser: Recogniser) -> PixelArray | None:
    image = stored_picture(face)
    alignment = recogniser.manifest.recogniser.alignment
    return None if image is None else cut_chip(image.pixels, stored_points(face), alignment)


def _scorer(other: FloatArray, calibration: Calibration | None) -> Scorer:
    """Scores of templates against one other, as a comparison gives them."""
    if calibration is None:
        return lambda templates: templates @ other
    cohort = calibration.cohort
    reference = cohort_statistics(cohort, other[None])

    def ranked(templates: FloatArray) -> NDArray[np.floating]:
        scores = templates @ other
        return ranking_scores(scores[:, None], cohort_statistics(cohort, templates), reference)[:, 0]

    return ranked


def framed_values(values: FloatArray, face: DetectedFace, *, recogniser: Recogniser) -> FloatArray:
    """A map's values on the chip of ArcFace, float32 (112, 112), whatever chip the recogniser sees; 0 beyond its own.

    Viewers lay photographs into that frame (`web/static/antigone/js/viewer/geometry.js`).
    """
    points = stored_points(face)
    own = chip_map(points, recogniser.manifest.recogniser.alignment)
    into = after(chip_map(points, Alignment.ARCFACE_112), inverse(own))
    side = Alignment.ARCFACE_112.chip_size
    return np.asarray(cv2.warpAffine(values, into, (side, side)), dtype=np.float32)
