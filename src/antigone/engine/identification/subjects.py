"""Subjects in their order: those with several references by all of them together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index import IndexRows, RowQuery, SearchableIndex, Selection, SubjectHits, SubjectReferences
from antigone.engine.scoring import Calibration, cohort_statistics, fused_template, several_references

LEADERS = 200
"""Subjects that are ranked by all their references: the highest by their best one. Someone beyond them would have to
rise past ten times as many as a list shows."""


def ranked_subjects(
    queries: Sequence[RowQuery],
    *,
    index: SearchableIndex,
    calibration: Calibration | None,
    selection: Selection,
    top: int,
    own: Sequence[int | None],
) -> list[SubjectHits]:
    """For each query `top` subjects or LEADERS, whichever is more, highest first.

    own: of each query a subject that is passed over. The value of a subject with several references is that of
    `several_references`; its entry is the one that stands highest alone. Equal values by entry. Without a calibration
    the best reference alone counts: cosines of fused templates do not compare with those of single ones.
    """
    count = max(top, LEADERS)
    spare = any(subject is not None for subject in own)
    found = index.search_batch(queries, selection=selection, top=count + spare)
    if spare:
        there = index.subject_reference_counts(selection)
        found = [_passing_over(hits, subject, there).first(count) for hits, subject in zip(found, own, strict=True)]
    if calibration is None:
        return found
    several = [np.sort(hits.subjects[hits.references > 1]) for hits in found]
    wanted = np.unique(np.concatenate(several))
    if not len(wanted):
        return found
    # Asked for once: it takes a pass over the whole index.
    rows = _SubjectRows.of(index.rows_of_subjects(wanted, selection))
    return [
        _with_all_references(hits, query, subjects, rows, calibration) if len(subjects) else hits
        for hits, query, subjects in zip(found, queries, several, strict=True)
    ]


def _passing_over(hits: SubjectHits, subject: int | None, there: SubjectReferences) -> SubjectHits:
    """As if the subject were not in the index."""
    known = np.flatnonzero(there.subjects == subject)
    if not len(known):
        return hits
    others = hits.subjects != subject
    columns = {name: getattr(hits, name)[others] for name in ("subjects", "entries", "values", "references")}
    return replace(
        hits,
        **columns,
        subjects_total=hits.subjects_total - 1,
        references_total=hits.references_total - int(there.references[known[0]]),
    )


def _with_all_references(
    hits: SubjectHits,
    query: RowQuery,
    subjects: NDArray[np.int64],
    rows: "_SubjectRows",
    calibration: Calibration,
) -> SubjectHits:
    """subjects: those of the hits that have several references, ascending."""
    places = np.argsort(hits.subjects)
    several = places[np.searchsorted(hits.subjects[places], subjects)]
    values = hits.values.copy()
    fused = _fused_values(query, rows.templates(subjects), calibration)
    values[several] = several_references(fused, hits.values[several])
    order = np.lexsort((hits.entries, -values))
    columns = {name: getattr(hits, name)[order] for name in ("subjects", "entries", "references")}
    return replace(hits, values=values[order], **columns)


def _fused_values(
    query: RowQuery, portions: Sequence[NDArray[np.float16]], calibration: Calibration
) -> NDArray[np.float64]:
    """Of the fused template of each subject, whose references a portion is; as the index defines a row's value."""
    templates = np.stack([fused_template(portion.astype(np.float32)) for portion in portions])
    mean, deviation = cohort_statistics(calibration.cohort, templates).astype(np.float64).T
    scores = templates.astype(np.float64) @ query.probe
    values: NDArray[np.float64] = query.direct * scores + query.scaled * (scores - mean) / deviation + query.offset
    return values


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _SubjectRows:
    """Templates of some subjects. subjects: ascending; portions: for each its rows, float16."""

    subjects: NDArray[np.int64]
    portions: list[NDArray[np.float16]]

    @classmethod
    def of(cls, rows: IndexRows) -> Self:
        """rows: of each subject side by side, subjects ascending."""
        subjects, starts = np.unique(rows.subjects, return_index=True)
        return cls(subjects=subjects, portions=np.split(rows.vectors, starts[1:]))

    def templates(self, subjects: NDArray[np.int64]) -> list[NDArray[np.float16]]:
        """Of these subjects, in the order asked."""
        return [self.portions[place] for place in np.searchsorted(self.subjects, subjects)]
