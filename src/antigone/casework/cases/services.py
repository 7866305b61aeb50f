"""Writes of the room."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext as _

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.cases.events import CaseOpened, CaseRenewed
from antigone.casework.cases.models import (
    LONGEST_NUMBER,
    LONGEST_TEXT,
    BodyClass,
    BodyStatus,
    Case,
    CaseKind,
    CaseMembership,
    SubjectStatus,
)
from antigone.casework.cases.policy import require_writable
from antigone.casework.cases.selectors import find_case
from antigone.engine.errors import StateError, UsageError

__all__ = ["CaseRequest", "open_case", "open_deceased_case_by_default", "renew_case"]

DEFAULT_VALIDITY = timedelta(days=365)
DEFAULT_LEGAL_BASIS = "the home's default authority; no legal basis was stated when the case was opened"

_STATUS = {
    CaseKind.DECEASED: SubjectStatus.DECEDENT,
    CaseKind.CUSTODY: SubjectStatus.LIVING,
    CaseKind.LIVING_UNKNOWN: SubjectStatus.LIVING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRequest:
    """What is said of a case when it is opened. Raises UsageError for what is missing or contradicts itself.

    mandate: the separate order that a person in custody needs. expires_on: the last day of searching.
    """

    number: str
    kind: CaseKind
    authority: str
    purpose: str
    legal_basis: str
    expires_on: date
    mandate: str = ""
    body_status: BodyStatus | None = None
    body_class: BodyClass | None = None

    def __post_init__(self) -> None:
        for name in ("number", "authority", "purpose", "legal_basis"):
            value = getattr(self, name)
            longest = LONGEST_NUMBER if name == "number" else LONGEST_TEXT
            if not value.strip() or not value.isprintable() or len(value) > longest:
                raise UsageError(
                    f"The case's {name.replace('_', ' ')} cannot be {value!r}.",
                    advice=f"Say it in one line of up to {longest} characters.",
                )
        if self.kind is CaseKind.CUSTODY and not self.mandate.strip():
            raise UsageError(
                "A case of a person in custody needs a mandate of its own.",
                advice="Give --mandate with the order that allows the search.",
            )
        if self.kind is not CaseKind.DECEASED and (self.body_status or self.body_class):
            raise UsageError("Only a case of a deceased person has a body status or class.")


def open_case(*, request: CaseRequest, by: Actor, now: datetime) -> Case:
    """Open a case for the actor's agency. Raises UsageError where it is born expired, StateError where it exists."""
    return _open(request, by=by, now=now, by_default=False)


def open_deceased_case_by_default(*, number: str, by: Actor, now: datetime) -> tuple[Case, str]:
    """A search named a number: the case there is, or a new one for a deceased person, and the sentence that says so.

    The new one carries the home's default authority and purpose and expires in a year. The sentence is empty where the
    case was there. Persons in custody and living persons are never opened this way.
    """
    case = find_case(by, number)
    if case is not None:
        return case, ""
    agency = Agency.objects.get(pk=by.agency)
    request = CaseRequest(
        number=number.strip(),
        kind=CaseKind.DECEASED,
        authority=agency.default_authority,
        purpose=agency.default_purpose,
        legal_basis=DEFAULT_LEGAL_BASIS,
        expires_on=now.date() + DEFAULT_VALIDITY,
    )
    case = _open(request, by=by, now=now, by_default=True)
    return case, (
        f"Opened case {case.number} for a deceased person, by the home's defaults: authority {case.authority}, "
        f"purpose {case.purpose}, until {case.expires_on.isoformat()}."
    )


def renew_case(*, case: Case, expires_on: date, authority: str, by: Actor, now: datetime) -> Case:
    """Let a case be searched until a later day, on the authority named. Raises UsageError where it is not later."""
    require_writable(case, by=by)
    if expires_on <= max(case.expires_on, now.date()):
        raise UsageError(
            _("Case %(number)s runs until %(until)s; %(day)s does not renew it.")
            % {"number": case.number, "until": case.expires_on.isoformat(), "day": expires_on.isoformat()},
            advice=_("Give a later day."),
        )
    if not authority.strip():
        raise UsageError(_("A renewal needs the authority that grants it."))
    with writing():
        case.expires_on, case.authority = expires_on, authority.strip()
        case.save(update_fields=["expires_on", "authority"])
        event = CaseRenewed(
            case=case.id,
            authority=commitment(owner=case.id, value=case.authority),
            expires_on=expires_on.isoformat(),
        )
        record(event, by=by)
    return case


def _open(request: CaseRequest, *, by: Actor, now: datetime, by_default: bool) -> Case:
    require(by, Right.WRITE_CASES)
    if request.expires_on < now.date():
        raise UsageError(
            _("The case would have expired on %(day)s.") % {"day": request.expires_on.isoformat()},
            advice=_("Give a later one."),
        )
    try:
        with writing():
            case = _create(request, by=by, now=now)
            CaseMembership.objects.create(case=case, user_id=by.user, added_by_id=by.user, added_at=now)
            event = CaseOpened(
                case=case.id,
                number=commitment(owner=case.id, value=case.number),
                kind=case.kind,
                expires_on=case.expires_on.isoformat(),
                by_default=by_default,
            )
            record(event, by=by)
    except IntegrityError as error:
        raise StateError(
            _("There is a case %(number)s already.") % {"number": request.number},
            advice=f"`antigone cases show {request.number}` shows it.",
        ) from error
    return case


def _create(request: CaseRequest, *, by: Actor, now: datetime) -> Case:
    return Case.objects.create(
        agency_id=by.agency,
        number=request.number.strip(),
        kind=request.kind,
        authority=request.authority.strip(),
        purpose=request.purpose.strip(),
        legal_basis=request.legal_basis.strip(),
        mandate=request.mandate.strip(),
        subject_status=_STATUS[request.kind],
        body_status=request.body_status,
        body_class=request.body_class,
        opened_at=now,
        opened_by_id=by.user,
        expires_on=request.expires_on,
    )
