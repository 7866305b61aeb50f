"""Probes as a question to the index."""

from collections.abc import Sequence

import numpy as np

from antigone.engine.errors import TemplateMismatch
from antigone.engine.index import IndexHeader, RowQuery
from antigone.engine.scoring import Calibration, affine_query, cohort_statistics
from antigone.engine.types import FloatArray, ModelIdentity, Template


def stacked(probes: Sequence[Template], recogniser: ModelIdentity) -> FloatArray:
    """The probes' vectors (P, D). Raises TemplateMismatch where one was made by another recogniser."""
    if not probes:
        raise ValueError("a search needs one probe or more")
    for probe in probes:
        if probe.recogniser != recogniser:
            raise TemplateMismatch(
                f"A template of {_named(probe.recogniser)} cannot be compared with those of {_named(recogniser)}.",
                advice="Extract the photograph again with the recogniser of the gallery.",
            )
    return np.stack([probe.vector for probe in probes])


def require_same_cohort(header: IndexHeader, calibration: Calibration) -> None:
    """Raises TemplateMismatch where the rows' statistics were taken against another cohort than the calibration's."""
    if header.cohort_sha256 != calibration.cohort.sha256:
        raise TemplateMismatch(
            f"The index was made with {_cohort(header.cohort_sha256)}, the calibration has "
            f"{_cohort(calibration.cohort.sha256)}.",
            advice="Run `antigone index rebuild`; it computes the cohort figures of every template anew.",
        )


def row_query(probe: FloatArray, calibration: Calibration | None) -> RowQuery:
    """The ranking score against a probe (D,), or the cosine where there is no calibration."""
    if calibration is None:
        return RowQuery(probe=probe, direct=1.0, scaled=0.0, offset=0.0)
    query = affine_query(cohort_statistics(calibration.cohort, probe[None])[0])
    return RowQuery(probe=probe, direct=query.direct, scaled=query.scaled, offset=query.offset)


def _cohort(sha256: str) -> str:
    return f"the cohort {sha256[:12]}" if sha256 else "no cohort"


def _named(recogniser: ModelIdentity) -> str:
    return f"{recogniser.id} ({recogniser.sha256[:12]})"
