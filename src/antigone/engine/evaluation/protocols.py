"""Who is enrolled and who is searched for: draws of galleries and probes (ISO/IEC 19795-1, identification).

Everyone enrolled has one photograph in the gallery, and everyone is searched for with one, so that each person weighs
the same however many photographs there are; repeated draws use the others in their turn. Galleries as sites have them
hold all there are of a person: `with_all_references` makes one of a draw.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.dataset import EvaluationSet

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draw:
    """One gallery and the searches in it, as rows of the evaluation set.

    gallery: (R,), people in random order. starts: where each person's rows begin in it (G,); None for one row a person.
    mated: probes of enrolled people (M,), with the places of their mates among the people (M,).
    absent: probes of people who are not enrolled (A,).
    """

    gallery: Rows
    mated: Rows
    mates: Rows
    absent: Rows
    starts: Rows | None = None

    @property
    def subjects(self) -> int:
        """How many people are enrolled."""
        return len(self.gallery if self.starts is None else self.starts)

    @property
    def references(self) -> Rows:
        """Photographs of each person in the gallery (G,)."""
        if self.starts is None:
            return np.ones(len(self.gallery), np.int64)
        return np.diff(self.starts, append=len(self.gallery))


def draw_open_set(data: EvaluationSet, *, absent_share: float, rng: np.random.Generator) -> Draw:
    """A random share of the people is left out of the gallery and searched for; of the rest, all who have two."""
    if not 0 < absent_share < 1:
        raise ValueError(f"the share of absent people lies between 0 and 1, not at {absent_share}")
    people = rng.permutation(len(data.people))
    absent = round(absent_share * len(people))
    return _draw(data, enrolled=people[absent:], absent=people[:absent], rng=rng)


def draw_closed_set(data: EvaluationSet, *, rng: np.random.Generator) -> Draw:
    """Everybody is enrolled; all who have two photographs are searched for."""
    everybody = rng.permutation(len(data.people))
    return _draw(data, enrolled=everybody, absent=everybody[:0], rng=rng)


def with_all_references(data: EvaluationSet, draw: Draw) -> Draw:
    """The same people and searches; everyone enrolled has all photographs in the gallery but the one searched with."""
    people = data.identities[draw.gallery]
    firsts = np.cumsum(data.counts) - data.counts
    probes = set(draw.mated.tolist())
    rows = [
        [row for row in range(first, first + count) if row not in probes]
        for first, count in zip(firsts[people], data.counts[people], strict=True)
    ]
    counts = np.array([len(each) for each in rows], np.int64)
    return replace(draw, gallery=np.concatenate(rows).astype(np.int64), starts=np.cumsum(counts) - counts)


def _draw(data: EvaluationSet, *, enrolled: Rows, absent: Rows, rng: np.random.Generator) -> Draw:
    counts = data.counts
    shuffled = np.lexsort((rng.random(len(data.identities)), data.identities))
    first = shuffled[np.cumsum(counts) - counts]
    second = shuffled[np.minimum(np.cumsum(counts) - counts + 1, len(shuffled) - 1)]
    places = np.flatnonzero(counts[enrolled] > 1)
    return Draw(gallery=first[enrolled], mated=second[enrolled[places]], mates=places, absent=first[absent])
