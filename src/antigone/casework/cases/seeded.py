"""The pseudo case of a list whose answer is known: a search needs one, and nobody sees it as a case."""

from datetime import datetime
from uuid import UUID, uuid4

from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case, CaseKind, SubjectStatus

__all__ = ["open_seeded_case"]


def open_seeded_case(*, agency: UUID, by: Actor, now: datetime) -> Case:
    """One a list, in the caller's transaction. No event of its own: it is part of the act that seeds the list."""
    return Case.objects.create(
        agency_id=agency,
        number=f"known-answer {uuid4()}",
        kind=CaseKind.LIVING_UNKNOWN,
        authority="the agency",
        purpose="measuring its examiners' error rates",
        legal_basis="that of the gallery whose photographs are shown",
        subject_status=SubjectStatus.LIVING,
        seeded=True,
        opened_at=now,
        opened_by_id=by.user,
        expires_on=now.date(),
    )
