"""How long people are kept. A date that has passed erases nobody by itself: it puts them on the list of those due."""

from datetime import date

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.galleries.events import RetentionSet
from antigone.casework.galleries.models import Gallery, HoldKind, Subject

__all__ = ["due_for_erasure", "keep_gallery_until", "keep_subject_until"]


def keep_gallery_until(*, gallery: Gallery, until: date | None, by: Actor) -> None:
    """Set the last day on which the gallery's subjects may be kept; None takes it away. Raises Forbidden."""
    _keep(gallery, HoldKind.GALLERY, until, by)


def keep_subject_until(*, subject: Subject, until: date | None, by: Actor) -> None:
    """Set a subject's own day, which goes before the gallery's; None gives way to it again. Raises Forbidden."""
    _keep(subject, HoldKind.SUBJECT, until, by)


def due_for_erasure(viewer: Actor, today: date) -> QuerySet[Subject]:
    """Subjects whose last day has passed, as `until` on each, the longest due first. Held ones are among them."""
    until = Coalesce("retain_until", F("gallery__retain_until"))
    subjects = Subject.objects.filter(gallery__agency=viewer.agency).annotate(until=until)
    return subjects.filter(until__lt=today).select_related("gallery").order_by("until", "gallery__name", "label")


def _keep(what: Gallery | Subject, kind: HoldKind, until: date | None, by: Actor) -> None:
    require(by, Right.WRITE_GALLERIES)
    with writing():
        what.retain_until = until
        what.save(update_fields=["retain_until"])
        record(RetentionSet(kind=kind.value, about=what.uuid, until=until.isoformat() if until else None), by=by)
