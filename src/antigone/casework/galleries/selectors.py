"""Reads of the room; an agency sees its own galleries, and may search those that others share with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.galleries.filters import SubjectFilter, folded
from antigone.casework.galleries.models import Gallery, GalleryShare, Reference, Subject
from antigone.casework.galleries.sources import identifier_of
from antigone.engine.errors import NotFound

__all__ = [
    "GallerySummary",
    "SubjectSummary",
    "galleries_named",
    "galleries_of",
    "gallery_by_name",
    "gallery_by_uuid",
    "gallery_summaries",
    "references_of",
    "searchable_galleries",
    "subject_by_identifier",
    "subject_summaries",
    "subjects_matching",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GallerySummary:
    """A gallery in numbers. photographs: different originals; templates: references, one template each."""

    name: str
    uuid: UUID
    opened_at: datetime
    subjects: int
    photographs: int
    templates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectSummary:
    """A subject in a list."""

    uuid: UUID
    identifier: str
    label: str
    references: int


def galleries_of(viewer: Actor) -> QuerySet[Gallery]:
    """The galleries of the viewer's agency, by name."""
    return Gallery.objects.filter(agency=viewer.agency)


def searchable_galleries(viewer: Actor) -> QuerySet[Gallery]:
    """The agency's own galleries and those that other agencies share with it, by name."""
    shared = GalleryShare.objects.filter(agency=viewer.agency).values("gallery")
    return Gallery.objects.filter(Q(agency=viewer.agency) | Q(pk__in=shared))


def galleries_named(viewer: Actor, names: Sequence[str]) -> tuple[Gallery, ...]:
    """Those of these names, each once; all that may be searched, own and shared, where none is named.

    Raises NotFound for a name that is none.
    """
    searchable = {gallery.name: gallery for gallery in searchable_galleries(viewer)}
    # What is not among them is looked up for its sentence, which names the nearest.
    wanted = dict.fromkeys(name.strip() for name in names)
    named = tuple(searchable.get(name) or gallery_by_name(viewer, name) for name in wanted)
    return named or tuple(searchable.values())


def gallery_by_uuid(viewer: Actor, gallery: UUID) -> Gallery:
    """One of the viewer's own galleries. Raises NotFound alike for one that is not there and for another agency's."""
    found = galleries_of(viewer).filter(uuid=gallery).first()
    if found is None:
        raise NotFound(_("There is no such gallery."))
    return found


def gallery_by_name(viewer: Actor, name: str) -> Gallery:
    """The gallery of that name. Raises NotFound, with the nearest name, where the viewer's agency has none."""
    gallery = galleries_of(viewer).filter(name=name.strip()).first()
    if gallery is None:
        near = get_close_matches(name, galleries_of(viewer).values_list("name", flat=True), n=1)
        advice = f"Did you mean {near[0]}?" if near else "`antigone galleries list` shows those there are."
        raise NotFound(f"There is no gallery {name}.", advice=advice)
    return gallery


def gallery_summaries(viewer: Actor, *, name: str | None = None) -> list[GallerySummary]:
    """Every gallery of the viewer's agency with its numbers, by name; or only the one of that name."""
    galleries = galleries_of(viewer) if name is None else [gallery_by_name(viewer, name)]
    return [_summary(gallery) for gallery in galleries]


def subject_summaries(viewer: Actor, gallery: Gallery, *, containing: str = "") -> Iterator[SubjectSummary]:
    """Subjects by label, those whose label or identifier contains the text, capitals or not, in any script.

    Compared here, not by the database: SQLite folds no capitals but English ones.
    """
    wanted = folded(containing)
    rows = _visible(viewer).filter(gallery=gallery).annotate(count=Count("references")).order_by("label", "identifier")
    for uuid, identifier, label, count in rows.values_list("uuid", "identifier", "label", "count").iterator():
        if wanted in folded(label) or wanted in folded(identifier):
            yield SubjectSummary(uuid=uuid, identifier=identifier, label=label, references=count)


def subject_by_identifier(viewer: Actor, gallery: Gallery, identifier: str) -> Subject:
    """The subject of that identifier, or UUID. Raises NotFound where there is none."""
    subjects = _visible(viewer).filter(gallery=gallery).select_related("gallery")
    subject = subjects.filter(identifier=identifier_of(identifier)).first() or _by_uuid(subjects, identifier)
    if subject is None:
        raise NotFound(
            f"Gallery {gallery.name} has no subject {identifier}.",
            advice=f"`antigone subjects list --gallery {gallery.name}` shows those there are.",
        )
    return subject


def references_of(subject: Subject) -> QuerySet[Reference]:
    """A subject's references with photograph, face and run, oldest first."""
    return subject.references.select_related("photograph", "face", "run").order_by("pk")


def subjects_matching(viewer: Actor, *, galleries: Sequence[Gallery], where: SubjectFilter, on: date) -> list[int]:
    """Keys of the subjects of whom nothing known contradicts the filter on that day, ascending.

    Of galleries that the viewer may search; others have none for them.
    """
    searched = searchable_galleries(viewer).filter(pk__in=[gallery.pk for gallery in galleries])
    rows = Subject.objects.filter(where.possible(on), gallery__in=searched).order_by("pk")
    return [
        key
        for key, nationality, place in rows.values_list("pk", "nationality", "place").iterator()
        if where.allows_texts(nationality, place)
    ]


def _visible(viewer: Actor) -> QuerySet[Subject]:
    return Subject.objects.filter(gallery__agency=viewer.agency)


def _by_uuid(subjects: QuerySet[Subject], text: str) -> Subject | None:
    try:
        return subjects.filter(uuid=UUID(text)).first()
    except ValueError:
        return None


def _summary(gallery: Gallery) -> GallerySummary:
    numbers = Reference.objects.filter(subject__gallery=gallery).aggregate(
        templates=Count("pk"), photographs=Count("photograph", distinct=True)
    )
    return GallerySummary(
        name=gallery.name,
        uuid=gallery.uuid,
        opened_at=gallery.created_at,
        subjects=gallery.subjects.count(),
        photographs=numbers["photographs"],
        templates=numbers["templates"],
    )
