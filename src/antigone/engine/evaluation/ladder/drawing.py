"""Who of a data set goes up the ladder, and in what gallery."""

from dataclasses import dataclass

import numpy as np

from antigone.engine.errors import SourceError
from antigone.engine.evaluation.dataset import SMALLEST_PAIRED, EvaluationSet
from antigone.engine.evaluation.ladder.probes import LadderGallery
from antigone.engine.evaluation.protocols import Rows, draw_closed_set
from antigone.engine.scoring import Cohort

# A stream of random numbers of its own beside those of an evaluation with the same seed.
_STREAM = 76


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LadderDraw:
    """probes: rows of the data set, one photograph each of some people. subjects: their people's numbers."""

    probes: Rows
    subjects: Rows
    gallery: LadderGallery


def draw_probes(data: EvaluationSet, cohort: Cohort | None, *, most: int, seed: int) -> LadderDraw:
    """At most so many people by chance, one photograph each; everybody is enrolled with one, theirs is another.

    Only photographs in which a face was found: what has none cannot be made worse. Templates of the gallery are
    rounded as the store rounds them. Raises SourceError where fewer people than 30 have two such photographs: they
    are searched for while absent, too, and set an FPIR of 10 % (the rule of three).
    """
    draw = draw_closed_set(data, rng=np.random.default_rng([seed, _STREAM]))
    usable = data.found[draw.mated] & data.found[draw.gallery[draw.mates]]
    if usable.sum() < SMALLEST_PAIRED:
        raise SourceError(
            f"{data.name}: in two photographs of {usable.sum()} people a face was found; the ladder takes "
            f"{SMALLEST_PAIRED}.",
            advice="Evaluate without --ladder, or add photographs.",
        )
    # People come in random order.
    probes = draw.mated[usable][:most]
    enrolled = draw.gallery[data.found[draw.gallery]]
    gallery = LadderGallery(
        vectors=data.vectors[enrolled].astype(np.float16).astype(np.float32),
        subjects=data.identities[enrolled],
        cohort=cohort,
    )
    return LadderDraw(probes=probes, subjects=data.identities[probes], gallery=gallery)
