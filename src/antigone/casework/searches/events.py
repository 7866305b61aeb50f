"""Acts of the room, as the audit log keeps them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.utils.translation import ngettext_lazy, npgettext_lazy

from antigone.casework.audit import AuditEvent

__all__ = [
    "CaseErased",
    "CasesCompared",
    "CasesPaired",
    "ExclusionLifted",
    "ListOpened",
    "PhotographsCompared",
    "SearchRun",
    "SubjectExcluded",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRun(AuditEvent):
    """A candidate list was made, and at the command line shown.

    strangers, where: as asked; where is a commitment, or empty.
    """

    name: ClassVar[str] = "searches.search.run"
    sentence: ClassVar[str] = "searched {galleries} for case {case}: {outcome}, {candidates}"
    counted: ClassVar = {
        "galleries": npgettext_lazy("searched", "%(number)d gallery", "%(number)d galleries", "number"),
        "candidates": ngettext_lazy("%(number)d candidate", "%(number)d candidates", "number"),
    }

    search: UUID
    case: UUID
    outcome: str
    probes: int
    galleries: int
    index_change: int
    candidates: int
    cut: int
    recogniser_sha256: str
    calibration_sha256: str
    strangers: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographsCompared(AuditEvent):
    """Two photographs were compared one to one; `faces` of them gave a template."""

    name: ClassVar[str] = "searches.photographs.compared"
    sentence: ClassVar[str] = "compared two photographs for case {case}"

    comparison: UUID
    case: UUID
    faces: int
    recogniser_sha256: str
    calibration_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesCompared(AuditEvent):
    """The persons of open cases were compared with each other. strangers: as asked."""

    name: ClassVar[str] = "searches.cases.compared"
    sentence: ClassVar[str] = "compared {cases} with each other: {pairs} listed"
    counted: ClassVar = {
        "cases": npgettext_lazy("compared", "%(number)d case", "%(number)d cases", "number"),
        "pairs": npgettext_lazy("listed", "%(number)d pair", "%(number)d pairs", "number"),
    }

    run: UUID
    cases: int
    pairs: int
    recogniser_sha256: str
    calibration_sha256: str
    strangers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesPaired(AuditEvent):
    """A run of CasesCompared listed two cases as a pair; written once for each of the two."""

    name: ClassVar[str] = "searches.cases.paired"
    sentence: ClassVar[str] = "listed case {case} beside case {other} as perhaps the same person"

    run: UUID
    case: UUID
    other: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseErased(AuditEvent):
    """A case was erased with its searches, comparisons and the probes that nothing else uses."""

    name: ClassVar[str] = "searches.case.erased"
    sentence: ClassVar[str] = "erased case {case} with {acts}"
    counted: ClassVar = {
        "acts": npgettext_lazy(
            "erased", "%(number)d search or comparison", "%(number)d searches and comparisons", "number"
        )
    }

    case: UUID
    acts: int
    photographs_destroyed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOpened(AuditEvent):
    """A person opened a list with its scores for the first time, and can no longer be its examiner."""

    name: ClassVar[str] = "searches.list.opened"
    sentence: ClassVar[str] = "opened the scored list of search {search} for case {case}"

    search: UUID
    case: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectExcluded(AuditEvent):
    """A subject was decided not to be the case's person, after examination of a candidate of that search."""

    name: ClassVar[str] = "searches.subject.excluded"
    sentence: ClassVar[str] = "excluded a candidate of search {search} for case {case}"

    exclusion: UUID
    search: UUID
    case: UUID
    subject: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionLifted(AuditEvent):
    """A supervisor had an excluded subject come back to examination; why is kept with the exclusion."""

    name: ClassVar[str] = "searches.exclusion.lifted"
    sentence: ClassVar[str] = "lifted exclusion {exclusion} of case {case}"

    exclusion: UUID
    case: UUID
