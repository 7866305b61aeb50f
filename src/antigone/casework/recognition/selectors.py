"""Reads of the room: change numbers, and rows as an index wants them. Keys only, no names: no viewer is needed."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.db.models import F, Max, Q, QuerySet

from antigone.casework.recognition.bridge import Recogniser, stored_vectors
from antigone.casework.recognition.models import ChangeCounter, IndexEntry, StoredTemplate
from antigone.engine.errors import StateError
from antigone.engine.index import IndexRows

__all__ = [
    "current_change",
    "erased_entries",
    "foreign_templates",
    "gallery_change",
    "gallery_rows",
    "index_rows",
    "live_entries",
    "rows_of_entries",
    "stale_templates",
]

ROWS_AT_ONCE = 8192


def current_change() -> int:
    """The last change number whose transaction has committed; 0 in a new home."""
    return ChangeCounter.objects.values_list("value", flat=True).filter(pk=1).first() or 0


def live_entries(recogniser: Recogniser, *, upto: int) -> QuerySet[IndexEntry]:
    """Entries of the recogniser that were live when change `upto` was the last.

    One erased meanwhile has lost its template and is left out; the next catching up drops it by its number.
    """
    return IndexEntry.objects.filter(
        Q(erased__isnull=True) | Q(erased__gt=upto),
        recogniser_sha256=recogniser.identity.sha256,
        change__lte=upto,
        template__isnull=False,
    )


def index_rows(recogniser: Recogniser, *, after: int, upto: int) -> Iterator[IndexRows]:
    """Live rows added by the changes in (after, upto], in the order of their numbers, some thousand at a time."""
    return (rows for rows, _ in _portions(live_entries(recogniser, upto=upto), recogniser, after, ROWS_AT_ONCE))


def gallery_rows(
    recogniser: Recogniser, gallery: int, *, after: int, upto: int, at_once: int
) -> Iterator[tuple[IndexRows, int]]:
    """As `index_rows` for one gallery, each portion with its last change."""
    return _portions(live_entries(recogniser, upto=upto).filter(gallery_key=gallery), recogniser, after, at_once)


def _portions(
    live: QuerySet[IndexEntry], recogniser: Recogniser, after: int, at_once: int
) -> Iterator[tuple[IndexRows, int]]:
    while batch := list(live.filter(change__gt=after).order_by("change").values_list("change", *_ROW_FIELDS)[:at_once]):
        after = batch[-1][0]
        yield _rows([row[1:] for row in batch], recogniser), after


def rows_of_entries(entries: QuerySet[IndexEntry], recogniser: Recogniser) -> IndexRows:
    """The rows of some live entries of the recogniser, in no order; one that has lost its template is left out."""
    return _rows(list(entries.filter(template__isnull=False).values_list(*_ROW_FIELDS)), recogniser)


_ROW_FIELDS = (
    "pk",
    "subject_key",
    "gallery_key",
    "template__vector",
    "template__cohort_mean",
    "template__cohort_deviation",
)


def _rows(found: list[Any], recogniser: Recogniser) -> IndexRows:
    entries, subjects, galleries, vectors, means, deviations = zip(*found, strict=True) if found else [()] * 6
    try:
        return IndexRows(
            entries=np.array(entries, dtype=np.int64),
            subjects=np.array(subjects, dtype=np.int64),
            galleries=np.array(galleries, dtype=np.int64),
            vectors=stored_vectors(vectors, recogniser.template_length),
            cohort=np.column_stack([means, deviations]).astype(np.float32),
        )
    except ValueError as error:
        raise StateError(
            f"The database holds a template that is none: {error}.",
            advice="Something changed it: restore the home from a backup, and run `antigone audit verify`.",
        ) from error


def erased_entries(*, after: int, upto: int) -> list[int]:
    """Entries erased by the changes in (after, upto], of any recogniser: an index passes over those it never had."""
    return list(IndexEntry.objects.filter(erased__gt=after, erased__lte=upto).values_list("pk", flat=True))


def gallery_change(gallery: int, *, upto: int) -> int:
    """The last change up to `upto` that touched the gallery; 0 where none did."""
    added = IndexEntry.objects.filter(gallery_key=gallery, change__lte=upto).aggregate(last=Max("change"))["last"]
    # An expression, so that the database looks among the erased, who are few, and does not read the whole gallery.
    erased = IndexEntry.objects.annotate(key=F("gallery_key") + 0).filter(key=gallery, erased__lte=upto)
    return max(added or 0, erased.aggregate(last=Max("erased"))["last"] or 0)


def foreign_templates(recogniser: Recogniser, galleries: Iterable[int]) -> int:
    """Live templates of these galleries that another recogniser made, which a search with this one cannot see."""
    mine = recogniser.identity.sha256
    # Two ranges, which an index answers, where `exclude` would read every row.
    others = IndexEntry.objects.filter(Q(recogniser_sha256__lt=mine) | Q(recogniser_sha256__gt=mine))
    # Most homes know one recogniser only: that is seen in no time, and no gallery need be counted.
    return others.filter(gallery_key__in=galleries, erased__isnull=True).count() if others.exists() else 0


def stale_templates(recogniser: Recogniser) -> QuerySet[StoredTemplate]:
    """Templates of the recogniser whose cohort figures belong to another cohort."""
    of, cohort = Q(recogniser_sha256=recogniser.identity.sha256), recogniser.cohort_sha256
    return StoredTemplate.objects.filter((of & Q(cohort_sha256__lt=cohort)) | (of & Q(cohort_sha256__gt=cohort)))
