"""Figures of searches, computed again and again with other people drawn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.dataset import EvaluationSet
from antigone.engine.evaluation.protocols import Rows
from antigone.engine.evaluation.searching import Searches

Floats = NDArray[np.float64]
Weights = tuple[NDArray[np.float32], NDArray[np.float32]]
"""How often each non-mated (B, A) and each mated search (B, M) counts in each resample."""

_BLOCK_BYTES = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resampling:
    """The people searched for are drawn anew; the galleries stay as they were drawn.

    drawn: times each person is drawn (B, n). absent, mated: whom each search is for.
    """

    drawn: NDArray[np.float32]
    absent: Rows
    mated: Rows

    @classmethod
    def of(cls, data: EvaluationSet, searches: Searches, drawn: NDArray[np.float32]) -> Self:
        return cls(
            drawn=drawn,
            absent=data.identities[searches.absent_rows],
            mated=data.identities[searches.mated_rows],
        )

    @property
    def absent_people(self) -> int:
        """People who were searched for without being enrolled, in one draw or more."""
        return len(np.unique(self.absent))

    @property
    def mated_people(self) -> int:
        """People who were searched for while they were enrolled."""
        return len(np.unique(self.mated))

    def shares(self, events: NDArray[np.bool_], people: Rows, *, among: NDArray[np.bool_] | None = None) -> Floats:
        """Share of searches with each event (B, K), resample by resample; NaN where a resample has no search.

        events: (P, K). people: whom each search is for (P,), `absent` or `mated`. among: which searches count (P, K).
        """
        counted = np.ones(events.shape, np.bool_) if among is None else among
        searches = self.drawn.astype(np.float64) @ self._by_person(counted, people)
        seen = self.drawn.astype(np.float64) @ self._by_person(events & counted, people)
        return np.divide(seen, searches, out=np.full_like(seen, np.nan), where=searches > 0)

    def figures(self, figure: Callable[[Weights], Floats]) -> Floats:
        """The figure for each resample; `figure` gets the weights of some resamples and answers with as many rows."""
        return np.concatenate([figure(weights) for weights in self._weights()])

    def _by_person(self, events: NDArray[np.bool_], people: Rows) -> Floats:
        sums = np.zeros((self.drawn.shape[1], events.shape[1]))
        np.add.at(sums, people, events)
        return sums

    def _weights(self) -> Iterator[Weights]:
        step = max(1, _BLOCK_BYTES // (4 * (len(self.absent) + len(self.mated))))
        for start in range(0, len(self.drawn), step):
            drawn = self.drawn[start : start + step]
            yield drawn[:, self.absent], drawn[:, self.mated]
