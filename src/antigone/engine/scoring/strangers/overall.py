"""Over all searches: how many strangers of this gallery would rank this high if the person were not in it."""

import math

from antigone.engine.scoring.estimates import Estimate
from antigone.engine.scoring.tail import TailModel


def expected_strangers(tail: TailModel, ranking_score: float, *, subjects: int) -> Estimate:
    """The figure `e` that holds its word over searches: of those for absent persons, 1 - exp(-e) have a candidate at or
    below it.

    subjects: how many were searched, after filters.

    Were strangers who rank high spread evenly over searches, `e` would be the sum s of the subjects' false match rates.
    They come in clumps: a probe that resembles many people, or is poor, draws several, and so more searches than
    exp(-s) draw none. With the rate of a search gamma-distributed around s with relative variance c
    (`TailModel.clumping`), the share that draws none is (1 + c s) ** (-1 / c), hence e = log(1 + c s) / c.

    c is taken at its lower bound: where it is not known better, a figure that is too high costs an examiner time, one
    that is too low costs trust.
    """
    rate = tail.false_match_rate(ranking_score)
    return Estimate(
        value=_per_search(subjects * rate.value, tail.clumping.low),
        low=_per_search(subjects * rate.low, tail.clumping.high),
        high=_per_search(subjects * rate.high, tail.clumping.low),
        resolved=rate.resolved,
    )


def _per_search(total: float, clumping: float) -> float:
    return math.log1p(clumping * total) / clumping if clumping > 0 else total
