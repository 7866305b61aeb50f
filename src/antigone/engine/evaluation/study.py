"""One evaluation from templates to findings; deterministic for a given seed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from antigone.engine.evaluation.dataset import EvaluationSet, require_enough
from antigone.engine.evaluation.findings import (
    BothWays,
    ClosedSet,
    Differential,
    Duplicates,
    EvidenceValue,
    GroupSettings,
    Judge,
    OpenSet,
    References,
    Reliability,
    compare_groups,
    find_duplicates,
    measure_closed_set,
    measure_evidence,
    measure_open_set,
    measure_references,
    measure_reliability,
)
from antigone.engine.evaluation.metrics import identity_resamples
from antigone.engine.evaluation.protocols import draw_closed_set, draw_open_set, with_all_references
from antigone.engine.evaluation.resampling import Resampling
from antigone.engine.evaluation.searching import Comparer, Scoring, run_searches
from antigone.engine.scoring import Calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySettings:
    """seed: everything drawn depends on it. draws: of galleries and probes. absent_share: people left out of each.

    rank: the longest candidate list. targets: FPIR at which FNIR is given; the last sets the threshold for groups.
    replicates: of the bootstrap by identity. smallest_group: people a group needs for a figure.
    calibrated_here: the calibration is the site's own, and galleries need not be looked at for it.
    """

    seed: int = 1
    draws: int = 10
    absent_share: float = 0.2
    rank: int = 20
    targets: tuple[float, ...] = (0.01, 0.1)
    replicates: int = 1000
    smallest_group: int = 30
    calibrated_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """open_set, closed_set: by way of scoring, the one that searches rank by first; the rest is of that one.

    references: what several photographs of each person in the gallery are worth, or the sentence why it is not known.
    reliability: None without a calibration, which alone makes a promise. evidence: the value of likelihood ratios, or
    the sentence why there is none.
    """

    settings: StudySettings
    open_set: Mapping[Scoring, OpenSet]
    closed_set: Mapping[Scoring, ClosedSet]
    references: References | str
    groups: tuple[Differential, ...]
    reliability: Reliability | None
    evidence: EvidenceValue | str
    duplicates: Duplicates

    @property
    def scoring(self) -> Scoring:
        """What subjects rank by in a search."""
        return next(iter(self.open_set))


def evaluate(data: EvaluationSet, calibration: Calibration | None, settings: StudySettings) -> Evaluation:
    """Raises SourceError where there are too few people, CalibrationError where the calibration is of another pack."""
    require_enough(data.name, data.counts)
    # A stream of random numbers for each purpose: a finding that is added later changes none of the others.
    for_open, for_closed, for_people, for_evidence = np.random.default_rng(settings.seed).spawn(4)
    comparers = {} if calibration is None else {Scoring.RANKING_SCORE: Comparer.of(data, calibration)}
    comparers[Scoring.SCORE] = Comparer.of(data, None)
    ranking = next(iter(comparers))
    draws = [draw_open_set(data, absent_share=settings.absent_share, rng=for_open) for _ in range(settings.draws)]
    closed_draws = [draw_closed_set(data, rng=for_closed) for _ in range(settings.draws)]
    opened = {scoring: run_searches(comparer, draws) for scoring, comparer in comparers.items()}
    closed = {scoring: run_searches(comparer, closed_draws) for scoring, comparer in comparers.items()}
    larger = [with_all_references(data, draw) for draw in draws]
    drawn = identity_resamples(len(data.people), settings.replicates, for_people)
    resampling = Resampling.of(data, opened[ranking], drawn)
    group_settings = GroupSettings(rank=settings.rank, target=settings.targets[-1], smallest=settings.smallest_group)
    return Evaluation(
        settings=settings,
        open_set={
            scoring: measure_open_set(searches, resampling, rank=settings.rank, targets=settings.targets)
            for scoring, searches in opened.items()
        },
        closed_set={
            scoring: measure_closed_set(searches, Resampling.of(data, searches, drawn))
            for scoring, searches in closed.items()
        },
        references=measure_references(
            data,
            BothWays(draws=larger, single=opened[ranking], several=run_searches(comparers[ranking], larger)),
            drawn,
            rank=settings.rank,
            targets=settings.targets,
        ),
        groups=compare_groups(data, opened[ranking], resampling, group_settings),
        reliability=None
        if calibration is None
        else measure_reliability(
            opened[ranking],
            resampling,
            Judge.of(comparers[ranking], draws, calibration, own=settings.calibrated_here),
            rank=settings.rank,
        ),
        evidence=measure_evidence(comparers[ranking], rng=for_evidence),
        duplicates=find_duplicates(comparers[ranking]),
    )
