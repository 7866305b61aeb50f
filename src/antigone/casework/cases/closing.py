"""The end of a case: an identity established by what identifies, never by a face."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.cases.events import CaseClosed, CaseReopened
from antigone.casework.cases.models import LONGEST_TEXT, Basis, Case, CaseKind, Closing
from antigone.casework.cases.policy import require_open, require_writable
from antigone.engine.errors import StateError, UsageError

__all__ = ["OF_THE_LIVING", "PRIMARY", "ClosingRequest", "close_case", "reopen_case"]

PRIMARY = frozenset({Basis.FRICTION_RIDGE, Basis.ODONTOLOGY, Basis.DNA})
"""Primary identifiers: each identifies alone, and comes from a laboratory."""

OF_THE_LIVING = frozenset({Basis.OWN_STATEMENT, Basis.PAPERS})
"""Only for a living person who was unknown, and only once an official has verified it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRequest:
    """What establishes the identity, and whose it is. Raises UsageError for what is missing.

    laboratory: or the authority that decided; not asked of what an official verified. official: the named person who
    answers for it. established_name, subject_uuid: who the person is; one of the two, or both.
    """

    basis: Basis
    decided_on: date
    official: str
    laboratory: str = ""
    reference: str = ""
    established_name: str = ""
    subject_uuid: UUID | None = None

    def __post_init__(self) -> None:
        for text in (self.official, self.laboratory, self.reference, self.established_name):
            if len(text) > LONGEST_TEXT or (text and not text.isprintable()):
                raise UsageError(_("A line takes %(longest)d characters at most.") % {"longest": LONGEST_TEXT})
        if not self.official.strip():
            raise UsageError(_("Name the official who answers for this identity."))
        if not self.established_name.strip() and self.subject_uuid is None:
            raise UsageError(_("Say whose identity is established: a name, or a person of a gallery."))
        if self.basis in OF_THE_LIVING:
            return
        if not self.laboratory.strip():
            raise UsageError(
                _("A primary identifier needs the laboratory that compared it.")
                if self.basis in PRIMARY
                else _("A decision needs the authority that took it.")
            )
        if not self.reference.strip():
            raise UsageError(_("Give the reference under which the report or the decision is filed."))


def close_case(*, case: Case, request: ClosingRequest, by: Actor, now: datetime) -> Closing:
    """Establish the identity. Raises UsageError for a basis that this case cannot have, StateError where it is closed.

    A statement and papers are for the living who were unknown: a body's papers may be another's, and a person in
    custody is named by an authority.
    """
    require_writable(case, by=by, right=Right.CLOSE_CASES)
    if request.basis in OF_THE_LIVING and case.kind != CaseKind.LIVING_UNKNOWN:
        raise UsageError(_("A statement or papers establish the identity of a living unknown person only."))
    if request.decided_on > now.date():
        raise UsageError(_("The day of the decision is still to come."))
    with writing():
        require_open(case)
        closing = Closing.objects.create(case=case, by_id=by.user, at=now, **_columns(request))
        written = json.dumps(asdict(request), default=str, ensure_ascii=False, sort_keys=True)
        event = CaseClosed(
            case=case.id,
            basis=request.basis.value,
            decided_on=request.decided_on.isoformat(),
            evidence=commitment(owner=case.id, value=written),
        )
        record(event, by=by)
    return closing


def reopen_case(*, case: Case, reason: str, by: Actor, now: datetime) -> Closing:
    """Doubt what was established; the closing stays on record. Raises UsageError without a reason, StateError where
    the case is open."""
    require_writable(case, by=by, right=Right.CLOSE_CASES)
    if not reason.strip():
        raise UsageError(_("Say why the case is opened again."))
    with writing():
        closing = case.closing
        if closing is None:
            raise StateError(_("Case %(number)s is open.") % {"number": case.number})
        closing.reopened_at, closing.reopened_by_id, closing.reopened_reason = now, by.user, reason.strip()
        closing.save(update_fields=["reopened_at", "reopened_by", "reopened_reason"])
        record(CaseReopened(case=case.id, reason=commitment(owner=case.id, value=reason.strip())), by=by)
    return closing


def _columns(request: ClosingRequest) -> dict[str, object]:
    texts = ("official", "laboratory", "reference", "established_name")
    return {
        **{name: getattr(request, name).strip() for name in texts},
        "basis": request.basis,
        "decided_on": request.decided_on,
        "subject_uuid": request.subject_uuid,
    }
