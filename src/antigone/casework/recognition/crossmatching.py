"""Persons compared with each other, as if each were searched for among the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from antigone.casework.recognition.bridge import Recogniser
from antigone.engine.identification import (
    CandidateList,
    ListRules,
    Pair,
    Person,
    gallery_tail,
    identify_each,
    mutual_pairs,
)
from antigone.engine.index import EVERYTHING, IndexRows, TemplateIndex
from antigone.engine.scoring import GalleryTail
from antigone.engine.types import Template

__all__ = ["Pair", "Persons"]

TOGETHER = 256
"""Persons who share a pass: beyond it little is won."""


@dataclass(slots=True, kw_only=True, eq=False)
class Persons:
    """Persons to be compared, by their places in the list; of each the templates of their photographs.

    A pair's entries are places among all the photographs, one person's after the other's. top, strangers: of the list
    that each person has among the others, as a search has them.
    """

    persons: Sequence[tuple[Template, ...]]
    recogniser: Recogniser
    top: int
    strangers: float | None
    _lists: dict[int, CandidateList] = field(default_factory=dict, init=False)

    def compare(self) -> Iterator[int]:
        """Do it, some hundred persons at a time; gives how many were done. Raises TemplateMismatch."""
        if len(self.persons) < 2:
            return
        index = self._index()
        calibration = self.recogniser.calibration
        tail = self._tail(index)
        rules = ListRules(top=self.top, strangers=self.strangers)
        for start in range(0, len(self.persons), TOGETHER):
            places = range(start, min(start + TOGETHER, len(self.persons)))
            found = identify_each(
                [Person(probes=self.persons[place], own=place) for place in places],
                index=index,
                calibration=calibration,
                gallery=tail,
                rules=rules,
            )
            self._lists.update(zip(places, found, strict=True))
            yield len(places)

    def pairs(self) -> list[Pair]:
        """Of those who were compared; those of least expected strangers first."""
        return mutual_pairs(self._lists)

    def _index(self) -> TemplateIndex:
        counts = [len(probes) for probes in self.persons]
        vectors = np.stack([probe.vector for probes in self.persons for probe in probes])
        stored = self.recogniser.stored_form(vectors)
        rows = IndexRows(
            entries=np.arange(len(stored)),
            subjects=np.repeat(np.arange(len(counts)), counts),
            galleries=np.zeros(len(stored), dtype=np.int64),
            vectors=stored,
            cohort=self.recogniser.cohort_figures(stored),
        )
        index = TemplateIndex(self.recogniser.index_header)
        index.add(rows, 1)
        return index

    def _tail(self, index: TemplateIndex) -> GalleryTail | None:
        """None where the calibration is the site's own, as in a search."""
        calibration = self.recogniser.calibration
        if calibration is None or self.recogniser.calibrated_here:
            return None
        return gallery_tail(index, EVERYTHING, calibration)
