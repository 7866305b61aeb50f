"""Photographs of known people, read: what an evaluation is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import SourceError
from antigone.engine.types import FloatArray, ModelIdentity

SMALLEST_PEOPLE = 60
SMALLEST_PAIRED = 30
"""Fewer people say nothing: with 30 persons and no error seen, one in ten may still go wrong (the rule of three)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvaluationSet:
    """name: what the data are called. people: each one's name, sorted. photographs: names, sorted by person.

    vectors: float32 (N, D), length 1; rows of photographs in which no face was found are 0, and `found` (N,) is False.
    identities: (N,), index into `people`.
    groups: column (`sex`, `region`, ...) to its value for each photograph, empty text where none was given.
    """

    name: str
    people: tuple[str, ...]
    photographs: tuple[str, ...]
    vectors: FloatArray
    found: NDArray[np.bool_]
    identities: NDArray[np.int64]
    recogniser: ModelIdentity
    groups: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.photographs)
        if self.vectors.ndim != 2 or len(self.vectors) != count:
            raise ValueError(f"{self.vectors.shape} templates do not go with {count} photographs")
        for name, column in {"found": self.found, "identities": self.identities, **self.groups}.items():
            if column.shape != (count,):
                raise ValueError(f"{name} has the shape {column.shape} for {count} photographs")
        if (np.diff(self.identities) < 0).any() or (self.counts == 0).any():
            raise ValueError("photographs must be sorted by person, and every person must have one")

    @property
    def counts(self) -> NDArray[np.int64]:
        """Photographs of each person (n,), with a face or without."""
        return np.bincount(self.identities, minlength=len(self.people))


def require_enough(name: str, counts: NDArray[np.int64]) -> None:
    """Raises SourceError where there are too few people for any figure. counts: photographs of each person."""
    people, paired = len(counts), int((counts > 1).sum())
    if people >= SMALLEST_PEOPLE and paired >= SMALLEST_PAIRED:
        return
    raise SourceError(
        f"{name}: {people} people, {paired} of them with two photographs or more, are too few to measure on; "
        f"it takes {SMALLEST_PEOPLE} people, {SMALLEST_PAIRED} of them with two.",
        advice="Add people, and second photographs of those there are, taken on another day if possible.",
    )
