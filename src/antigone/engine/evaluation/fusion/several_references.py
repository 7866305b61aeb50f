"""Several photographs of a person in the gallery: rules that make one score of theirs.

Only people with a photograph to be searched for by are enrolled. A gallery that others fill up with one reference each
would reward every rule that favours many references: the mates would be those who have them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.fusion.outcomes import Asked, FusionSettings, RuleTable, compared, searched
from antigone.engine.evaluation.fusion.parts import Part, Side, numbered
from antigone.engine.evaluation.fusion.templates import OR_BEST_RULES, TEMPLATE_RULES, Fuse
from antigone.engine.evaluation.protocols import Rows
from antigone.engine.types import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReferenceSets:
    """probes: (Q,). rows: each enrolled person's references (S, R), of which `live` says which there are; the others
    repeat the last.

    scores: with each reference by itself (R, Q, S), -inf where there is none.
    """

    part: Part
    probes: Rows
    rows: Rows
    live: NDArray[np.bool_]
    scores: FloatArray

    @classmethod
    def of(cls, part: Part, probes: Rows, rows: Rows, live: NDArray[np.bool_]) -> Self:
        every = part.scores[probes[:, None], rows.T[:, None, :]]
        scores = np.where(live.T[:, None, :], every, np.float32(-np.inf))
        return cls(part=part, probes=probes, rows=rows, live=live, scores=scores)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """References of each person (S,)."""
        numbers: NDArray[np.int64] = self.live.sum(axis=1)
        return numbers

    def of_templates(self, fuse: Fuse) -> FloatArray:
        """Ranking scores (Q, S) with one template a person."""
        vectors = np.empty((len(self.rows), self.part.photographs.vectors.shape[1]), np.float32)
        for number in np.unique(self.numbers):
            people = self.numbers == number
            vectors[people] = fuse(self.part.photographs.vectors[self.rows[people][:, :number]])
        return self.part.side(self.probes).against(Side.of(vectors, self.part.cohort))

    def of_best(self) -> FloatArray:
        """Ranking scores (Q, S) with each person's best reference alone."""
        best: FloatArray = self.scores.max(axis=0)
        return best


ReferenceRule = Callable[[ReferenceSets], FloatArray]

MAXIMUM = "maximum"


def _mean(sets: ReferenceSets) -> FloatArray:
    live = np.where(np.isfinite(sets.scores), sets.scores, 0)
    mean: FloatArray = (live.sum(axis=0) / sets.numbers).astype(np.float32)
    return mean


def _mean_of_two_highest(sets: ReferenceSets) -> FloatArray:
    scores = np.sort(sets.scores, axis=0)
    first, second = scores[-1], scores[max(-2, -len(scores))]
    mean: FloatArray = (first + np.where(np.isfinite(second), second, first)) / 2
    return mean


def _soft_maximum(temperature: float) -> ReferenceRule:
    """The logarithm of a sum: with equal scores, more references score higher."""

    def rule(sets: ReferenceSets) -> FloatArray:
        softened: FloatArray = temperature * np.log(np.exp(sets.scores / temperature).sum(axis=0))
        return softened

    return rule


def _soft_mean(temperature: float) -> ReferenceRule:
    """The logarithm of a mean: with equal scores, the number of references makes no difference."""

    def rule(sets: ReferenceSets) -> FloatArray:
        return (_soft_maximum(temperature)(sets) - temperature * np.log(sets.numbers)).astype(np.float32)

    return rule


REFERENCE_RULES: Mapping[str, ReferenceRule] = {
    "first reference alone": lambda sets: sets.scores[0],
    MAXIMUM: ReferenceSets.of_best,
    "mean": _mean,
    "mean of the two highest": _mean_of_two_highest,
    "soft maximum, temperature 0.5": _soft_maximum(0.5),
    "soft maximum, temperature 1": _soft_maximum(1.0),
    "soft maximum, temperature 2": _soft_maximum(2.0),
    "soft mean, temperature 1": _soft_mean(1.0),
    "soft mean, temperature 2": _soft_mean(2.0),
    **TEMPLATE_RULES,
    **OR_BEST_RULES,
}


def compare_reference_rules(
    parts: Sequence[Part],
    *,
    references: int,
    uniform: bool,
    settings: FusionSettings,
    rules: Mapping[str, ReferenceRule] = REFERENCE_RULES,
    base: str = MAXIMUM,
) -> RuleTable:
    """One photograph of everybody, against a gallery of those who have more.

    uniform: everyone enrolled has exactly so many references; else as many as there are, up to that number.
    """
    draws = (
        _drawn(part, references, first_person, rng, uniform=uniform)
        for part, first_person, rng in numbered(parts, settings.seed)
        for _ in range(settings.draws)
    )
    title = f"{references} references each" if uniform else f"1 to {references} references"
    return compared(title, searched(draws, rules), base=base, settings=settings)


def _drawn(
    part: Part, references: int, first_person: int, rng: np.random.Generator, *, uniform: bool
) -> tuple[ReferenceSets, Asked]:
    mixed, starts = part.shuffled(rng)
    enrolled = np.flatnonzero(part.counts > (references if uniform else 1))
    numbers = np.minimum(part.counts[enrolled] - 1, references)
    places = np.minimum(np.arange(references), numbers[:, None] - 1)
    own = np.full(len(part.counts), -1)
    own[enrolled] = np.arange(len(enrolled))
    rows = mixed[starts[enrolled][:, None] + 1 + places]
    sets = ReferenceSets.of(part, mixed[starts], rows, np.arange(references) < numbers[:, None])
    return sets, Asked(people=np.arange(len(own)) + first_person, own=own, mated=own >= 0)
