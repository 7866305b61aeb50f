"""The cohort: strangers that every template is measured against."""

import hashlib
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.types import FloatArray, ModelIdentity

SMALLEST = 400
"""Twice the number of scores that AS-norm averages: with fewer, `top 200` would be most of the cohort."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cohort:
    """Strangers' templates.

    templates: float16 (M, D), length 1, as stored and hashed.
    origin: where they come from, a sentence.
    matrix: the templates as float32 (M, D), for arithmetic.
    """

    templates: NDArray[np.float16]
    recogniser: ModelIdentity
    origin: str
    matrix: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.templates.dtype != np.float16 or self.templates.ndim != 2:
            raise ValueError(f"a cohort is float16 (M, D), not {self.templates.dtype} {self.templates.shape}")
        if len(self.templates) < SMALLEST:
            raise ValueError(f"a cohort needs {SMALLEST} templates, not {len(self.templates)}")
        # Made once: it took ten times as long as what an enrolment does with it for each template.
        object.__setattr__(self, "matrix", self.templates.astype(np.float32))
        lengths = np.linalg.norm(self.matrix, axis=1)
        if not (np.abs(lengths - 1) < 0.01).all():
            raise ValueError(f"cohort templates must have length 1, not {lengths.min()} to {lengths.max()}")
        self.templates.flags.writeable = self.matrix.flags.writeable = False

    @classmethod
    def of(cls, vectors: FloatArray, *, recogniser: ModelIdentity, origin: str) -> Self:
        """A cohort from vectors (M, D) of any length."""
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return cls(templates=unit.astype(np.float16), recogniser=recogniser, origin=origin)

    @property
    def sha256(self) -> str:
        """Identity of the cohort: of the recogniser and the stored numbers. Statistics are keyed by it."""
        head = f"{self.recogniser.id} {self.recogniser.sha256} {self.templates.shape}\n".encode()
        return hashlib.sha256(head + self.templates.astype("<f2").tobytes()).hexdigest()
