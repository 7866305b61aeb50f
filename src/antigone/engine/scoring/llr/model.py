"""From a ranking score to a likelihood ratio, and the refusal of one where nothing stands behind it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from antigone.engine.scoring.llr.evidence import Curve
from antigone.engine.scoring.llr.tiers import Tier

_AT_CAP = 0.005
"""Caps are known to 0.01."""


class LlrMethod(StrEnum):
    """How scores became ratios."""

    LOGISTIC = "logistic"
    PAV = "pav"
    KDE = "kde"


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelihoodRatio:
    """log10 of: how much more often one person's photographs score so than those of two people, with 95 % bounds.

    capped: the scores would say more, and the number of people behind it supports no more.
    validated_on: the tier, the photographs and the people on whom it was measured; never shown without it.
    """

    log10: float
    low: float
    high: float
    capped: bool
    method: LlrMethod
    validated_on: str

    def __post_init__(self) -> None:
        if not -math.inf < self.low <= self.log10 <= self.high < math.inf:
            raise ValueError(f"bounds must enclose the ratio: {self.low} <= {self.log10} <= {self.high}")
        if not self.validated_on:
            raise ValueError("a likelihood ratio names its validation data")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutCost:
    """What a method's ratios cost on people who had no part in its fit: Cllr, and Cllr_min of the same scores."""

    cllr: float
    cllr_min: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LlrModel:
    """One tier's curve. scores (K,) rise; values, low, high (K,) are log10 ratios that never fall, interpolated between
    scores and held beyond the first and the last.

    lower_cap, upper_cap: what no value passes; see `fit_llr`.
    mated_people, people: with mated pairs, and all. costs: of every method tried, the one of `method` the lowest.
    """

    tier: Tier
    method: LlrMethod
    scores: Curve
    values: Curve
    low: Curve
    high: Curve
    lower_cap: float
    upper_cap: float
    validated_on: str
    mated_people: int
    people: int
    costs: Mapping[LlrMethod, HeldOutCost]

    def __post_init__(self) -> None:
        if len(self.scores) < 2 or not (np.diff(self.scores) > 0).all():
            raise ValueError("a ratio needs two or more scores that rise")
        for name in ("low", "values", "high"):
            curve = getattr(self, name)
            if curve.shape != self.scores.shape or not np.isfinite(curve).all() or (np.diff(curve) < 0).any():
                raise ValueError(f"{name} must be one number a score and never fall")
            if curve[0] < self.lower_cap or curve[-1] > self.upper_cap:
                raise ValueError(f"{name} passes a cap: {curve[0]} to {curve[-1]}")
        if (self.low > self.values).any() or (self.values > self.high).any():
            raise ValueError("bounds must enclose the values")
        if self.method not in self.costs:
            raise ValueError(f"{self.method} was chosen and has no cost")

    def ratio(self, ranking_score: float, *, references: int = 1) -> LikelihoodRatio:
        """The ratio of one probe, or of several fused, against `references` of one person, fused.

        The model is of single photographs. Fused ones of strangers score a little higher: the ratio is divided by the
        number of references, which costs least on people never used; measured in docs/scoring.md.
        """
        if math.isnan(ranking_score) or references < 1:
            raise ValueError(f"no ratio for the score {ranking_score} and {references} references")
        alone = [float(np.interp(ranking_score, self.scores, curve)) for curve in (self.low, self.values, self.high)]
        low, value, high = (max(each - math.log10(references), self.lower_cap) for each in alone)
        return LikelihoodRatio(
            log10=value,
            # Interpolation rounds.
            low=min(low, value),
            high=max(high, value),
            capped=value - self.lower_cap < _AT_CAP or self.upper_cap - alone[1] < _AT_CAP,
            method=self.method,
            validated_on=self.validated_on,
        )


def refusal(tier: Tier) -> str:
    """Why there is no ratio where no model is of the tier."""
    return f"no validation data of photographs of {tier.words}"
