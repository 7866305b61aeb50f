"""Reads of the room: change numbers, and rows as an index wants them. Keys only, no names: no viewer is needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from antigone.casework.recognition.bridge import Recogniser, stored_vectors
from antigone.casework.recognition.models import ChangeCounter, IndexEntry, StoredTemplate
from antigone.engine.index import IndexRows

__all__ = [
    "GalleryState",
    "current_change",
    "erased_entries",
    "gallery_states",
    "index_rows",
    "live_entries",
    "stale_templates",
]

ROWS_AT_ONCE = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryState:
    """What a gallery held at one change number: live templates, and the last change that touched it."""

    templates: int
    change: int


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
    while batch := list(
        live_entries(recogniser, upto=upto)
        .filter(change__gt=after)
        .order_by("change")
        .values_list(
            "change",
            "pk",
            "subject_key",
            "gallery_key",
            "template__vector",
            "template__cohort_mean",
            "template__cohort_deviation",
        )[:ROWS_AT_ONCE]
    ):
        changes, entries, subjects, galleries, vectors, means, deviations = zip(*batch, strict=True)
        yield IndexRows(
            entries=np.array(entries, dtype=np.int64),
            subjects=np.array(subjects, dtype=np.int64),
            galleries=np.array(galleries, dtype=np.int64),
            vectors=stored_vectors(vectors, recogniser.template_length),
            cohort=np.column_stack([means, deviations]).astype(np.float32),
        )
        after = changes[-1]


def erased_entries(recogniser: Recogniser, *, after: int, upto: int) -> list[int]:
    """Entries added up to change `after` and erased by the changes in (after, upto]."""
    return list(
        IndexEntry.objects.filter(
            recogniser_sha256=recogniser.identity.sha256, change__lte=after, erased__gt=after, erased__lte=upto
        ).values_list("pk", flat=True)
    )


def gallery_states(recogniser: Recogniser, galleries: Sequence[int], *, upto: int) -> dict[int, GalleryState]:
    """Each gallery's state at change `upto`, by its key; a gallery that never had a template is at change 0."""
    rows = (
        IndexEntry.objects.filter(
            gallery_key__in=galleries, recogniser_sha256=recogniser.identity.sha256, change__lte=upto
        )
        .values("gallery_key")
        .annotate(
            live=Count("pk", filter=Q(erased__isnull=True) | Q(erased__gt=upto)),
            added=Max("change"),
            erased_last=Max("erased", filter=Q(erased__lte=upto), default=0),
        )
    )
    states = dict.fromkeys(galleries, GalleryState(templates=0, change=0))
    for row in rows:
        change = max(row["added"], row["erased_last"])
        states[row["gallery_key"]] = GalleryState(templates=row["live"], change=change)
    return states


def stale_templates(recogniser: Recogniser) -> QuerySet[StoredTemplate]:
    """Templates of the recogniser whose cohort figures belong to another cohort."""
    return StoredTemplate.objects.filter(recogniser_sha256=recogniser.identity.sha256).exclude(
        cohort_sha256=recogniser.cohort_sha256
    )
