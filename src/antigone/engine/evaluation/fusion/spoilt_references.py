"""Subjects with a reference of somebody else: rules that make one score of several references, put to the test.

Everybody is enrolled, most with one reference: lists must be long enough to lose somebody on. The maximum gains by
that, since the mates are those with several references.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from antigone.engine.evaluation.fusion.outcomes import Asked, FusionSettings, RuleTable, compared, searched
from antigone.engine.evaluation.fusion.parts import Part, numbered
from antigone.engine.evaluation.fusion.several_references import (
    MAXIMUM,
    REFERENCE_RULES,
    ReferenceRule,
    ReferenceSets,
)
from antigone.engine.evaluation.fusion.templates import FUSED, OR_BEST_RULES

SPOILT_RULES: Mapping[str, ReferenceRule] = {
    rule: REFERENCE_RULES[rule] for rule in (MAXIMUM, "soft mean, temperature 1", FUSED, *OR_BEST_RULES)
}


def compare_spoilt_references(
    parts: Sequence[Part],
    *,
    references: int,
    share: float,
    settings: FusionSettings,
    spoilt_only: bool = False,
    rules: Mapping[str, ReferenceRule] = SPOILT_RULES,
    base: str = MAXIMUM,
) -> RuleTable:
    """One photograph of everybody, against everybody; mated are those with two references or more, up to `references`.

    share: of those, how many have one reference of somebody else, who is neither enrolled nor searched for: so no
    absent person can be found by it. spoilt_only: mated are they alone.
    """
    draws = (
        _drawn(part, references, share, first_person, rng, spoilt_only=spoilt_only)
        for part, first_person, rng in numbered(parts, settings.seed)
        for _ in range(settings.draws)
    )
    whom = "these alone" if spoilt_only else "all with several references"
    title = f"{100 * share:g} % of those with several references have one of somebody else; mated: {whom}"
    return compared(title, searched(draws, rules), base=base, settings=settings)


def _drawn(
    part: Part, references: int, share: float, first_person: int, rng: np.random.Generator, *, spoilt_only: bool
) -> tuple[ReferenceSets, Asked]:
    """A person with no photograph to spare stands in the gallery by the probe, which finds nobody."""
    mixed, starts = part.shuffled(rng)
    numbers = np.clip(part.counts - 1, 1, references)
    several = np.flatnonzero(numbers > 1)
    spoilt = rng.choice(several, round(share * len(several)), replace=False)
    others = rng.choice(np.flatnonzero(part.counts == 1), len(spoilt), replace=False)
    spare = part.counts > 1
    rows = mixed[(starts + spare)[:, None] + np.minimum(np.arange(references), numbers[:, None] - 1)]
    rows[spoilt, 0] = mixed[starts[others]]
    kept = np.setdiff1d(np.arange(len(numbers)), others)
    live = np.arange(references) < numbers[kept, None]
    sets = ReferenceSets.of(part, mixed[starts[kept]], rows[kept], live)
    mated = np.isin(kept, spoilt if spoilt_only else several)
    return sets, Asked(people=kept + first_person, own=np.arange(len(kept)), mated=mated)
