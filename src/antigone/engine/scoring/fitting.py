"""From templates of known people to a calibration. Deterministic for a given random generator."""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from antigone.engine.scoring.calibration import Calibration, Provenance
from antigone.engine.scoring.crossfit import cross_fitted_scores
from antigone.engine.scoring.labelled import CohortSettings, LabelledTemplates, synthetic_cohort
from antigone.engine.scoring.tailfit import fit_tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the fit cannot know about its templates; see Provenance and Calibration."""

    dataset: str
    selection: str
    population: str
    date: dt.date
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSettings:
    """replicates: of the bootstrap by identity that gives the 95 % bounds."""

    cohort: CohortSettings = field(default_factory=CohortSettings)
    replicates: int = 200


def fit_calibration(
    templates: LabelledTemplates, source: Source, *, rng: np.random.Generator, settings: FitSettings | None = None
) -> Calibration:
    """A cohort fitted to all of the templates, and the tail that people outside it have."""
    settings = settings or FitSettings()
    ordered = templates.sorted()
    cohort = synthetic_cohort(ordered, np.ones(len(ordered.identities), np.bool_), settings.cohort, rng)
    scores = cross_fitted_scores(ordered, settings.cohort, rng)
    counts = ordered.counts
    return Calibration(
        recogniser=templates.recogniser,
        cohort=cohort,
        tail=fit_tail(scores, counts, replicates=settings.replicates, rng=rng),
        population=source.population,
        provenance=Provenance(
            dataset=source.dataset,
            selection=source.selection,
            identities=len(counts),
            photographs=int(counts.sum()),
            pairs=int((counts.sum() ** 2 - (counts**2).sum()) // 2),
            date=source.date,
            script=source.script,
        ),
    )
