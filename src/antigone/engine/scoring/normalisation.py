"""AS-norm: a comparison score measured against what strangers score.

Adaptive symmetric score normalisation (Cumani et al., Interspeech 2011; Matejka et al., Interspeech 2017). With `m` and
`d` the mean and deviation of the 200 highest scores of a template against the cohort, two templates that compare with
score `s` rank by

    ranking_score = ((s - m_probe) / d_probe + (s - m_reference) / d_reference) / 2

so a template that resembles everybody is not credited for it. For a given probe this is affine in the reference:
`affine_query` gives its parts, which the index scans without knowing what they mean.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.scoring.cohort import Cohort
from antigone.engine.types import FloatArray

TOP = 200
"""How many of a template's highest cohort scores describe its neighbourhood."""

_BLOCK = 2048


def cohort_statistics(cohort: Cohort, templates: FloatArray) -> FloatArray:
    """Mean and deviation of each template's 200 highest cohort scores.

    templates: (N, D), unit length. Returns (N, 2). Templates are rounded to float16 first, as the store keeps them, so
    that a template from the extractor and the same one from the store get the same figures.
    """
    stored = templates.astype(np.float16).astype(np.float32)
    blocks = [_top_statistics(stored[at : at + _BLOCK] @ cohort.matrix.T) for at in range(0, len(stored), _BLOCK)]
    return np.concatenate(blocks) if blocks else np.zeros((0, 2), np.float32)


def _top_statistics(scores: FloatArray) -> FloatArray:
    """(N, M) scores -> (N, 2). Summed in float64: the deviation is a small difference of large numbers."""
    highest = np.partition(scores, -TOP, axis=1)[:, -TOP:].astype(np.float64)
    return np.stack([highest.mean(axis=1), highest.std(axis=1)], axis=1).astype(np.float32)


def ranking_scores(
    scores: NDArray[np.floating], probe_statistics: FloatArray, reference_statistics: FloatArray
) -> FloatArray:
    """Cosines (P, R) with statistics (P, 2) and (R, 2) -> ranking scores (P, R)."""
    probe = (scores - probe_statistics[:, :1]) / probe_statistics[:, 1:]
    reference = (scores - reference_statistics[:, 0]) / reference_statistics[:, 1]
    normalised: FloatArray = ((probe + reference) / 2).astype(np.float32)
    return normalised


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AffineQuery:
    """A reference that compares with score s, of cohort mean m and deviation d, ranks by

    direct * s + scaled * (s - m) / d + offset
    """

    direct: float
    scaled: float
    offset: float


def affine_query(statistics: FloatArray) -> AffineQuery:
    """The ranking score of a probe with statistics (2,), as a function of the reference."""
    mean, deviation = statistics.astype(np.float64)
    return AffineQuery(direct=float(0.5 / deviation), scaled=0.5, offset=float(-mean / deviation / 2))
