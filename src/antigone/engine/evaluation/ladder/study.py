"""The ladder of degradations: the same searches again, with ever worse probes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.degradation import LADDER, STRENGTHS, Degradation
from antigone.engine.evaluation.ladder.cache import RungCache, rung_key
from antigone.engine.evaluation.ladder.outcomes import (
    Floats,
    LadderFigure,
    RungOutcomes,
    Target,
    estimate,
    figure_values,
    searched,
)
from antigone.engine.evaluation.ladder.probes import LadderGallery, LadderProbe
from antigone.engine.evaluation.ladder.rungs import AS_IT_IS, LadderExtractor, Rung, RungTemplates, read_rung
from antigone.engine.evaluation.metrics import Difference, bounded_difference, identity_resamples
from antigone.engine.scoring import Estimate

Progress = Callable[[int, int], None]
"""Told how many of how many pictures are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderSettings:
    """seed: of the degradations and of the bootstrap. replicates: of the bootstrap by identity.
    threads: how many read pictures at a time; the figures do not depend on it.
    """

    seed: int = 1
    target: Target = field(default_factory=Target)
    replicates: int = 1000
    threads: int = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RungResult:
    """figures: each with 95 % bounds by identity. cosine: mean over the probes found with their person's best
    reference; None where none was found."""

    rung: Rung
    outcomes: RungOutcomes
    figures: Mapping[LadderFigure, Estimate]
    cosine: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LadderStudy:
    """undegraded: strength 0 of every degradation. rungs: degradation's name to its strengths 1 to 5.
    probes, people, subjects: how many were searched for, of how many people, in a gallery of how many.
    weights: of each probe in each resample (B, P), for paired comparisons.
    """

    undegraded: RungResult
    rungs: Mapping[str, tuple[RungResult, ...]]
    probes: int
    people: int
    subjects: int
    settings: LadderSettings
    weights: Floats

    def steps(self, name: str) -> tuple[RungResult, ...]:
        """Strengths 0 to 5 of a degradation."""
        return (self.undegraded, *self.rungs[name])


def ladder_study(
    probes: Sequence[LadderProbe],
    gallery: LadderGallery,
    extractor: LadderExtractor,
    *,
    settings: LadderSettings | None = None,
    degradations: Iterable[Degradation] = tuple(LADDER.values()),
    cache: RungCache | None = None,
    progress: Progress | None = None,
) -> LadderStudy:
    """Detection failure, rank 1 and FNIR with every probe at every strength of every degradation.

    probes: one photograph a person, or a few. Extraction is asked for the face at the person's place; what is found
    elsewhere in the picture is a detection failure.
    cache: rungs that it holds are not read again, and new ones are kept in it as soon as they are whole.
    Simulated damage validates no tier of decedents.
    """
    if not probes:
        raise ValueError("the ladder needs probes")
    settings = settings or LadderSettings()
    wanted = np.array([probe.subject for probe in probes], dtype=np.int64)
    people, weights = _resampled(wanted, settings)
    reader = _Reader(probes, extractor, settings, cache)
    ladder = {each.name: tuple(Rung(degradation=each, strength=k) for k in STRENGTHS) for each in degradations}
    rungs = [AS_IT_IS, *(rung for steps in ladder.values() for rung in steps)]

    def result(place: int, rung: Rung) -> RungResult:
        def tell(done: int) -> None:
            if progress is not None:
                progress(place * len(probes) + done, len(rungs) * len(probes))

        outcomes = searched(reader.read(rung, tell), wanted, gallery)
        return _judged(rung, outcomes, settings.target, weights, people)

    results = [result(place, rung) for place, rung in enumerate(rungs)]
    by_name = {name: tuple(each for each in results if each.rung.name == name) for name in ladder}
    return LadderStudy(
        undegraded=results[0],
        rungs=by_name,
        probes=len(probes),
        people=people,
        subjects=len(np.unique(gallery.subjects)),
        settings=settings,
        weights=weights,
    )


def paired_difference(figure: LadderFigure, study: LadderStudy, changed: RungResult, before: RungResult) -> Difference:
    """How much `changed` has more of the figure than `before`: the same probes, the same people drawn in both.

    Both may come from different studies of the same probes (with a recipe and without).
    """
    target = study.settings.target
    value = float(figure_values(figure, changed.outcomes, target) - figure_values(figure, before.outcomes, target))
    drawn = figure_values(figure, changed.outcomes, target, study.weights) - figure_values(
        figure, before.outcomes, target, study.weights
    )
    return bounded_difference(value, drawn)


def _resampled(wanted: NDArray[np.int64], settings: LadderSettings) -> tuple[int, Floats]:
    """How many people there are, and how often each probe counts in each resample (B, P)."""
    people, places = np.unique(wanted, return_inverse=True)
    drawn = identity_resamples(len(people), settings.replicates, np.random.default_rng(settings.seed))
    return len(people), np.asarray(drawn[:, places], dtype=np.float64)


def _judged(rung: Rung, outcomes: RungOutcomes, target: Target, weights: Floats, people: int) -> RungResult:
    figures = {figure: estimate(figure, outcomes, target, weights=weights, people=people) for figure in LadderFigure}
    found = outcomes.cosines[outcomes.found]
    return RungResult(rung=rung, outcomes=outcomes, figures=figures, cosine=float(found.mean()) if len(found) else None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Rungs from the cache where it has them, else from the pictures."""

    probes: Sequence[LadderProbe]
    extractor: LadderExtractor
    settings: LadderSettings
    cache: RungCache | None

    def read(self, rung: Rung, tell: Callable[[int], None]) -> RungTemplates:
        key = rung_key(self.probes, rung, self.extractor, seed=self.settings.seed)
        known = self._known(key)
        if known is not None:
            tell(len(self.probes))
            return known
        templates = self._made(rung, tell)
        if self.cache is not None:
            self.cache.write(key, templates)
        return templates

    def _known(self, key: str) -> RungTemplates | None:
        if self.cache is None:
            return None
        return self.cache.read(key, count=len(self.probes), length=self.extractor.length)

    def _made(self, rung: Rung, tell: Callable[[int], None]) -> RungTemplates:
        parts, done = [], 0
        for part in read_rung(
            self.probes, rung, self.extractor, seed=self.settings.seed, threads=self.settings.threads
        ):
            parts.append(part)
            done += len(part.found)
            tell(done)
        return RungTemplates(
            found=np.concatenate([part.found for part in parts]),
            vectors=np.concatenate([part.vectors for part in parts]),
        )
