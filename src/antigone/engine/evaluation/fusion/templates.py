"""Rules that make one template of several, which to AS-norm is like any other; and those that ask the best one too."""

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from antigone.engine.scoring import fused_template, several_references
from antigone.engine.types import FloatArray

Fuse = Callable[[FloatArray], FloatArray]
"""Templates (..., n, D) of length 1 -> (..., D)."""

FUSED = "fused template"


def mean_template(vectors: FloatArray) -> FloatArray:
    """As short as the mean is: the less the photographs agree, the shorter."""
    mean: FloatArray = vectors.mean(axis=-2)
    return mean


def unit_mean(vectors: FloatArray) -> FloatArray:
    """The mean made length 1."""
    mean = vectors.mean(axis=-2)
    made: FloatArray = mean / np.linalg.norm(mean, axis=-1, keepdims=True)
    return made


class TakesTemplates(Protocol):
    """What was drawn, scored with the fused templates of each person."""

    def of_templates(self, fuse: Fuse, /) -> FloatArray: ...


class TakesReferences(TakesTemplates, Protocol):
    """What was drawn, scored with the best of each person's references alone too."""

    def of_best(self) -> FloatArray: ...


def _by(fuse: Fuse) -> Callable[[TakesTemplates], FloatArray]:
    return lambda drawn: drawn.of_templates(fuse)


TEMPLATE_RULES: Mapping[str, Callable[[TakesTemplates], FloatArray]] = {
    "mean template, not lengthened": _by(mean_template),
    "mean template, length 1": _by(unit_mean),
    FUSED: _by(fused_template),
}


def _or_best(behind: float) -> Callable[[TakesReferences], FloatArray]:
    def rule(drawn: TakesReferences) -> FloatArray:
        scores: FloatArray = several_references(drawn.of_templates(fused_template), drawn.of_best(), behind=behind)
        return scores

    return rule


OR_BEST_RULES: Mapping[str, Callable[[TakesReferences], FloatArray]] = {
    f"{FUSED}, or the best less {behind:g}": _or_best(behind) for behind in (0.25, 0.5, 1.0)
}
