"""What is missed and what is invented: open-set and closed-set identification."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.metrics import bounded, bounded_curve, cmc, det, threshold_at_fpir
from antigone.engine.evaluation.resampling import Resampling, Weights
from antigone.engine.evaluation.searching import Searches
from antigone.engine.scoring import Estimate

Floats = NDArray[np.float64]

LONGEST_RANK = 50
_CURVE_POINTS = 41
_RULE_OF_THREE = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """Element i of `value`, with 95 % bounds `low` and `high` point by point, belongs to x[i]."""

    x: Floats
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPoint:
    """FNIR at the threshold where FPIR is `fpir`; None, with the reason, where too few people were absent to set it.

    deviation: standard deviation of FNIR over single draws, each with a threshold of its own.
    """

    fpir: float
    threshold: float | None = None
    fnir: Estimate | None = None
    deviation: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePoint:
    """A gallery of `subjects`: the share of mates not at rank 1, and FNIR at each FPIR that could be set."""

    subjects: int
    not_first: Estimate
    fnir_at_fpir: tuple[OperatingPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenSet:
    """det: FNIR over FPIR for the whole gallery. Searches are those of all draws together."""

    subjects: int
    rank: int
    mated_searches: int
    mated_people: int
    absent_searches: int
    absent_people: int
    fnir_at_fpir: tuple[OperatingPoint, ...]
    det: Curve
    sizes: tuple[SizePoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClosedSet:
    """Everybody searched for is enrolled. cmc: share of searches with the mate at rank x or better."""

    subjects: int
    mated_searches: int
    mated_people: int
    cmc: Curve


def measure_open_set(searches: Searches, resampling: Resampling, *, rank: int, targets: Sequence[float]) -> OpenSet:
    """FNIR(N, R, T) with N the gallery, R `rank` and T where FPIR is each of `targets`."""
    at = [_At(searches=searches, resampling=resampling, place=place, rank=rank) for place in range(len(searches.sizes))]
    sizes = tuple(
        SizePoint(subjects=int(size), not_first=each.not_first(), fnir_at_fpir=each.points(targets))
        for size, each in zip(searches.sizes, at, strict=True)
    )
    return OpenSet(
        subjects=int(searches.sizes[-1]),
        rank=rank,
        mated_searches=len(searches.mated_rows),
        mated_people=resampling.mated_people,
        absent_searches=len(searches.absent_rows),
        absent_people=resampling.absent_people,
        fnir_at_fpir=sizes[-1].fnir_at_fpir,
        det=at[-1].det(),
        sizes=sizes,
    )


def measure_closed_set(searches: Searches, resampling: Resampling) -> ClosedSet:
    """The cumulative match characteristic of the whole gallery."""
    ranks, subjects = searches.ranks[:, -1], int(searches.sizes[-1])
    longest = min(LONGEST_RANK, subjects)
    values, places = cmc(ranks, longest=longest), np.arange(1, longest + 1)
    low, high = bounded_curve(values, resampling.shares(ranks[:, None] <= places, resampling.mated))
    return ClosedSet(
        subjects=subjects,
        mated_searches=len(ranks),
        mated_people=resampling.mated_people,
        cmc=Curve(x=places.astype(np.float64), value=values, low=low, high=high),
    )


def enough_absent(target: float, people: int) -> bool:
    """Whether so many absent people set this FPIR: three false positives are to be expected (the rule of three)."""
    return target * people >= _RULE_OF_THREE


def too_few_absent(target: float, people: int) -> str:
    """Why there is no figure, and how many people it takes."""
    needed = round(_RULE_OF_THREE / target)
    return f"{people} people were searched for who were not enrolled; FPIR {100 * target:g} % takes {needed}."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _At:
    """The searches in a gallery of one size, `sizes[place]`."""

    searches: Searches
    resampling: Resampling
    place: int
    rank: int

    def not_first(self) -> Estimate:
        missed = self.searches.ranks[:, self.place] > 1
        resampled = self.resampling.shares(missed[:, None], self.resampling.mated)
        return bounded(float(missed.mean()), resampled[:, 0], people=self.resampling.mated_people)

    def points(self, targets: Sequence[float]) -> tuple[OperatingPoint, ...]:
        tops = self.searches.absent_tops[:, self.place]
        thresholds, values = threshold_at_fpir(tops, targets), self._fnir(targets)
        resampled = self.resampling.figures(lambda weights: self._fnir(targets, weights))
        single = self._fnir(targets, self._single_draws()).std(axis=0)
        people = self.resampling.absent_people
        return tuple(
            OperatingPoint(
                fpir=target,
                threshold=float(thresholds[place]),
                fnir=bounded(float(values[place]), resampled[:, place], people=self.resampling.mated_people),
                deviation=float(single[place]),
            )
            if enough_absent(target, people)
            else OperatingPoint(fpir=target, reason=too_few_absent(target, people))
            for place, target in enumerate(targets)
        )

    def det(self) -> Curve:
        targets = np.geomspace(_RULE_OF_THREE / self.resampling.absent_people, 1.0, _CURVE_POINTS)
        values = self._fnir(targets)
        low, high = bounded_curve(values, self.resampling.figures(lambda weights: self._fnir(targets, weights)))
        return Curve(x=targets, value=values, low=low, high=high)

    def _fnir(self, targets: Sequence[float] | Floats, weights: Weights | None = None) -> Floats:
        tops, ranks = self.searches.absent_tops[:, self.place], self.searches.ranks[:, self.place]
        return det(tops, self.searches.mate_scores, ranks, targets, rank=self.rank, weights=weights)

    def _single_draws(self) -> Weights:
        draws = np.unique(self.searches.absent_draws)[:, None]
        return (self.searches.absent_draws == draws).astype(float), (self.searches.mated_draws == draws).astype(float)
