"""What searches by a rule returned, and how two rules differ on the same searches.

Every search is made twice, with its person in the gallery and with that person left out, so the same people are mated
and absent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.metrics import (
    Difference,
    bounded,
    bounded_difference,
    det,
    identity_resamples,
)
from antigone.engine.scoring import Estimate

Floats = NDArray[np.float64]
People = NDArray[np.int64]
Scores = NDArray[np.floating]
Sets = TypeVar("Sets")

_BLOCK = 50
_RULE_OF_THREE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionSettings:
    """seed: everything drawn depends on it. draws: of photographs for each table. rank: the longest candidate list.
    targets: FPIR at which FNIR is given. replicates: of the bootstrap by identity.
    """

    seed: int = 1
    draws: int = 20
    rank: int = 20
    targets: tuple[float, ...] = (0.01, 0.1)
    replicates: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """people: whom each search is for (Q,). own: that person's column in the gallery (Q,), -1 for none; it is left out
    of the absent search. mated: whether the person can be found by it (Q,): a column made of the probe itself cannot.
    """

    people: People
    own: NDArray[np.int64]
    mated: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """absent, mated: whom each search is for (A,) and (M,). tops: the highest score among strangers (A,).

    mate_scores, ranks: the person's own (M,).
    """

    absent: People
    tops: Floats
    mated: People
    mate_scores: Floats
    ranks: NDArray[np.int64]

    @classmethod
    def of(cls, values: Scores, asked: Asked, *, absent: Scores) -> Self:
        """Of the scores (Q, S) of the searches; absent: those while the person is left out."""
        enrolled, at = np.flatnonzero(asked.own >= 0), np.flatnonzero(asked.mated)
        strangers = np.array(absent, np.float64)
        strangers[enrolled, asked.own[enrolled]] = -np.inf
        others = np.array(values[at], np.float64)
        own = np.arange(len(at)), asked.own[at]
        mates = others[own].copy()
        others[own] = -np.inf
        return cls(
            absent=asked.people,
            tops=strangers.max(axis=1),
            mated=asked.people[at],
            mate_scores=mates,
            # A stranger with the mate's very score stands before it.
            ranks=1 + (others >= mates[:, None]).sum(axis=1),
        )

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """All searches, one after the other."""
        return cls(
            absent=np.concatenate([part.absent for part in parts]),
            tops=np.concatenate([part.tops for part in parts]),
            mated=np.concatenate([part.mated for part in parts]),
            mate_scores=np.concatenate([part.mate_scores for part in parts]),
            ranks=np.concatenate([part.ranks for part in parts]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """fnir: at each target FPIR; None where fewer people were searched for than set such a threshold.
    not_first, not_listed: shares of mated searches without the mate at rank 1, and without it on the candidate list.
    The differences are to the rule compared with.
    """

    rule: str
    fnir: tuple[Estimate | None, ...]
    not_first: Estimate
    not_listed: Estimate
    fnir_difference: tuple[Difference | None, ...]
    not_first_difference: Difference
    not_listed_difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """Rules on the same searches, each compared with `base`."""

    title: str
    base: str
    mated_people: int
    absent_people: int
    results: tuple[RuleResult, ...]


def searched(
    draws: Iterable[tuple[Sets, Asked]],
    rules: Mapping[str, Callable[[Sets], Scores]],
    *,
    without: Callable[[Sets, Asked], Sets] | None = None,
) -> dict[str, Outcomes]:
    """The searches of all draws by every rule.

    rules: from what was drawn to scores (Q, S). without: leaves the person searched for out before a rule is applied,
    where that changes the scores of others (ranks do).
    """
    found: dict[str, list[Outcomes]] = {rule: [] for rule in rules}
    for sets, asked in draws:
        absent = None if without is None else without(sets, asked)
        for rule, scored in rules.items():
            values = scored(sets)
            found[rule].append(Outcomes.of(values, asked, absent=values if absent is None else scored(absent)))
    return {rule: Outcomes.joined(each) for rule, each in found.items()}


def compared(title: str, outcomes: Mapping[str, Outcomes], *, base: str, settings: FusionSettings) -> RuleTable:
    """Every rule against `base`, the same people drawn for both. Raises ValueError where nobody could be found."""
    searches = outcomes[base]
    absent, mated = len(np.unique(searches.absent)), len(np.unique(searches.mated))
    if not mated:
        raise ValueError(f"{title}: nobody has so many photographs and one more")
    people = int(searches.absent.max()) + 1
    drawn = identity_resamples(people, settings.replicates, np.random.default_rng(settings.seed)).astype(np.float64)
    measured = {rule: _Measured.of(each, settings, drawn) for rule, each in outcomes.items()}
    known = [target * absent >= _RULE_OF_THREE for target in settings.targets]
    results = tuple(each.result(rule, measured[base], known, mated) for rule, each in measured.items())
    return RuleTable(title=title, base=base, mated_people=mated, absent_people=absent, results=results)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Measured:
    """FNIR at each target, then the shares not at rank 1 and not listed: single (T + 2,), resampled (B, T + 2)."""

    single: Floats
    resampled: Floats

    @classmethod
    def of(cls, outcomes: Outcomes, settings: FusionSettings, drawn: Floats) -> Self:
        """drawn: times each person is drawn (B, n), with all searches for that person."""
        steps = (drawn[start : start + _BLOCK] for start in range(0, len(drawn), _BLOCK))
        weights = ((step[:, outcomes.absent], step[:, outcomes.mated]) for step in steps)
        return cls(
            single=_figures(outcomes, settings),
            resampled=np.concatenate([_figures(outcomes, settings, each) for each in weights]),
        )

    def result(self, rule: str, base: Self, known: Sequence[bool], mated: int) -> RuleResult:
        """known: whether so many people were absent that there is a threshold for each target."""
        rates = [
            bounded(value, column, people=mated)
            for value, column in zip(self.single.tolist(), self.resampled.T, strict=True)
        ]
        changes = (self.single - base.single).tolist(), (self.resampled - base.resampled).T
        differences = [bounded_difference(value, column) for value, column in zip(*changes, strict=True)]
        return RuleResult(
            rule=rule,
            fnir=tuple(rate if shown else None for rate, shown in zip(rates[:-2], known, strict=True)),
            not_first=rates[-2],
            not_listed=rates[-1],
            fnir_difference=tuple(each if shown else None for each, shown in zip(differences[:-2], known, strict=True)),
            not_first_difference=differences[-2],
            not_listed_difference=differences[-1],
        )


def _figures(outcomes: Outcomes, settings: FusionSettings, weights: tuple[Floats, Floats] | None = None) -> Floats:
    """(..., T + 2), leading dimensions as those of the weights."""
    missed = det(
        outcomes.tops, outcomes.mate_scores, outcomes.ranks, settings.targets, rank=settings.rank, weights=weights
    )
    beyond = (outcomes.ranks[:, None] > [1, settings.rank]).astype(np.float64)
    counted = np.ones(len(beyond)) if weights is None else weights[1]
    shares = counted @ beyond / counted.sum(axis=-1, keepdims=True)
    figures: Floats = np.concatenate([missed, shares], axis=-1)
    return figures
