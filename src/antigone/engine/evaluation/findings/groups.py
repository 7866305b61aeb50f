"""Error rates by group of people at one threshold for all (ISO/IEC 19795-10, demographic differentials)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.dataset import EvaluationSet
from antigone.engine.evaluation.metrics import bounded, gini, mxog, threshold_at_fpir
from antigone.engine.evaluation.protocols import Rows
from antigone.engine.evaluation.resampling import Resampling
from antigone.engine.evaluation.searching import Searches
from antigone.engine.scoring import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRates:
    """Searches with photographs of one group, in galleries of everybody.

    absent_people, mated_people: how many were searched for without and with being enrolled.
    fpir, fnir: None where these are too few; `reason` then says so.
    """

    group: str
    absent_people: int
    mated_people: int
    fpir: Estimate | None
    fnir: Estimate | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Differential:
    """The groups of one column. threshold: the one at which FPIR over all searches is `fpir`.

    gini_fpir ... mxog_fnir: over the groups that have a figure; None where fewer than two have one, or where the
    measure has no value: no errors at all, for MXOG none in one of the groups.
    """

    column: str
    fpir: float
    threshold: float
    rank: int
    groups: tuple[GroupRates, ...]
    gini_fpir: Estimate | None
    mxog_fpir: Estimate | None
    gini_fnir: Estimate | None
    mxog_fnir: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettings:
    """rank: the longest list. target: FPIR over all searches, for the threshold. smallest: people a figure takes."""

    rank: int
    target: float
    smallest: int


def compare_groups(
    data: EvaluationSet, searches: Searches, resampling: Resampling, settings: GroupSettings
) -> tuple[Differential, ...]:
    """One result a column; photographs without a value in it are left out."""
    tops = searches.absent_tops[:, -1]
    threshold = float(threshold_at_fpir(tops, settings.target))
    missed = (searches.mate_scores < threshold) | (searches.ranks[:, -1] > settings.rank)
    found = []
    for column, values in data.groups.items():
        absent = _Side.of(values[searches.absent_rows], resampling.absent, tops >= threshold, resampling, settings)
        mated = _Side.of(values[searches.mated_rows], resampling.mated, missed, resampling, settings)
        found.append(
            Differential(
                column=column,
                fpir=settings.target,
                threshold=threshold,
                rank=settings.rank,
                groups=tuple(_rates(group, absent, mated, settings) for group in np.unique(values).tolist() if group),
                gini_fpir=absent.spread(gini),
                mxog_fpir=absent.spread(mxog),
                gini_fnir=mated.spread(gini),
                mxog_fnir=mated.spread(mxog),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Side:
    """Searches of one kind, by group. people: of each group, how many were searched for.

    rates, resampled: error rate (G,) of the groups with enough people, in the order of `groups`, and of their resamples
    (B, G).
    """

    people: Mapping[str, int]
    groups: tuple[str, ...]
    rates: Floats
    resampled: Floats

    @classmethod
    def of(
        cls,
        values: NDArray[np.str_],
        people: Rows,
        errors: NDArray[np.bool_],
        resampling: Resampling,
        settings: GroupSettings,
    ) -> Self:
        """values, people, errors: of each search (P,)."""
        counts = {group: len(np.unique(people[values == group])) for group in np.unique(values).tolist() if group}
        groups = tuple(group for group, count in counts.items() if count >= settings.smallest)
        members = values[:, None] == np.array(groups, np.str_)
        wrong = np.broadcast_to(errors[:, None], members.shape)
        return cls(
            people=counts,
            groups=groups,
            rates=np.array([errors[values == group].mean() for group in groups]),
            resampled=resampling.shares(wrong, people, among=members),
        )

    def estimate(self, group: str) -> Estimate | None:
        if group not in self.groups:
            return None
        place = self.groups.index(group)
        return bounded(float(self.rates[place]), self.resampled[:, place], people=self.people[group])

    def spread(self, measure: Callable[[Floats], float]) -> Estimate | None:
        """Gini or MXOG over the groups; None where it has no value."""
        if len(self.groups) < 2 or np.isnan(value := measure(self.rates)):
            return None
        return bounded(value, np.array([measure(rates) for rates in self.resampled]))


def _rates(group: str, absent: _Side, mated: _Side, settings: GroupSettings) -> GroupRates:
    counts = absent.people.get(group, 0), mated.people.get(group, 0)
    reason = ""
    if min(counts) < settings.smallest:
        reason = (
            f"{counts[0]} absent and {counts[1]} enrolled people were searched for: a figure takes {settings.smallest}."
        )
    return GroupRates(
        group=group,
        absent_people=counts[0],
        mated_people=counts[1],
        fpir=absent.estimate(group),
        fnir=mated.estimate(group),
        reason=reason,
    )
