"""Templates as points for an inner product that ranks nearly as the ranking score does.

A row of template x, cohort mean m and deviation d has the value direct * s + scaled * (s - m) / d + offset with
s = <probe, x>. Where direct / scaled is a number a, one over the deviation of a typical probe, that is scaled times
the inner product of (probe, 1) with

    y = (x * (a + 1 / d), -m / d)

and for every other probe nearly so: `ceilings` says how nearly. Two more steps change nothing in that order, and are
for indexes that are no full scan. A centre is taken off every y, which takes as much off every product with a probe:
what all people have in common leaves the angles between points nearly nothing to tell them by. And a number is put
behind it that makes all points equally long, which a probe meets with 0 (Bachrach and others 2014, RecSys: "Speeding
up the Xbox recommender system"): then who is nearest to a point has the highest product with it, and a graph leads
there. Without the two HNSW lost 135 of 198 people (docs/milvus.md).
"""

import base64
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.casework.recognition.bridge import Recogniser
from antigone.engine.index import IndexRows, RowQuery
from antigone.engine.types import FloatArray

__all__ = ["EXTRA_NUMBERS", "Frame", "cohort_shape", "point_of_query"]

EXTRA_NUMBERS = 2
"""So much longer than a template is a point."""

_STRANGERS = 1024
_ROOM = 1.25


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """What the points of one collection are made with.

    typical: the a of its points. centre: what is taken off each, float32 (D + 1,). radius: the length of a point; one
    that is longer stays so.
    """

    typical: float
    centre: FloatArray
    radius: float

    @classmethod
    def of(cls, recogniser: Recogniser) -> Self:
        """From strangers that are drawn as the cohort is spread: the first rows of a gallery may be one person.

        Without a calibration every m is 0, every d is 1, and s alone counts.
        """
        if recogniser.calibration is None:
            return cls(typical=0.0, centre=np.zeros(recogniser.template_length + 1, np.float32), radius=1.01)
        strangers = _strangers(recogniser.calibration.cohort.matrix)
        steep, shift = cohort_shape(recogniser.cohort_figures(strangers))
        typical = float(np.median(steep))
        stretched = _stretched(strangers, steep, shift, typical)
        centre = stretched.mean(axis=0).astype(np.float32)
        return cls(typical=typical, centre=centre, radius=_ROOM * float(_lengths(stretched - centre).max()))

    def points(self, rows: IndexRows) -> FloatArray:
        """Float32 (N, D + 2)."""
        y = _stretched(rows.vectors.astype(np.float64), *cohort_shape(rows.cohort), self.typical) - self.centre
        rest = np.sqrt(np.maximum(self.radius**2 - np.square(y).sum(axis=1), 0))
        return np.column_stack([y, rest]).astype(np.float32)

    def whole_product(self, product: float, query: RowQuery) -> float:
        """The inner product that a row would have with the query without the centre taken off."""
        point = point_of_query(query).astype(np.float64)
        return product + float(point[:-1] @ self.centre.astype(np.float64))

    def document(self) -> dict[str, object]:
        """To be written as JSON."""
        numbers = base64.b64encode(self.centre.astype("<f4").tobytes()).decode()
        return {"typical": self.typical, "centre": numbers, "radius": self.radius}

    @classmethod
    def parse(cls, found: dict[str, object]) -> Self:
        """Raises ValueError, KeyError or TypeError where it is none."""
        numbers = np.frombuffer(base64.b64decode(str(found["centre"]), validate=True), dtype="<f4")
        return cls(
            typical=float(str(found["typical"])), centre=numbers.astype(np.float32), radius=float(str(found["radius"]))
        )


def point_of_query(query: RowQuery) -> FloatArray:
    """Float32 (D + 2,)."""
    return np.concatenate([query.probe, np.array([1, 0], dtype=np.float32)])


def cohort_shape(figures: FloatArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """1 / d and m / d of cohort figures (N, 2)."""
    mean, deviation = figures.astype(np.float64).T
    return 1 / deviation, mean / deviation


def _stretched(
    vectors: NDArray[np.floating], steep: NDArray[np.float64], shift: NDArray[np.float64], typical: float
) -> NDArray[np.float64]:
    return np.column_stack([vectors * (typical + steep)[:, None], -shift])


def _strangers(members: FloatArray) -> FloatArray:
    """Mixtures of the cohort, with its mean and covariance: a member itself would find itself in the cohort."""
    mean = members.mean(axis=0)
    weights = np.random.default_rng(0).standard_normal((_STRANGERS, len(members))) / np.sqrt(len(members) - 1)
    drawn = mean + weights @ (members - mean)
    unit: FloatArray = (drawn / _lengths(drawn)[:, None]).astype(np.float32)
    return unit


def _lengths(vectors: NDArray[np.floating]) -> NDArray[np.float64]:
    lengths: NDArray[np.float64] = np.linalg.norm(vectors.astype(np.float64), axis=1)
    return lengths
