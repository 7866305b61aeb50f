"""An examiner's own list: nobody else's is ever fetched."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.examinations.models import Assignment
from antigone.casework.galleries.models import Reference
from antigone.casework.searches.models import CandidateParticulars
from antigone.engine.errors import NotFound, StateError

__all__ = [
    "candidate_at",
    "own_assignment",
    "present_candidates",
    "references_shown",
    "require_at_work",
    "require_notes_locked",
]

_NOT_FOR_EXAMINERS = (
    "file_name",
    "file_name_raw",
    "source",
    "source_url",
    "subject__identifier",
    "subject__label",
    "subject__nationality",
    "subject__place",
)


def own_assignments(viewer: Actor) -> QuerySet[Assignment]:
    """The viewer's lists, without those given back. The search's own row, which has no score, comes along.

    A field that an examiner is not to see is not fetched either, here and below.
    """
    return (
        Assignment.objects.filter(examiner=viewer.user, examiner__agency=viewer.agency, declined_at=None)
        .select_related("examination__search")
        .order_by("number")
    )


def own_assignment(viewer: Actor, assignment: UUID) -> Assignment:
    """Raises NotFound where the viewer has no such list: the case alone gives no right to it."""
    found = own_assignments(viewer).filter(pk=assignment).first()
    if found is None:
        raise NotFound(_("You have no such list."))
    return found


def require_at_work(assignment: Assignment) -> None:
    """Raises StateError once the list is completed."""
    if assignment.completed_at is not None:
        raise StateError(_("This list is completed."))


def require_notes_locked(assignment: Assignment) -> None:
    """Raises StateError while the notes on the probe are not locked: no candidate appears before."""
    if assignment.notes_locked_at is None:
        raise StateError(
            _("No candidate is shown before the probe notes are locked."), advice=_("Describe the probe first.")
        )


def candidate_at(assignment: Assignment, position: int) -> int:
    """The key of the candidate at that place of the list, from 1. Raises NotFound where there is none."""
    if not 1 <= position <= len(assignment.order):
        raise NotFound(_("This list has no candidate %(position)s.") % {"position": position})
    key: int = assignment.order[position - 1]
    return key


def present_candidates(assignment: Assignment) -> set[int]:
    """Keys of the list's candidates who have not been erased since."""
    rows = CandidateParticulars.objects.filter(candidate_id__in=assignment.order)
    return set(rows.values_list("candidate_id", flat=True))


def references_shown(assignment: Assignment, candidate: int) -> QuerySet[Reference]:
    """The candidate's photographs as they stood when the list was made, oldest first.

    A list whose answer is known leaves out the photograph that became its probe.
    """
    search = assignment.examination.search
    return (
        Reference.objects.filter(
            subject__in=Reference.objects.filter(
                pk__in=CandidateParticulars.objects.filter(candidate_id=candidate).values("reference")
            ).values("subject"),
            photograph__isnull=False,
            entry__change__lte=search.index_change,
        )
        .exclude(pk__in=Reference.objects.filter(known_answers__examination=assignment.examination_id).values("pk"))
        .select_related("photograph", "face", "subject")
        .defer(*_NOT_FOR_EXAMINERS)
        .order_by("pk")
    )
