"""What more photographs of each person in the gallery are worth: the same searches, one reference each or all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.dataset import SMALLEST_PAIRED, EvaluationSet
from antigone.engine.evaluation.findings.identification import enough_absent, too_few_absent
from antigone.engine.evaluation.metrics import Difference, bounded, bounded_difference, det
from antigone.engine.evaluation.protocols import Draw
from antigone.engine.evaluation.resampling import Resampling, Weights
from antigone.engine.evaluation.searching import Searches
from antigone.engine.scoring import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A share with one reference a person (`single`) and with all (`several`); difference: several less single."""

    single: Estimate
    several: Estimate
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPoint:
    """FNIR where FPIR is `fpir`, each gallery with a threshold of its own; None, with the reason, where none is set."""

    fpir: float
    fnir: Compared | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedFor:
    """Figures of some of the mated searches. rank_1: share with the mate at rank 1."""

    mated_searches: int
    mated_people: int
    rank_1: Compared
    fnir_at_fpir: tuple[ComparedPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """subjects: people enrolled in a draw. mean_references: photographs of each in the galleries that hold all.

    everybody: all mated searches. with_several: those for people who have two references or more there.
    """

    subjects: int
    mean_references: float
    rank: int
    everybody: SearchedFor
    with_several: SearchedFor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BothWays:
    """The same draws, searched twice. draws: with all references. single, several: what their searches returned."""

    draws: Sequence[Draw]
    single: Searches
    several: Searches

    def among(self, which: NDArray[np.bool_]) -> "BothWays":
        """Of the mated searches only these."""
        return replace(self, single=_among(self.single, which), several=_among(self.several, which))


def measure_references(
    data: EvaluationSet, found: BothWays, drawn: NDArray[np.float32], *, rank: int, targets: Sequence[float]
) -> References | str:
    """Galleries as sites have them; the sentence why not, where too few people have a third photograph.

    drawn: times each person is drawn in each resample (B, n).
    """
    several = np.concatenate([draw.references[draw.mates] > 1 for draw in found.draws])
    people = len(np.unique(data.identities[found.single.mated_rows[several]]))
    if people < SMALLEST_PAIRED:
        return f"{people} people with three photographs or more are too few; it takes {SMALLEST_PAIRED}."
    measures = [
        _Measure(found=some, resampling=Resampling.of(data, some.single, drawn), rank=rank)
        for some in (found, found.among(several))
    ]
    everybody, with_several = (measure.of(targets) for measure in measures)
    return References(
        subjects=found.draws[0].subjects,
        mean_references=float(np.mean([draw.references.mean() for draw in found.draws])),
        rank=rank,
        everybody=everybody,
        with_several=with_several,
    )


def _among(searches: Searches, which: NDArray[np.bool_]) -> Searches:
    return replace(
        searches,
        mated_rows=searches.mated_rows[which],
        mate_scores=searches.mate_scores[which],
        ranks=searches.ranks[which],
        mated_draws=searches.mated_draws[which],
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Measure:
    """Searches both ways in whole galleries, with the same people drawn for both."""

    found: BothWays
    resampling: Resampling
    rank: int

    def of(self, targets: Sequence[float]) -> SearchedFor:
        return SearchedFor(
            mated_searches=len(self.found.single.mated_rows),
            mated_people=self.resampling.mated_people,
            rank_1=self._rank_1(),
            fnir_at_fpir=self._points(targets),
        )

    def _rank_1(self) -> Compared:
        first = np.stack([each.ranks[:, -1] == 1 for each in (self.found.single, self.found.several)], axis=1)
        return self._compared(first.mean(axis=0), self.resampling.shares(first, self.resampling.mated))

    def _points(self, targets: Sequence[float]) -> tuple[ComparedPoint, ...]:
        values = self._missed(targets)
        resampled = self.resampling.figures(lambda weights: self._missed(targets, weights))
        people = self.resampling.absent_people
        return tuple(
            ComparedPoint(fpir=target, fnir=self._compared(values[place], resampled[:, place]))
            if enough_absent(target, people)
            else ComparedPoint(fpir=target, reason=too_few_absent(target, people))
            for place, target in enumerate(targets)
        )

    def _missed(self, targets: Sequence[float], weights: Weights | None = None) -> Floats:
        """FNIR at each target, with one reference and with all (..., T, 2)."""
        missed = [
            det(each.absent_tops[:, -1], each.mate_scores, each.ranks[:, -1], targets, rank=self.rank, weights=weights)
            for each in (self.found.single, self.found.several)
        ]
        return np.stack(missed, axis=-1)

    def _compared(self, values: Floats, resampled: Floats) -> Compared:
        """values: with one reference and with all (2,). resampled: (B, 2)."""
        single, several = (
            bounded(float(values[place]), resampled[:, place], people=self.resampling.mated_people)
            for place in range(2)
        )
        difference = bounded_difference(float(values[1] - values[0]), resampled[:, 1] - resampled[:, 0])
        return Compared(single=single, several=several, difference=difference)
