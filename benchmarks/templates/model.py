"""What is drawn from: a person is a place, a photograph a step away from it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PORTION_PERSONS = 4096
"""Persons drawn together: the unit in which a seed repeats, whatever number of rows is asked for."""

_PROBE_PORTIONS = 16
_PROBES, _COHORT = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """x = mean + between z + quality * within z', brought to length 1; z and z' standard normal.

    mean: (D,). between, within: (D, D), factors of the covariances of persons and of photographs of a person.
    freedom: of the chi-squared number that a photograph's quality comes from, above 2: the fewer, the more photographs
        lie far from their person. Infinity: all alike.
    cohort: (2,) mean and (2, 2) factor of (mean, log of the deviation) of the scores against a cohort of strangers.
    """

    mean: Floats
    between: Floats
    within: Floats
    freedom: float
    cohort_mean: Floats
    cohort_factor: Floats

    def __post_init__(self) -> None:
        length = len(self.mean)
        if self.between.shape != (length, length) or self.within.shape != (length, length):
            raise ValueError(f"factors {self.between.shape} and {self.within.shape} do not go with {length} numbers")
        if not self.freedom > 2:
            raise ValueError(f"freedom must be above 2, not {self.freedom}")

    @property
    def length(self) -> int:
        """Numbers of a template."""
        return len(self.mean)

    def portions(
        self, rows: int, seed: int, *, photographs: int = 3
    ) -> Iterator[tuple[NDArray[np.float16], NDArray[np.int64]]]:
        """Templates float16 (n, D) and whose they are (n,), until there are `rows`: rows of a person stand together.

        Row i is of person i // photographs. The first rows of a longer draw are the same.
        """
        for start in range(0, rows, PORTION_PERSONS * photographs):
            portion = start // (PORTION_PERSONS * photographs)
            rng, persons = self._persons(seed, portion)
            each = np.repeat(np.arange(PORTION_PERSONS), photographs)[: rows - start]
            vectors = self._photographs(persons[each], rng)
            yield vectors.astype(np.float16), each + portion * PORTION_PERSONS

    def probes(self, count: int, rows: int, seed: int, *, photographs: int = 3) -> tuple[Floats, NDArray[np.int64]]:
        """Photographs that are not enrolled, of persons that `portions` of the same numbers enrols whole.

        Returns float32 (count, D) and the persons (count,), spread over at most 16 places of the gallery.
        """
        whole = rows // photographs
        if not whole:
            raise ValueError(f"{rows} rows hold nobody with {photographs} photographs")
        rng = np.random.default_rng((seed, _PROBES))
        places = np.arange(-(-whole // PORTION_PERSONS))
        chosen = rng.choice(places, size=min(_PROBE_PORTIONS, len(places)), replace=False)
        persons = np.concatenate([np.arange(each * PORTION_PERSONS, (each + 1) * PORTION_PERSONS) for each in chosen])
        persons = np.sort(rng.choice(persons[persons < whole], size=count, replace=count > (persons < whole).sum()))
        portion = persons // PORTION_PERSONS
        centres = np.concatenate(
            [
                self._persons(seed, int(at))[1][persons[portion == at] - at * PORTION_PERSONS]
                for at in np.unique(portion)
            ]
        )
        return self._photographs(centres, rng), persons

    def cohort_figures(self, rows: int, seed: int) -> Floats:
        """Mean and deviation of `rows` templates' scores against a cohort, float32 (rows, 2), as real ones spread.

        They do not depend on the template that they stand beside.
        """
        drawn = np.random.default_rng((seed, _COHORT)).standard_normal((rows, 2), dtype=np.float32)
        figures = self.cohort_mean + drawn @ self.cohort_factor.T
        figures[:, 1] = np.exp(figures[:, 1])
        return figures

    def stretched(self, times: int, seed: int = 0) -> "Model":
        """The model of a recogniser with `times` as many numbers, its spectrum the same by relative place.

        That many independent copies side by side, turned at random so that no number belongs to one copy. Means of
        mated and non-mated scores stay; strangers spread `times` ** -.5 as far. It stands in for a recogniser whose
        templates are not at hand, and is not one.
        """
        if times == 1:
            return self
        length = times * self.length
        turned, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((length, length)))
        share = times**-0.5
        copies = np.eye(times)
        return replace(
            self,
            mean=_single(turned @ np.tile(self.mean * share, times)),
            between=_single(turned @ np.kron(copies, self.between * share)),
            within=_single(turned @ np.kron(copies, self.within * share)),
        )

    def save(self, path: Path) -> None:
        """As .npz: statistics, no template of anybody."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path) as stored:
            columns = {field.name: stored[field.name] for field in fields(cls)}
        return cls(**{**columns, "freedom": float(columns["freedom"])})

    def _persons(self, seed: int, portion: int) -> tuple[np.random.Generator, Floats]:
        """The portion's persons before any photograph of them, and the generator to go on with."""
        rng = np.random.default_rng((seed, 0, portion))
        drawn = rng.standard_normal((PORTION_PERSONS, self.length), dtype=np.float32)
        return rng, self.mean + drawn @ self.between.T

    def pictured(self, persons: Floats, steps: Floats, rng: np.random.Generator) -> Floats:
        """Templates (n, D) of length 1: persons and what a photograph of ordinary quality adds, its quality drawn."""
        vectors = steps
        if np.isfinite(self.freedom):
            spread = (self.freedom - 2) / rng.chisquare(self.freedom, size=len(persons))
            vectors = steps * np.sqrt(spread).astype(np.float32)[:, None]
        vectors = vectors + persons
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _photographs(self, persons: Floats, rng: np.random.Generator) -> Floats:
        steps = rng.standard_normal(persons.shape, dtype=np.float32) @ self.within.T
        return self.pictured(persons, steps, rng)


def _single(values: NDArray[np.floating]) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float32)
