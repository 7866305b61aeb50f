"""From templates of known people to a calibration. Deterministic for a given random generator."""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from antigone.engine.scoring.calibration import Calibration, Provenance
from antigone.engine.scoring.crossfit import cross_fitted_scores, strangers_only
from antigone.engine.scoring.labelled import CohortSettings, LabelledTemplates, synthetic_cohort
from antigone.engine.scoring.llr import SMALLEST_MATED, LlrModel, Tier, fit_llr
from antigone.engine.scoring.strangers import StrangerPrior, fit_prior
from antigone.engine.scoring.tail import TailModel
from antigone.engine.scoring.tailfit import fit_tail
from antigone.engine.types import FloatArray

SEARCHES = 1500
"""At most so many tell how probes differ; more would take time and say the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the fit cannot know about its templates; see Provenance and Calibration.

    tier: the condition of the people in the photographs, as they were: simulated damage does not change it.
    """

    dataset: str
    selection: str
    population: str
    date: dt.date
    script: str
    dataset_sha256: str = ""
    pack: str = ""
    tier: Tier = Tier.LIVING


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSettings:
    """replicates: of the bootstrap by identity that gives the 95 % bounds."""

    cohort: CohortSettings = field(default_factory=CohortSettings)
    replicates: int = 200


def fit_calibration(
    templates: LabelledTemplates, source: Source, *, rng: np.random.Generator, settings: FitSettings | None = None
) -> Calibration:
    """A cohort fitted to all of the templates, and the tail and likelihood ratios that people outside it have.

    No ratios where fewer than SMALLEST_MATED people have two photographs.
    """
    settings = settings or FitSettings()
    ordered = templates.sorted()
    cohort = synthetic_cohort(ordered, np.ones(len(ordered.identities), np.bool_), settings.cohort, rng)
    scores = cross_fitted_scores(ordered, settings.cohort, rng)
    counts = ordered.counts
    non_mated = strangers_only(scores, ordered.identities)
    tail = fit_tail(non_mated, counts, replicates=settings.replicates, rng=rng)
    return Calibration(
        recogniser=templates.recogniser,
        cohort=cohort,
        tail=tail,
        population=source.population,
        provenance=Provenance(
            dataset=source.dataset,
            selection=source.selection,
            identities=len(counts),
            photographs=int(counts.sum()),
            pairs=int((counts.sum() ** 2 - (counts**2).sum()) // 2),
            date=source.date,
            script=source.script,
            dataset_sha256=source.dataset_sha256,
            pack=source.pack,
        ),
        llr=_ratios(scores, ordered, source, settings, rng),
        strangers=_strangers(tail, non_mated, counts, rng),
    )


def _strangers(
    tail: TailModel, non_mated: FloatArray, counts: NDArray[np.int64], rng: np.random.Generator
) -> StrangerPrior:
    """Everyone searched for with the last photograph, SEARCHES at most, among the first ones of the others."""
    last = np.cumsum(counts) - 1
    first = last - counts + 1
    probes = rng.permutation(last)[:SEARCHES]
    return fit_prior(tail.nats(non_mated[np.ix_(probes, first)]), rng)


def _ratios(
    scores: FloatArray,
    templates: LabelledTemplates,
    source: Source,
    settings: FitSettings,
    rng: np.random.Generator,
) -> tuple[LlrModel, ...]:
    if int((templates.counts > 1).sum()) < SMALLEST_MATED:
        return ()
    model = fit_llr(
        scores,
        templates.identities,
        tier=source.tier,
        photographs=source.population,
        replicates=settings.replicates,
        rng=rng,
    )
    return (model,)
