"""What came of each item of an enrolment. Given out only once it is committed: given out means acknowledged."""

from dataclasses import dataclass

from antigone.casework.galleries.sources import Refused

__all__ = ["AlreadyThere", "Enrolled", "Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A photograph that now stands for a subject. warnings: sentences for the operator."""

    name: str
    subject: str
    label: str
    sha256: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyThere:
    """These very bytes stood for this subject before; nothing was done."""

    name: str
    subject: str
    sha256: str


Outcome = Enrolled | AlreadyThere | Refused
