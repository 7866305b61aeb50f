"""Several photographs of the person searched for: rules that make one score of theirs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from antigone.engine.evaluation.fusion.outcomes import Asked, FusionSettings, RuleTable, compared, searched
from antigone.engine.evaluation.fusion.parts import Part, Side, numbered
from antigone.engine.evaluation.fusion.templates import TEMPLATE_RULES, Fuse
from antigone.engine.evaluation.protocols import Rows
from antigone.engine.types import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProbeSets:
    """rows: each search's probes (Q, P). gallery: one reference a person (S,).

    scores: of each probe by itself (P, Q, S).
    """

    part: Part
    rows: Rows
    gallery: Rows
    scores: FloatArray

    @classmethod
    def of(cls, part: Part, rows: Rows, gallery: Rows) -> Self:
        return cls(part=part, rows=rows, gallery=gallery, scores=part.scores[rows.T[:, :, None], gallery])

    def of_templates(self, fuse: Fuse) -> FloatArray:
        """Ranking scores (Q, S) with one template a search."""
        fused = Side.of(fuse(self.part.photographs.vectors[self.rows]), self.part.cohort)
        return fused.against(self.part.side(self.gallery))


ProbeRule = Callable[[ProbeSets], FloatArray]

MEAN_OF_SCORES = "mean of ranking scores"


def _weighted_by_deviation(sets: ProbeSets) -> FloatArray:
    """A probe whose neighbourhood in the cohort is wide tells people apart better."""
    deviations = sets.part.photographs.statistics[sets.rows, 1].T
    shares = deviations / deviations.sum(axis=0)
    weighted: FloatArray = (sets.scores * shares[:, :, None]).sum(axis=0)
    return weighted


def _soft_maximum(temperature: float) -> ProbeRule:
    def rule(sets: ProbeSets) -> FloatArray:
        softened: FloatArray = temperature * np.log(np.exp(sets.scores / temperature).mean(axis=0))
        return softened

    return rule


PROBE_RULES: Mapping[str, ProbeRule] = {
    "first probe alone": lambda sets: sets.scores[0],
    MEAN_OF_SCORES: lambda sets: sets.scores.mean(axis=0),
    "maximum": lambda sets: sets.scores.max(axis=0),
    "median": lambda sets: np.median(sets.scores, axis=0),
    "mean weighted by cohort deviation": _weighted_by_deviation,
    "soft maximum, temperature 0.5": _soft_maximum(0.5),
    "soft maximum, temperature 2": _soft_maximum(2.0),
    **TEMPLATE_RULES,
}


def compare_probe_rules(
    parts: Sequence[Part],
    *,
    probes: int,
    settings: FusionSettings,
    rules: Mapping[str, ProbeRule] = PROBE_RULES,
    base: str = MEAN_OF_SCORES,
) -> RuleTable:
    """`probes` photographs of each person who has as many, against one photograph of everybody.

    Those who have one more are mated, with another photograph as the reference; the others are absent only.
    """
    draws = (
        _drawn(part, probes, first_person, rng)
        for part, first_person, rng in numbered(parts, settings.seed)
        for _ in range(settings.draws)
    )
    return compared(f"{probes} probes", searched(draws, rules), base=base, settings=settings)


def _drawn(part: Part, probes: int, first_person: int, rng: np.random.Generator) -> tuple[ProbeSets, Asked]:
    """A person with no photograph to spare stands in the gallery by one of the probes, which finds nobody."""
    mixed, starts = part.shuffled(rng)
    people = np.flatnonzero(part.counts >= probes)
    spare = part.counts[people] > probes
    rows = mixed[(starts[people] + spare)[:, None] + np.arange(probes)]
    asked = Asked(people=people + first_person, own=people, mated=spare)
    return ProbeSets.of(part, rows, mixed[starts]), asked
