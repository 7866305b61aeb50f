"""What goes into an index and what comes out of it."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import TemplateMismatch
from antigone.engine.types import FloatArray, ModelIdentity

LENGTH_TOLERANCE = 0.01
"""How far a stored row's Euclidean length may be from 1; rounding to float16 takes it less than 0.001 away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHeader:
    """Which rows may stand together.

    cohort_sha256: of the cohort that the rows' mean and deviation belong to; empty where there is no calibration.
    length: numbers in a template.
    """

    recogniser: ModelIdentity
    cohort_sha256: str
    length: int

    def __post_init__(self) -> None:
        if self.length < 1:
            raise ValueError(f"a template has at least one number, not {self.length}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexRows:
    """Templates with what the index needs to know of them; element i of each array belongs to the same template.

    entries: int64 (N,), numbers unique in the index. subjects, galleries: int64 (N,), the caller's keys.
    vectors: float16 (N, D), Euclidean length 1.
    cohort: float32 (N, 2), mean and deviation of the template's cohort scores; the deviation is above zero.

    Raises ValueError that names the entry where a row holds NaN, infinity, another length or a bad deviation.
    """

    entries: NDArray[np.int64]
    subjects: NDArray[np.int64]
    galleries: NDArray[np.int64]
    vectors: NDArray[np.float16]
    cohort: FloatArray

    def __post_init__(self) -> None:
        self._check_shapes()
        if len(np.unique(self.entries)) != len(self.entries):
            raise ValueError("an entry number stands twice in the same rows")
        self._refuse("its cohort mean and deviation must be finite, the deviation above zero", self._bad_cohort())
        self._refuse("its template is not of length 1", self._bad_vectors())

    def __len__(self) -> int:
        return len(self.entries)

    def _check_shapes(self) -> None:
        count = len(self.entries)
        for name in ("entries", "subjects", "galleries"):
            keys = getattr(self, name)
            if keys.dtype != np.int64 or keys.shape != (count,):
                raise ValueError(f"{name} must be int64 of shape ({count},), not {keys.dtype} {keys.shape}")
        if self.vectors.dtype != np.float16 or self.vectors.ndim != 2 or len(self.vectors) != count:
            raise ValueError(f"vectors must be float16 ({count}, D), not {self.vectors.dtype} {self.vectors.shape}")
        if self.cohort.dtype != np.float32 or self.cohort.shape != (count, 2):
            raise ValueError(f"cohort must be float32 ({count}, 2), not {self.cohort.dtype} {self.cohort.shape}")

    def _bad_cohort(self) -> NDArray[np.bool_]:
        bad: NDArray[np.bool_] = ~(np.isfinite(self.cohort).all(axis=1) & (self.cohort[:, 1] > 0))
        return bad

    def _bad_vectors(self) -> NDArray[np.bool_]:
        widened = self.vectors.astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", widened, widened))
        # Written so that NaN, which compares false with everything, is refused.
        bad: NDArray[np.bool_] = ~(np.abs(lengths - 1.0) <= LENGTH_TOLERANCE)
        return bad

    def _refuse(self, reason: str, bad: NDArray[np.bool_]) -> None:
        if bad.any():
            raise ValueError(f"entry {self.entries[np.argmax(bad)]}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowQuery:
    """What is asked of every row: with s = <probe, x>, a row of template x, cohort mean m and deviation d has the value

        direct * s + scaled * (s - m) / d + offset

    probe: float32 (D,), of any length. direct, scaled: 0 or more, so that a value never falls as s rises. A ranking
    score (AS-norm) has this form; the plain cosine is direct = 1 with the rest zero.
    """

    probe: FloatArray
    direct: float
    scaled: float
    offset: float

    def __post_init__(self) -> None:
        if self.probe.ndim != 1 or self.probe.dtype != np.float32:
            raise ValueError(f"a probe must be float32 (D,), not {self.probe.dtype} {self.probe.shape}")
        if not all(np.isfinite(part).all() for part in (self.probe, self.direct, self.scaled, self.offset)):
            raise ValueError("a query needs finite numbers")
        if self.direct < 0 or self.scaled < 0:
            raise ValueError(f"direct and scaled must be 0 or more, not {self.direct}, {self.scaled}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Selection:
    """Which rows are searched: those of these galleries (None: of all) and of these subjects (None: of all)."""

    galleries: frozenset[int] | None = None
    subjects: NDArray[np.int64] | None = None


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SubjectReferences:
    """How many live rows each subject has; element i of both arrays is the same subject.

    subjects: int64, ascending. references: int64, at least 1.
    """

    subjects: NDArray[np.int64]
    references: NDArray[np.int64]

    def of(self, subjects: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of references of some of these subjects, in the order asked."""
        return self.references[np.searchsorted(self.subjects, subjects)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SubjectHits:
    """The highest subjects of a search; element i of each array is the subject at place i.

    A subject's value is that of its highest row. Ordered by value, descending; equal values by entry, ascending.
    entries: the row that gave the value, the smallest number where several did.
    values: float64, computed from the stored float16 in float64.
    references: live rows of that subject after the selection.
    subjects_total, references_total: what was searched after the selection.
    """

    subjects: NDArray[np.int64]
    entries: NDArray[np.int64]
    values: NDArray[np.float64]
    references: NDArray[np.int64]
    subjects_total: int
    references_total: int

    def __len__(self) -> int:
        return len(self.subjects)

    def first(self, count: int) -> Self:
        """The same search with no more than the `count` highest subjects."""
        columns = {name: getattr(self, name)[:count] for name in ("subjects", "entries", "values", "references")}
        return replace(self, **columns)


def require_length(found: int, header: IndexHeader) -> None:
    """Raise TemplateMismatch where a template of `found` numbers meets an index of another length."""
    if found != header.length:
        raise TemplateMismatch(
            f"A template of {found} numbers meets an index of {header.recogniser.id}, whose templates have "
            f"{header.length}.",
            advice="Use templates of the recogniser that the index was built for.",
        )
