"""The headline: how many strangers of this gallery would rank this high if the person were not in it."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from antigone.engine.scoring.estimates import Estimate
from antigone.engine.scoring.tail import TailModel


def expected_strangers(tail: TailModel, ranking_score: float, *, references: NDArray[np.int64]) -> Estimate:
    """The figure `e` that holds its word per search: of the searches for absent persons, 1 - exp(-e) have a candidate
    at or below it.

    references: how many subjects were searched, after filters, that have 0, 1, 2, ... references
    (`numpy.bincount` of each subject's number).

    Were strangers who rank high spread evenly over searches, `e` would be the sum s of the subjects' false match rates.
    They come in clumps: a probe that resembles many people, or is poor, draws several, and so more searches than
    exp(-s) draw none. With the rate of a search gamma-distributed around s with relative variance c
    (`TailModel.clumping`), the share that draws none is (1 + c s) ** (-1 / c), hence e = log(1 + c s) / c.

    c is taken at its lower bound: where it is not known better, a figure that is too high costs an examiner time, one
    that is too low costs trust.
    """
    numbers = np.flatnonzero(references)
    numbers = numbers[numbers > 0]
    rates = [tail.false_match_rate(ranking_score, references=int(number)) for number in numbers]
    subjects = references[numbers].tolist()

    def total(figure: Callable[[Estimate], float]) -> float:
        return math.fsum(count * figure(rate) for count, rate in zip(subjects, rates, strict=True))

    return Estimate(
        value=_per_search(total(lambda rate: rate.value), tail.clumping.low),
        low=_per_search(total(lambda rate: rate.low), tail.clumping.high),
        high=_per_search(total(lambda rate: rate.high), tail.clumping.low),
        resolved=all(rate.resolved for rate in rates),
    )


def _per_search(total: float, clumping: float) -> float:
    return math.log1p(clumping * total) / clumping if clumping > 0 else total
