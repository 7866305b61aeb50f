"""Who is in a gallery, and with how many references: counted in the database once, then kept up with its changes."""

from dataclasses import dataclass, replace

import numpy as np
from django.db.models import Count, QuerySet
from numpy.typing import NDArray

from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import IndexEntry
from antigone.engine.index import SubjectReferences

__all__ = ["Holdings", "added_together", "without"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Holdings:
    """The live entries of a recogniser in one gallery as of a change, by subject.

    They are counted as the log of changes has them: an entry erased later than `change` counts, though its template
    is gone already.
    """

    recogniser: Recogniser
    gallery: int
    change: int
    references: SubjectReferences

    @classmethod
    def empty(cls, recogniser: Recogniser, gallery: int) -> "Holdings":
        return cls(recogniser=recogniser, gallery=gallery, change=0, references=_NOBODY)

    @property
    def rows(self) -> int:
        return int(self.references.references.sum())

    def at(self, upto: int) -> "Holdings":
        """The same as of a later change."""
        if upto <= self.change:
            return self
        entries = IndexEntry.objects.filter(recogniser_sha256=self.recogniser.identity.sha256, gallery_key=self.gallery)
        come = _counted(entries.filter(change__gt=self.change, change__lte=upto))
        gone = _counted(entries.filter(change__lte=upto, erased__gt=self.change, erased__lte=upto))
        left = SubjectReferences(subjects=gone.subjects, references=-gone.references)
        return replace(self, change=upto, references=added_together([self.references, come, left]))


def added_together(parts: list[SubjectReferences]) -> SubjectReferences:
    """The sums by subject; who comes to nothing is left out."""
    parts = [part for part in parts if len(part.subjects)] or [_NOBODY]
    if len(parts) == 1 and (parts[0].references > 0).all():
        return parts[0]
    subjects, places = np.unique(np.concatenate([part.subjects for part in parts]), return_inverse=True)
    sums = np.zeros(len(subjects), dtype=np.int64)
    np.add.at(sums, places, np.concatenate([part.references for part in parts]))
    return SubjectReferences(subjects=subjects[sums > 0], references=sums[sums > 0])


def without(references: SubjectReferences, subjects: list[int]) -> SubjectReferences:
    """One reference less for each of these subjects, as often as it is named; all of them have as many."""
    counts = references.references.copy()
    np.subtract.at(counts, np.searchsorted(references.subjects, subjects), 1)
    return SubjectReferences(subjects=references.subjects[counts > 0], references=counts[counts > 0])


def _counted(entries: QuerySet[IndexEntry]) -> SubjectReferences:
    found = list(entries.values_list("subject_key").annotate(rows=Count("pk")).order_by("subject_key"))
    counts: NDArray[np.int64] = np.array(found, dtype=np.int64).reshape(-1, 2)
    return SubjectReferences(subjects=counts[:, 0], references=counts[:, 1])


_NOBODY = SubjectReferences(subjects=np.empty(0, np.int64), references=np.empty(0, np.int64))
