"""The people of a fusion study, each part of them judged with a cohort that none of them belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.protocols import Rows
from antigone.engine.scoring import (
    Cohort,
    CohortSettings,
    LabelledTemplates,
    cohort_statistics,
    ranking_scores,
)
from antigone.engine.scoring.labelled import synthetic_cohort
from antigone.engine.types import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """Templates (K, D) of any length, and their statistics against the cohort (K, 2)."""

    vectors: FloatArray
    statistics: FloatArray

    @classmethod
    def of(cls, vectors: FloatArray, cohort: Cohort) -> Self:
        """Rounded as the store rounds them."""
        stored = vectors.astype(np.float16).astype(np.float32)
        return cls(vectors=stored, statistics=cohort_statistics(cohort, stored))

    def against(self, other: "Side") -> FloatArray:
        """Ranking scores (K, other's K)."""
        return ranking_scores(self.vectors @ other.vectors.T, self.statistics, other.statistics)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """photographs: a template each, those of one person side by side. identities: (N,), 0 to n - 1.

    scores: ranking scores of every two photographs (N, N).
    """

    photographs: Side
    identities: NDArray[np.int64]
    scores: FloatArray
    cohort: Cohort

    @classmethod
    def of(cls, vectors: FloatArray, identities: NDArray[np.int64], cohort: Cohort) -> Self:
        """Vectors (N, D) in any order. The cohort must hold none of these people."""
        order = np.argsort(identities, kind="stable")
        photographs = Side.of(vectors[order], cohort)
        return cls(
            photographs=photographs,
            identities=np.unique(identities[order], return_inverse=True)[1].astype(np.int64),
            scores=photographs.against(photographs),
            cohort=cohort,
        )

    @property
    def counts(self) -> NDArray[np.int64]:
        """Photographs of each person (n,)."""
        return np.bincount(self.identities)

    def side(self, rows: Rows) -> Side:
        """The templates of photographs (K,)."""
        return Side(vectors=self.photographs.vectors[rows], statistics=self.photographs.statistics[rows])

    def shuffled(self, rng: np.random.Generator) -> tuple[Rows, Rows]:
        """Photographs (N,), mixed within each person, and where each person's begin (n,)."""
        mixed = np.lexsort((rng.random(len(self.identities)), self.identities))
        return mixed, np.cumsum(self.counts) - self.counts


def two_folds(templates: LabelledTemplates, *, seed: int, settings: CohortSettings | None = None) -> tuple[Part, Part]:
    """Half of the people each, judged with a synthetic cohort fitted to the other half.

    One seed divides the same people in the same way, whatever their templates, so that two recognisers can be compared.
    """
    settings = settings or CohortSettings()
    for_people, for_cohorts = np.random.default_rng(seed).spawn(2)
    fold = (for_people.permutation(len(templates.counts)) % 2)[templates.identities]
    first, second = (
        Part.of(
            templates.vectors[fold == own],
            templates.identities[fold == own],
            synthetic_cohort(templates, fold != own, settings, for_cohorts),
        )
        for own in (0, 1)
    )
    return first, second


def numbered(parts: Sequence[Part], seed: int) -> Iterator[tuple[Part, int, np.random.Generator]]:
    """Each part with the number of its first person, all people of all parts being numbered in a row, and with random
    numbers that do not depend on the other parts."""
    streams = np.random.default_rng(seed).spawn(len(parts))
    for place, (part, rng) in enumerate(zip(parts, streams, strict=True)):
        yield part, sum(len(before.counts) for before in parts[:place]), rng
