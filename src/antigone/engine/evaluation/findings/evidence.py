"""What likelihood ratios are worth on these people: each half judged by ratios that the other half taught."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import CalibrationError
from antigone.engine.evaluation.metrics import Tippett, bounded, cllr_cal, ece, identity_resamples, pav_llrs, tippett
from antigone.engine.evaluation.protocols import Rows
from antigone.engine.evaluation.searching import Comparer
from antigone.engine.scoring import Estimate
from antigone.engine.scoring.llr import SMALLEST_MATED, LlrModel, ScoreEvidence, Tier, cllr, cllr_min, fit_llr
from antigone.engine.types import FloatArray

Floats = NDArray[np.float64]

MOST_PEOPLE = 1500
"""Pairs grow with the square of people; with more of them the figures hardly move, and the time does."""

PRIORS = np.linspace(-4.0, 2.0, 61)
_REPLICATES = 200
_STEP = 0.01
_WIDEST = 12.0
"""log10 of more people than there are: no ratio, capped by people, is beyond it."""
_STEPS = 2 * round(_WIDEST / _STEP) + 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvidenceValue:
    """Costs in bits on people who had no part in the fit.

    mated_people, people: with a pair of photographs, and all. methods: which one was chosen in each half.
    ece: element i of each curve belongs to the prior log10 odds `ece_log10_odds[i]`: of the ratios as they are, after
    the best monotonic recalibration, and with LR = 1 for everything.
    """

    mated_people: int
    people: int
    methods: tuple[str, str]
    cllr: Estimate
    cllr_min: Estimate
    cllr_cal: Estimate
    tippett: Tippett
    ece_log10_odds: Floats
    ece: Mapping[str, Floats]


def measure_evidence(comparer: Comparer, *, rng: np.random.Generator) -> EvidenceValue | str:
    """The value, or the sentence why there is none."""
    people = _People.of(comparer, rng)
    if people.paired < 2 * SMALLEST_MATED:
        return (
            f"{people.paired} people with two photographs in which a face was found are too few for likelihood ratios; "
            f"it takes {2 * SMALLEST_MATED}, half to learn from and half to judge by."
        )
    halves = people.part(0), people.part(1)
    try:
        models = [_taught_by(comparer, half, rng) for half in halves]
    except CalibrationError as error:
        return error.diagnostics()
    judged = [_judged(comparer, half, model) for half, model in zip(halves, reversed(models), strict=True)]
    return _value(judged, models, rng)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _People:
    """first: row of a photograph of each person (n,), those with two before the others. second: row of another one of
    the first `paired` people."""

    first: Rows
    second: Rows

    @classmethod
    def of(cls, comparer: Comparer, rng: np.random.Generator) -> Self:
        """Random photographs with a face, of at most MOST_PEOPLE."""
        rows = rng.permutation(np.flatnonzero(comparer.data.found))
        rows = rows[np.argsort(comparer.data.identities[rows], kind="stable")]
        _, starts, counts = np.unique(comparer.data.identities[rows], return_index=True, return_counts=True)
        order = rng.permutation(len(starts))
        order = order[np.argsort(counts[order] < 2, kind="stable")][:MOST_PEOPLE]
        return cls(first=rows[starts[order]], second=rows[starts[order[counts[order] > 1]] + 1])

    @property
    def paired(self) -> int:
        return len(self.second)

    def part(self, number: int) -> Self:
        """One half of them (0 or 1), of those with two photographs and of the others alike."""
        paired = self.first[: self.paired][number::2]
        single = self.first[self.paired :][number::2]
        return type(self)(first=np.concatenate([paired, single]), second=self.second[number::2])


def _taught_by(comparer: Comparer, people: _People, rng: np.random.Generator) -> LlrModel:
    rows = np.concatenate([people.first, people.second])
    identities = np.concatenate([np.arange(len(people.first)), np.arange(people.paired)])
    # The tier only names what the model is for, and this one is thrown away.
    return fit_llr(
        comparer.scores(rows, rows), identities, tier=Tier.LIVING, photographs="this data set", replicates=1, rng=rng
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Judged:
    """Ratios that people outside the fit were given, in steps: of each one's own pair (p,), the first p of n people;
    and of the first photographs of every two people, `first` and `second` (n (n - 1) / 2,)."""

    count: int
    mated: Rows
    nonmated: Rows
    first: Rows
    second: Rows

    def weigh(self, drawn: Floats) -> tuple[Floats, Floats]:
        """How much each step counts in either class when person i is drawn `drawn[i]` times."""
        mated = np.bincount(self.mated, drawn[: len(self.mated)], minlength=_STEPS)
        nonmated = np.bincount(self.nonmated, drawn[self.first] * drawn[self.second], minlength=_STEPS)
        return mated.astype(np.float64), nonmated.astype(np.float64)


def _judged(comparer: Comparer, people: _People, model: LlrModel) -> _Judged:
    own = comparer.scores(people.second, people.first[: people.paired]).diagonal()
    first, second = np.triu_indices(len(people.first), 1)
    others = comparer.scores(people.first, people.first)[first, second]
    return _Judged(
        count=len(people.first),
        mated=_steps(own, model),
        nonmated=_steps(others, model),
        first=first,
        second=second,
    )


def _steps(scores: FloatArray, model: LlrModel) -> Rows:
    ratios = np.interp(scores, model.scores, model.values)
    return np.round((ratios + _WIDEST) / _STEP).astype(np.int64)


def _value(judged: Sequence[_Judged], models: Sequence[LlrModel], rng: np.random.Generator) -> EvidenceValue:
    sizes = [half.count for half in judged]
    drawn = identity_resamples(sum(sizes), _REPLICATES, rng)
    whole = _evidence(judged, np.ones(sum(sizes)))
    resampled = [_evidence(judged, times) for times in drawn]
    costs = {
        name: bounded(cost(whole), np.array([cost(each) for each in resampled]))
        for name, cost in (("cllr", cllr), ("cllr_min", cllr_min), ("cllr_cal", cllr_cal))
    }
    best = whole.relabelled(pav_llrs(whole).clip(-_WIDEST, _WIDEST))
    return EvidenceValue(
        mated_people=sum(len(half.mated) for half in judged),
        people=sum(sizes),
        methods=(models[0].method.value, models[1].method.value),
        tippett=tippett(whole, whole.scores),
        ece_log10_odds=PRIORS,
        ece={
            "as_given": ece(whole, PRIORS),
            "recalibrated": ece(best, PRIORS),
            "without": ece(whole.relabelled(np.zeros_like(whole.scores)), PRIORS),
        },
        **costs,
    )


def _evidence(judged: Sequence[_Judged], drawn: Floats) -> ScoreEvidence:
    """Both halves together, person i drawn `drawn[i]` times; a person is no stranger to themselves drawn again."""
    split = judged[0].count
    parts = zip(judged, (drawn[:split], drawn[split:]), strict=True)
    weights = [half.weigh(times) for half, times in parts]
    mated, nonmated = (sum(side) for side in zip(*weights, strict=True))
    used = np.flatnonzero(mated + nonmated)
    scores = (used * _STEP - _WIDEST).astype(np.float64)
    return ScoreEvidence(scores=scores, mated=mated[used], nonmated=nonmated[used])
