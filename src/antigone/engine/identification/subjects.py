"""Subjects in their order: those with several references by all of them together."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index import IndexRows, RowQuery, SearchableIndex, Selection, SubjectHits
from antigone.engine.scoring import Calibration, cohort_statistics, fused_template, several_references

LEADERS = 200
"""Subjects that are ranked by all their references: the highest by their best one. Someone beyond them would have to
rise past ten times as many as a list shows."""


def ranked_subjects(
    query: RowQuery, *, index: SearchableIndex, calibration: Calibration | None, selection: Selection, top: int
) -> SubjectHits:
    """`top` subjects or LEADERS, whichever is more, highest first.

    The value of a subject with several references is that of `several_references`; its entry is the one that stands
    highest alone. Equal values by entry. Without a calibration the best reference alone counts: cosines of fused
    templates do not compare with those of single ones.
    """
    hits = index.search(query, selection=selection, top=max(top, LEADERS))
    several = np.flatnonzero(hits.references > 1)
    if calibration is None or not len(several):
        return hits
    # Subjects ascending, as their rows come.
    several = several[np.argsort(hits.subjects[several])]
    fused = _fused_values(query, index.rows_of_subjects(hits.subjects[several], selection), calibration)
    values = hits.values.copy()
    values[several] = several_references(fused, hits.values[several])
    order = np.lexsort((hits.entries, -values))
    columns = {name: getattr(hits, name)[order] for name in ("subjects", "entries", "references")}
    return replace(hits, values=values[order], **columns)


def _fused_values(query: RowQuery, rows: IndexRows, calibration: Calibration) -> NDArray[np.float64]:
    """Of the fused template of each subject of the rows, subjects ascending; as the index defines a row's value."""
    starts = np.flatnonzero(np.diff(rows.subjects, prepend=rows.subjects[0] - 1))
    portions = np.split(rows.vectors.astype(np.float32), starts[1:])
    templates = np.stack([fused_template(portion) for portion in portions])
    mean, deviation = cohort_statistics(calibration.cohort, templates).astype(np.float64).T
    scores = templates.astype(np.float64) @ query.probe
    values: NDArray[np.float64] = query.direct * scores + query.scaled * (scores - mean) / deviation + query.offset
    return values
