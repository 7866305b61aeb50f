"""Subjects found not to be a case's person: not examined again, unless something is new or a supervisor says so."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, record, writing
from antigone.casework.cases.models import Case
from antigone.casework.cases.selectors import cases_of
from antigone.casework.galleries.models import Reference
from antigone.casework.searches.events import ExclusionLifted, SubjectExcluded
from antigone.casework.searches.models import CandidateParticulars, Exclusion, FrozenCandidate, Search
from antigone.engine.errors import NotFound, StateError, UsageError

__all__ = ["exclude", "exclusion_by_id", "exclusion_on", "exclusions_of", "lift", "standing_for", "standing_of"]

Clock = Callable[[], datetime]


def exclude(*, candidate: FrozenCandidate, reasons: str, by: Actor, clock: Clock = timezone.now) -> Exclusion:
    """Keep that examination found the candidate not to be the case's person; `by` completed the decision.

    What it knew is what the search had: the photographs and faces, the recogniser, and the references of then.
    Raises StateError where the subject has been erased meanwhile.
    """
    search = candidate.search
    with writing():
        particulars = CandidateParticulars.objects.filter(candidate=candidate).first()
        if particulars is None:
            raise StateError(_("This candidate has been erased from the gallery."))
        exclusion = Exclusion.objects.create(
            case_id=search.case_id,
            gallery=particulars.gallery,
            subject_uuid=particulars.subject_uuid,
            recogniser_sha256=search.recogniser_sha256,
            probe_sha256=sorted(_photographs(search)),
            faces=sorted(_faces(search)),
            references=sorted(_references(search, [particulars.subject_uuid]).get(particulars.subject_uuid, ())),
            reasons=reasons,
            decided_at=clock(),
            decided_by_id=by.user,
        )
        event = SubjectExcluded(
            exclusion=exclusion.id, search=search.id, case=search.case_id, subject=particulars.subject_uuid
        )
        record(event, by=by)
    return exclusion


def lift(*, exclusion: Exclusion, reason: str, by: Actor, clock: Clock = timezone.now) -> None:
    """Let the subject come back to examination in later searches.

    Raises Forbidden for all but those who decide between examiners, UsageError without a reason, StateError where it
    was lifted before.
    """
    require(by, Right.ARBITRATE)
    if not reason.strip():
        raise UsageError(_("Say why the exclusion is lifted."))
    with writing():
        exclusion.refresh_from_db()
        if exclusion.lifted_at is not None:
            raise StateError(_("This exclusion has been lifted already."))
        exclusion.lifted_at, exclusion.lifted_by_id, exclusion.lift_reason = clock(), by.user, reason.strip()
        exclusion.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
        record(ExclusionLifted(exclusion=exclusion.id, case=exclusion.case_id), by=by)


def standing_for(case: Case) -> QuerySet[Exclusion]:
    """A case's exclusions that nobody has lifted, newest first."""
    return Exclusion.objects.filter(case=case, lifted_at=None).select_related("decided_by")


def exclusions_of(case: Case) -> QuerySet[Exclusion]:
    """All of a case, those that were lifted too, newest first."""
    return Exclusion.objects.filter(case=case)


def exclusion_by_id(viewer: Actor, exclusion: UUID) -> Exclusion:
    """Raises NotFound where it is of no case that the viewer sees."""
    found = Exclusion.objects.filter(pk=exclusion, case__in=cases_of(viewer)).first()
    if found is None:
        raise NotFound(_("There is no such exclusion."))
    return found


def exclusion_on(search: Search, exclusion: UUID) -> Exclusion:
    """Raises NotFound where it covers nobody on the search's list."""
    found = Exclusion.objects.filter(pk=exclusion, candidates__search=search).first()
    if found is None:
        raise NotFound(_("There is no such exclusion."))
    return found


def standing_of(search: Search, subjects: Collection[UUID]) -> dict[UUID, Exclusion]:
    """By subject, the newest exclusion that knows the search's recogniser, photographs and faces, and the references.

    To be asked once the search and its probes are written.
    """
    candidates = standing_for(search.case).filter(subject_uuid__in=subjects, recogniser_sha256=search.recogniser_sha256)
    if not candidates:
        return {}
    photographs, faces = _photographs(search), _faces(search)
    references = _references(search, {each.subject_uuid for each in candidates})
    covering = [
        each
        for each in reversed(candidates)
        if photographs <= set(each.probe_sha256)
        and faces <= set(each.faces)
        and references.get(each.subject_uuid, set()) <= set(each.references)
    ]
    return {each.subject_uuid: each for each in covering}


def _photographs(search: Search) -> set[str]:
    return set(search.probes.exclude(photograph=None).values_list("photograph__sha256", flat=True))


def _faces(search: Search) -> set[int]:
    return set(search.probes.exclude(face=None).values_list("face", flat=True))


def _references(search: Search, subjects: Collection[UUID]) -> dict[UUID, set[int]]:
    """The references that the search compared with, by subject: those of its recogniser and of its time."""
    rows = Reference.objects.filter(
        subject__uuid__in=subjects,
        entry__recogniser_sha256=search.recogniser_sha256,
        entry__change__lte=search.index_change,
    )
    found: dict[UUID, set[int]] = {}
    for subject, reference in rows.values_list("subject__uuid", "pk"):
        found.setdefault(subject, set()).add(reference)
    return found
