"""Identification error rates of ISO/IEC 19795-1, from what each search returned.

A mated search is for a person who is enrolled, a non-mated one for a person who is not. What each returned is two
numbers at most: the score of its mate with the mate's rank, or the score of the highest stranger. A search that gave no
template has the score -inf and the rank NOWHERE, so that a failure to find a face counts as a miss and never as a false
positive.

Weights, where given, say how often each search counts: whole numbers (float32 holds them to 16 million), their leading
dimensions resamples, the last one searches.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Weights = NDArray[np.floating]

NOWHERE = np.iinfo(np.int64).max
"""The rank of a mate that cannot be in any list: it, or its probe, has no template."""


def fpir(top_scores: ArrayLike, thresholds: ArrayLike, *, weights: Weights | None = None) -> Floats:
    """False positive identification rate, FPIR(N, T).

    top_scores: highest score of each non-mated search (P,). Element i is the share of these searches that return a
    candidate at or above thresholds[..., i].
    """
    return _share_at_or_above(np.asarray(top_scores, np.float64), np.asarray(thresholds, np.float64), weights)


def fnir(
    mate_scores: ArrayLike, ranks: ArrayLike, thresholds: ArrayLike, *, rank: int, weights: Weights | None = None
) -> Floats:
    """False negative identification rate, FNIR(N, R, T).

    mate_scores, ranks: of the mate in each mated search (P,), rank 1 first. Element i is the share of these searches
    whose mate is not among the first `rank` with a score at or above thresholds[..., i].
    """
    listed = np.where(np.asarray(ranks) <= rank, np.asarray(mate_scores, np.float64), -np.inf)
    return 1.0 - _share_at_or_above(listed, np.asarray(thresholds, np.float64), weights)


def threshold_at_fpir(top_scores: ArrayLike, targets: ArrayLike, *, weights: Weights | None = None) -> Floats:
    """The lowest threshold at which FPIR does not exceed each target (..., T).

    It lies just above a score that was seen; -inf where any threshold would do.
    """
    scores, shares = np.asarray(top_scores, np.float64), np.atleast_1d(np.asarray(targets, np.float64))
    order = np.argsort(-scores, kind="stable")
    counted = np.ones(len(scores)) if weights is None else weights
    reached = np.cumsum(counted[..., order], axis=-1)
    # A hair of tolerance: 0.1 * 30 is not 3 in binary, and one search in ten of thirty is.
    allowed = shares * reached[..., -1:].astype(np.float64) * (1 + 1e-12)
    rows = zip(reached.reshape(-1, len(scores)), allowed.reshape(-1, len(shares)), strict=True)
    first = np.stack([np.searchsorted(row, limits, side="right") for row, limits in rows])
    lowest = np.append(np.nextafter(scores[order], np.inf), -np.inf)
    return lowest[first].reshape((*reached.shape[:-1], *np.shape(targets)))


def det(
    top_scores: ArrayLike,
    mate_scores: ArrayLike,
    ranks: ArrayLike,
    targets: ArrayLike,
    *,
    rank: int,
    weights: tuple[Weights, Weights] | None = None,
) -> Floats:
    """Detection error trade-off: element i is FNIR(N, R, T) at the lowest T where FPIR(N, T) is targets[i] at most.

    weights: of the non-mated and of the mated searches.
    """
    absent, mated = weights or (None, None)
    thresholds = threshold_at_fpir(top_scores, targets, weights=absent)
    return fnir(mate_scores, ranks, thresholds, rank=rank, weights=mated)


def cmc(ranks: ArrayLike, *, longest: int, weights: Weights | None = None) -> Floats:
    """Cumulative match characteristic of closed-set searches: the true positive identification rate by rank.

    ranks: of the mate in each search (P,). Element r - 1 is the share of searches with the mate at rank r or better,
    r = 1 to `longest`.
    """
    places = -np.asarray(ranks).clip(max=longest + 1).astype(np.float64)
    return _share_at_or_above(places, -np.arange(1.0, longest + 1), weights)


def _share_at_or_above(scores: Floats, thresholds: Floats, weights: Weights | None) -> Floats:
    """Thresholds (..., T) against scores (P,) with weights (..., P): leading dimensions go together."""
    order = np.argsort(-scores, kind="stable")
    counted = np.ones(len(scores)) if weights is None else weights
    reached = np.zeros((*counted.shape[:-1], len(scores) + 1), counted.dtype)
    np.cumsum(counted[..., order], axis=-1, out=reached[..., 1:])
    # No threshold is so low that a search without a template reaches it.
    finite = np.maximum(thresholds, np.finfo(np.float64).min)
    places = np.atleast_1d(np.searchsorted(-scores[order], -finite, side="right"))
    leading = np.broadcast_shapes(reached.shape[:-1], places.shape[:-1])
    taken = np.take_along_axis(
        np.broadcast_to(reached, (*leading, reached.shape[-1])),
        np.broadcast_to(places, (*leading, places.shape[-1])),
        axis=-1,
    )
    shares: Floats = taken.astype(np.float64) / reached[..., -1:]
    return shares if thresholds.ndim else shares[..., 0]
