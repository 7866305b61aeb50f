"""Templates compared: with galleries through the index, or two with each other. The rooms above ask here."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.choosing import live_index
from antigone.casework.recognition.indexing import tell_damage
from antigone.casework.recognition.moments import Moments
from antigone.casework.recognition.selectors import gallery_change
from antigone.engine.errors import SnapshotError
from antigone.engine.identification import (
    Basis,
    Candidate,
    CandidateList,
    Comparison,
    ListRules,
    Person,
    compare,
    gallery_tail,
    identify_each,
)
from antigone.engine.index import SearchableIndex, Selection
from antigone.engine.scoring import Estimate, GalleryTail, LikelihoodRatio, Tier
from antigone.engine.types import Template

__all__ = [
    "Basis",
    "Candidate",
    "CandidateList",
    "Comparison",
    "Estimate",
    "GalleryHoldings",
    "GallerySearcher",
    "LikelihoodRatio",
    "SearchAnswer",
    "SearchQuestion",
    "Tier",
    "compare_templates",
]


Result = TypeVar("Result")
_TailQuestion = tuple[int, frozenset[int], frozenset[int] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuestion:
    """Probes of one person, none where no photograph showed a face; and where to look.

    galleries: keys. subjects: keys of those that may be listed; None for all of the galleries. top, strangers,
    tier: as in `engine.identification`. leave_out: entries of the index that are passed over.
    """

    probes: tuple[Template, ...]
    galleries: frozenset[int]
    subjects: Collection[int] | None
    top: int
    strangers: float | None
    tier: Tier | None = None
    leave_out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryHoldings:
    """What a gallery held when it was searched, before filters. change: the last that touched it."""

    gallery: int
    subjects: int
    templates: int
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """The candidates, None where there was no probe; each gallery, by key, and the index's last change."""

    found: CandidateList | None
    galleries: tuple[GalleryHoldings, ...]
    index_change: int


class GallerySearcher:
    """Searches with one index, opened at the first and brought up to date at every other; on any number of threads."""

    def __init__(self, *, home: Path, recogniser: Recogniser, by: Actor, local: bool = False) -> None:
        """local: the home's own index, whatever ANTIGONE_INDEX_URL says. Raises UsageError where that is no address."""
        self._recogniser = recogniser
        self._moments = Moments(live_index(home=home, recogniser=recogniser, by=by, local=local))
        self._held: tuple[int, dict[int, GalleryHoldings]] = (0, {})
        self._tail: tuple[_TailQuestion, GalleryTail | None] | None = None

    def search(self, question: SearchQuestion) -> SearchAnswer:
        """Raises TemplateMismatch where a probe was made by another recogniser, StateError where Milvus holds the index
        and cannot be reached."""
        return self.search_each([question])[0]

    def search_each(self, questions: Sequence[SearchQuestion]) -> list[SearchAnswer]:
        """As `search` for several persons of one moment, who share the passes over the index.

        Raises ValueError where they differ in more than probes and tier.
        """
        if not questions:
            return []
        return self._with_index(lambda index: self._search(index, questions))

    def holdings(self, galleries: Collection[int]) -> tuple[GalleryHoldings, ...]:
        """What each of these holds now, by key."""
        return self._with_index(lambda index: self._holdings(index, galleries))

    def _with_index(self, work: Callable[[SearchableIndex], Result]) -> Result:
        try:
            with self._moments.current() as index:
                return work(index)
        except SnapshotError as damage:
            # Blocks of a snapshot are checked when they are first read: a damaged one is found out by the question.
            tell_damage(damage)
            with self._moments.replaced() as index:
                return work(index)

    def _search(self, index: SearchableIndex, questions: Sequence[SearchQuestion]) -> list[SearchAnswer]:
        asked = _in_common(questions)
        found = self._identified(index, asked, questions)
        holdings = self._holdings(index, asked.galleries)
        return [
            SearchAnswer(found=next(found) if question.probes else None, galleries=holdings, index_change=index.change)
            for question in questions
        ]

    def _identified(
        self, index: SearchableIndex, asked: SearchQuestion, questions: Sequence[SearchQuestion]
    ) -> Iterator[CandidateList]:
        """The lists of those that have a probe."""
        persons = [Person(probes=each.probes, tier=each.tier) for each in questions if each.probes]
        if not persons:
            return iter(())
        lists = identify_each(
            persons,
            index=index.leaving_out(sorted(asked.leave_out)) if asked.leave_out else index,
            calibration=self._recogniser.calibration,
            gallery=self._gallery_tail(index, asked),
            selection=_selection(asked),
            rules=ListRules(top=asked.top, strangers=asked.strangers),
        )
        return iter(lists)

    def _gallery_tail(self, index: SearchableIndex, question: SearchQuestion) -> GalleryTail | None:
        """None where the calibration is the site's own; remembered for the next search of the same rows."""
        calibration = self._recogniser.calibration
        if calibration is None or self._recogniser.calibrated_here:
            return None
        subjects = question.subjects
        asked = (index.change, question.galleries, None if subjects is None else frozenset(subjects))
        kept = self._tail
        if kept is None or kept[0] != asked:
            kept = self._tail = asked, gallery_tail(index, _selection(question), calibration)
        return kept[1]

    def _holdings(self, index: SearchableIndex, galleries: Collection[int]) -> tuple[GalleryHoldings, ...]:
        """Remembered until the next change: counting takes a pass over all keys for each gallery."""
        change, held = self._held
        if change != index.change:
            held = {}
            self._held = index.change, held
        for gallery in galleries:
            if gallery not in held:
                held[gallery] = _holding(index, gallery)
        return tuple(held[gallery] for gallery in sorted(galleries))


def _holding(index: SearchableIndex, gallery: int) -> GalleryHoldings:
    counts = index.subject_reference_counts(Selection(galleries=frozenset({gallery})))
    return GalleryHoldings(
        gallery=gallery,
        subjects=len(counts.subjects),
        templates=int(counts.references.sum()),
        change=gallery_change(gallery, upto=index.change),
    )


def _in_common(questions: Sequence[SearchQuestion]) -> SearchQuestion:
    """What they all ask, without the persons."""
    first, *others = (replace(each, probes=(), tier=None) for each in questions)
    if any(other != first for other in others):
        raise ValueError("questions that are asked together must differ in the person alone")
    return first


def _selection(question: SearchQuestion) -> Selection:
    subjects = question.subjects
    return Selection(
        galleries=question.galleries,
        subjects=None if subjects is None else np.fromiter(subjects, dtype=np.int64, count=len(subjects)),
    )


def compare_templates(a: Template, b: Template, *, recogniser: Recogniser, tier: Tier | None = None) -> Comparison:
    """One to one. Raises TemplateMismatch where the two, or the calibration, are not of one recogniser."""
    return compare(a, b, recogniser.calibration, tier)
