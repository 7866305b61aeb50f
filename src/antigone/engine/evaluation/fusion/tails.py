"""Whether figures calibrated on single photographs hold for fused ones: how often strangers reach the same score."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.fusion.parts import Part, Side, numbered
from antigone.engine.evaluation.fusion.templates import FUSED, OR_BEST_RULES, TEMPLATE_RULES, Fuse
from antigone.engine.evaluation.protocols import Rows
from antigone.engine.scoring import fused_template
from antigone.engine.types import FloatArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StrangerSets:
    """probes (Q, P) and references (S, R), photographs of a person each.

    scores: of every probe with every reference (P, R, Q, S).
    """

    part: Part
    probes: Rows
    references: Rows
    scores: FloatArray

    @classmethod
    def of(cls, part: Part, probes: Rows, references: Rows) -> Self:
        scores = part.scores[probes.T[:, None, :, None], references.T[None, :, None, :]]
        return cls(part=part, probes=probes, references=references, scores=scores)

    def of_templates(self, fuse: Fuse) -> FloatArray:
        """Ranking scores (Q, S) of fused probes with fused references."""
        probes, references = (
            Side.of(fuse(self.part.photographs.vectors[rows]), self.part.cohort)
            for rows in (self.probes, self.references)
        )
        return probes.against(references)

    def of_best(self) -> FloatArray:
        """Ranking scores (Q, S) of fused probes with each person's best reference alone."""
        probes = Side.of(fused_template(self.part.photographs.vectors[self.probes]), self.part.cohort)
        best: FloatArray = np.maximum.reduce([probes.against(self.part.side(rows)) for rows in self.references.T])
        return best


TailRule = Callable[[StrangerSets], FloatArray]


TAIL_RULES: Mapping[str, TailRule] = {
    "mean over probes, maximum over references": lambda sets: sets.scores.mean(axis=0).max(axis=0),
    **TEMPLATE_RULES,
    **OR_BEST_RULES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TailRow:
    """ratios: by rule, element i is how many times rates[i] strangers reach the score that single photographs of the
    same people reach at rates[i]; 1 where the calibration of single photographs holds. comparisons: of two people, in
    all draws.
    """

    probes: int
    references: int
    comparisons: int
    rates: tuple[float, ...]
    ratios: Mapping[str, tuple[float, ...]]


def compare_tails(
    parts: Sequence[Part],
    *,
    probes: int,
    references: int,
    seed: int,
    draws: int = 5,
    rates: Sequence[float] = (1e-2, 1e-3, 1e-4),
) -> TailRow:
    """Everyone with as many photographs, against everyone else who has."""
    single: list[FloatArray] = []
    fused: dict[str, list[FloatArray]] = {rule: [] for rule in TAIL_RULES}
    for part, _, rng in numbered(parts, seed):
        for _ in range(draws):
            sets, strangers = _drawn(part, probes, references, rng)
            single.append(sets.scores[..., strangers].ravel())
            for rule, scored in TAIL_RULES.items():
                fused[rule].append(scored(sets)[strangers])
    thresholds = np.quantile(np.concatenate(single), 1 - np.array(rates))
    joined = {rule: np.concatenate(values) for rule, values in fused.items()}
    return TailRow(
        probes=probes,
        references=references,
        comparisons=len(joined[FUSED]),
        rates=tuple(rates),
        ratios={rule: _ratios(values, thresholds, rates) for rule, values in joined.items()},
    )


def _ratios(values: FloatArray, thresholds: Floats, rates: Sequence[float]) -> tuple[float, ...]:
    return tuple(float((values >= threshold).mean() / rate) for threshold, rate in zip(thresholds, rates, strict=True))


def _drawn(
    part: Part, probes: int, references: int, rng: np.random.Generator
) -> tuple[StrangerSets, NDArray[np.bool_]]:
    """The sets, and which of them are of two people (Q, S)."""
    mixed, starts = part.shuffled(rng)
    searched, enrolled = (np.flatnonzero(part.counts >= number) for number in (probes, references))
    rows, others = (
        mixed[starts[people][:, None] + np.arange(number)]
        for people, number in ((searched, probes), (enrolled, references))
    )
    sets = StrangerSets.of(part, rows, others)
    return sets, searched[:, None] != enrolled
