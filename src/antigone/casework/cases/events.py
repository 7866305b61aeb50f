"""Acts of the room, as the audit log keeps them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from antigone.casework.audit import AuditEvent

__all__ = [
    "CaseClosed",
    "CaseDescribed",
    "CaseOpened",
    "CaseRenewed",
    "CaseReopened",
    "ChecklistKept",
    "FaceMeant",
    "MemberAdded",
    "MemberRemoved",
    "PhotographAdded",
    "PhotographWithdrawn",
    "RecipeSet",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(AuditEvent):
    """A case was opened. `number` is a commitment owned by the case; `by_default` where a search opened it."""

    name: ClassVar[str] = "cases.case.opened"
    sentence: ClassVar[str] = "opened case {case} ({kind}), to expire on {expires_on}"

    case: UUID
    number: str
    kind: str
    expires_on: str
    by_default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRenewed(AuditEvent):
    """A case may be searched until a later day. `authority` is a commitment to who said so."""

    name: ClassVar[str] = "cases.case.renewed"
    sentence: ClassVar[str] = "renewed case {case} until {expires_on}"

    case: UUID
    authority: str
    expires_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDescribed(AuditEvent):
    """The state and the finding of the person were written down. `description` is a commitment to all of it."""

    name: ClassVar[str] = "cases.case.described"
    sentence: ClassVar[str] = "described the person of case {case}"

    case: UUID
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAdded(AuditEvent):
    """A person may see the case from now on."""

    name: ClassVar[str] = "cases.member.added"
    sentence: ClassVar[str] = "added {member} to case {case}"

    case: UUID
    member: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRemoved(AuditEvent):
    """A person does not see the case any more."""

    name: ClassVar[str] = "cases.member.removed"
    sentence: ClassVar[str] = "removed {member} from case {case}"

    case: UUID
    member: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographAdded(AuditEvent):
    """A photograph joined a case, or came back to it. `original` is the evidence's own id."""

    name: ClassVar[str] = "cases.photograph.added"
    sentence: ClassVar[str] = "added photograph {original} to case {case}"

    case: UUID
    original: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographWithdrawn(AuditEvent):
    """A photograph is used for the case no more. Searches that used it keep it."""

    name: ClassVar[str] = "cases.photograph.withdrawn"
    sentence: ClassVar[str] = "withdrew photograph {original} from case {case}"

    case: UUID
    original: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceMeant(AuditEvent):
    """Somebody said which face of a photograph is the person's. `how`: auto, face, box or points."""

    name: ClassVar[str] = "cases.face.meant"
    sentence: ClassVar[str] = "said which face of photograph {original} is meant in case {case} ({how})"

    case: UUID
    original: UUID
    how: str
    turned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeSet(AuditEvent):
    """What is done to the face of a photograph before it is compared; an empty recipe leaves it as it is."""

    name: ClassVar[str] = "cases.recipe.set"
    sentence: ClassVar[str] = "set the recipe of photograph {original} in case {case} to “{recipe}”"

    case: UUID
    original: UUID
    recipe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistKept(AuditEvent):
    """How a photograph was taken was written down. `answers` is a commitment to them."""

    name: ClassVar[str] = "cases.checklist.kept"
    sentence: ClassVar[str] = "filled in the capture checklist of photograph {original} in case {case}"

    case: UUID
    original: UUID
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(AuditEvent):
    """An identity was established. `evidence` is a commitment to laboratory, reference, official and name."""

    name: ClassVar[str] = "cases.case.closed"
    sentence: ClassVar[str] = "closed case {case}: identity established by {basis}, decided on {decided_on}"

    case: UUID
    basis: str
    decided_on: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(AuditEvent):
    """An established identity is in doubt. `reason` is a commitment."""

    name: ClassVar[str] = "cases.case.reopened"
    sentence: ClassVar[str] = "opened case {case} again"

    case: UUID
    reason: str
