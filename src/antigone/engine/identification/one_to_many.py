"""1:N: probes of one person against an index, or of several persons in the same passes over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from antigone.engine.identification.queries import require_same_cohort, row_query, stacked
from antigone.engine.identification.ratios import list_with_ratios
from antigone.engine.identification.results import Basis, Candidate, CandidateList
from antigone.engine.identification.strangers import SearchStrangers
from antigone.engine.identification.subjects import ranked_subjects
from antigone.engine.index import SearchableIndex, Selection, SubjectHits
from antigone.engine.scoring import Calibration, GalleryTail, Tier, fused_template
from antigone.engine.types import FloatArray, ModelIdentity, Template

CLOSE = 1.0
"""The first two of a list are close where their ranking scores differ by less. Two photographs of one person give
ranking scores against the same third that differ by this much: docs/scoring.md."""

_CLOSE_WARNING = (
    "Ranks 1 and 2 score nearly alike; another photograph of the same person could turn them round. Look at both, "
    "and think of siblings and twins: a recogniser hardly tells them apart."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRules:
    """top: the longest list.

    strangers: the list ends where expected_strangers exceeds this; None: it does not, for closed lists, where every
        name must be seen. A figure that the calibration cannot resolve cuts nobody.
    tier: the condition of the person in the probes, for the likelihood ratios; None where nobody said it.
    """

    top: int = 20
    strangers: float | None = 1.0
    tier: Tier | None = None

    def __post_init__(self) -> None:
        if self.strangers is not None and not self.strangers >= 0:
            raise ValueError(f"strangers must be 0 or more, not {self.strangers}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """One who is searched for.

    probes: photographs of them, one or more; they are fused into one template (`scoring.fused_template`).
    tier: the condition they are in there, for the likelihood ratios; None where nobody said it.
    own: their own subject, where they are in the index themselves: it is passed over, as if it were not there.
    """

    probes: tuple[Template, ...]
    tier: Tier | None = None
    own: int | None = None


def identify(
    probes: Sequence[Template],
    *,
    index: SearchableIndex,
    calibration: Calibration | None,
    gallery: GalleryTail | None = None,
    selection: Selection | None = None,
    rules: ListRules | None = None,
) -> CandidateList:
    """The highest subjects of the index that stand out from strangers, for the one person in the probes.

    What several references of a subject count together: `scoring.several_references`.
    gallery: how those who are searched resemble each other (`gallery_tail`), where figures that rest on other people
        must not be milder than it; None where the calibration is the site's own.

    Without a calibration subjects rank by cosine, figures are None and nothing is cut; a warning says so.
    Raises TemplateMismatch and CalibrationError where probes, index and calibration do not belong together.
    """
    person = Person(probes=tuple(probes))
    (found,) = identify_each(
        [person], index=index, calibration=calibration, gallery=gallery, selection=selection, rules=rules
    )
    return found


def identify_each(
    persons: Sequence[Person],
    *,
    index: SearchableIndex,
    calibration: Calibration | None,
    gallery: GalleryTail | None = None,
    selection: Selection | None = None,
    rules: ListRules | None = None,
) -> list[CandidateList]:
    """For each person the list that `identify` gives, to the last bit; they share the passes over the index.

    Memory: some hundred subjects a person, with all their references. Raises as `identify` does.
    """
    rules, selection = rules or ListRules(), selection or Selection()
    stacks = [stacked(person.probes, index.header.recogniser) for person in persons]
    if calibration is not None:
        calibration.require(index.header.recogniser)
        require_same_cohort(index.header, calibration)
    if not persons:
        return []
    found = ranked_subjects(
        [row_query(fused_template(vectors), calibration) for vectors in stacks],
        index=index,
        calibration=calibration,
        selection=selection,
        top=rules.top,
        own=[person.own for person in persons],
    )
    hits = [each.first(rules.top) for each in found]
    lists = []
    for person, each, listed, cosines in zip(persons, found, hits, _mean_cosines(stacks, index, hits), strict=True):
        ranked = _ranked(listed, cosines)
        if calibration is None:
            plain = _uncalibrated(ranked, listed, index.header.recogniser, rules.strangers)
        else:
            search = SearchStrangers.of(
                each.values, subjects=each.subjects_total, calibration=calibration, gallery=gallery
            )
            plain = _cut(_judged(ranked, listed.values, search), listed, search, rules.strangers)
        lists.append(list_with_ratios(plain, calibration, person.tier, listed.references))
    return lists


def _mean_cosines(
    stacks: Sequence[FloatArray], index: SearchableIndex, hits: Sequence[SubjectHits]
) -> Iterator[NDArray[np.float64]]:
    """Of each search, averaged over its probes, with the row that scored of every subject at its place."""
    rows = index.rows_of(np.concatenate([each.entries for each in hits]))
    ends = np.cumsum([len(each) for each in hits])
    for vectors, part in zip(stacks, np.split(rows, ends[:-1]), strict=True):
        yield (part.astype(np.float64) @ vectors.mean(axis=0, dtype=np.float64)).clip(-1.0, 1.0)


def _ranked(hits: SubjectHits, scores: NDArray[np.float64]) -> list[Candidate]:
    rows = zip(hits.subjects.tolist(), hits.entries.tolist(), scores.tolist(), strict=True)
    return [
        Candidate(rank=rank, subject=subject, entry=entry, score=score)
        for rank, (subject, entry, score) in enumerate(rows, start=1)
    ]


def _judged(ranked: list[Candidate], scores: NDArray[np.float64], search: SearchStrangers) -> list[Candidate]:
    tail = search.calibration.tail
    return [
        replace(
            candidate,
            ranking_score=score,
            false_match_rate=tail.false_match_rate(score),
            expected_strangers=figures.expected,
            expected_strangers_global=figures.overall,
            expected_strangers_by_probe=figures.by_probe,
        )
        for candidate, score, figures in zip(ranked, scores.tolist(), search.figures(scores), strict=True)
    ]


def _uncalibrated(
    ranked: list[Candidate], hits: SubjectHits, recogniser: ModelIdentity, strangers: float | None
) -> CandidateList:
    cannot_cut = "The list is not cut by expected strangers: this recogniser is not calibrated."
    return CandidateList(
        basis=Basis.uncalibrated(recogniser),
        candidates=tuple(ranked),
        cut=0,
        subjects=hits.subjects_total,
        references=hits.references_total,
        warnings=(cannot_cut,) if strangers is not None else (),
    )


def _cut(judged: list[Candidate], hits: SubjectHits, search: SearchStrangers, strangers: float | None) -> CandidateList:
    kept = tuple(candidate for candidate in judged if _stands_out(candidate, strangers))
    return CandidateList(
        basis=Basis.of(search.calibration),
        candidates=kept,
        cut=len(judged) - len(kept),
        subjects=hits.subjects_total,
        references=hits.references_total,
        warnings=tuple(_warnings(kept, search, strangers)),
    )


def _stands_out(candidate: Candidate, strangers: float | None) -> bool:
    expected = candidate.expected_strangers
    return strangers is None or expected is None or not expected.resolved or expected.value <= strangers


def _warnings(kept: tuple[Candidate, ...], search: SearchStrangers, strangers: float | None) -> Iterator[str]:
    if search.worsened:
        yield (
            f"People in this gallery resemble each other more than those the figures rest on "
            f"({search.calibration.population}); expected strangers were raised to what the gallery shows of itself. "
            "A calibration on your own photographs would settle it."
        )
    if len(kept) > 1 and _gap(*kept[:2]) < CLOSE:
        yield _CLOSE_WARNING
    if strangers is not None and any(_unresolved_above(candidate, strangers) for candidate in kept):
        yield (
            f"This gallery is larger than the calibration can resolve: whether fewer than {strangers:g} strangers "
            "are expected among the candidates marked < is not known, so they were not cut."
        )


def _gap(first: Candidate, second: Candidate) -> float:
    return (first.ranking_score or 0.0) - (second.ranking_score or 0.0)


def _unresolved_above(candidate: Candidate, strangers: float) -> bool:
    expected = candidate.expected_strangers
    return expected is not None and not expected.resolved and expected.value > strangers
