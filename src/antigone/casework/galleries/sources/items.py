"""What a source yields: photographs with what is said about them, and refusals, in a stable order."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Protocol, Self

from antigone.casework.galleries.sources.names import identifier_of
from antigone.engine.errors import AntigoneError, FaceError, ManifestRowError, PhotographError
from antigone.engine.types import Box

__all__ = ["Origin", "Refused", "Source", "SourceItem", "SubjectFacts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectFacts:
    """A person as a source describes them; empty text and None mean that nothing was said.

    identifier: tells this person from all others of the gallery. label: the name as given.
    born_from, born_to: days between which the person was born, both included. age_min, age_max: years, as given.
    """

    identifier: str
    label: str
    sex: str = ""
    born_from: date | None = None
    born_to: date | None = None
    age_min: int | None = None
    age_max: int | None = None
    nationality: str = ""
    place: str = ""

    def said(self) -> dict[str, object]:
        """Fields that say something. A label that repeats the identifier was never given: it stands in for one."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        if identifier_of(self.label) == self.identifier:
            del values["label"]
        return {name: value for name, value in values.items() if value not in {None, ""}}

    def contradictions(self, other: "SubjectFacts") -> list[str]:
        """Names of the fields of which both say something, and not the same."""
        mine, others = self.said(), other.said()
        shared = (name for name in mine if name in others)
        return [name for name in shared if _comparable(mine[name]) != _comparable(others[name])]

    def filled_from(self, other: "SubjectFacts") -> "SubjectFacts":
        """These facts, and the other's where these are silent."""
        mine = self.said()
        return replace(self, **{name: value for name, value in other.said().items() if name not in mine})  # type: ignore[arg-type]  # each value comes from the field of its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where one photograph came from. captured_on: YYYY, YYYY-MM or YYYY-MM-DD."""

    source: str = ""
    source_url: str = ""
    captured_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """A photograph to enrol.

    name: printable, relative to the source; raw_name: its bytes where they are not printable text.
    load: where to read the photograph, or its bytes where it came out of an archive.
    box: the face to take, None for the only or the largest one.
    row: of the manifest, None where none named it. temporary: `load` is ours to remove once it has been dealt with.
    """

    name: str
    subject: SubjectFacts
    load: Path | bytes
    raw_name: bytes | None = None
    origin: Origin = Origin()
    box: Box | None = None
    row: int | None = None
    temporary: bool = False

    def refused(self, error: AntigoneError) -> "Refused":
        """This photograph as one that is not enrolled."""
        return Refused.because(self.name, error, row=self.row, subject=self.subject.identifier)

    def release(self) -> None:
        """Remove the temporary file, if that is what the photograph was loaded from."""
        if self.temporary and isinstance(self.load, Path):
            self.load.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An item that is not enrolled.

    code: the error's class name, for scripts; reason: what is wrong and what to do. row: of the manifest, if one named
    the item. subject: the identifier of the person it was given for, empty where that is not known.
    """

    name: str
    code: str
    reason: str
    row: int | None = None
    subject: str = ""

    @classmethod
    def because(cls, name: str, error: AntigoneError, *, row: int | None = None, subject: str = "") -> Self:
        """Refused by an error, without the name that its sentence may begin with."""
        clause = error.message
        if isinstance(error, PhotographError | FaceError | ManifestRowError):
            clause = f"{error.reason}."
        row = error.row if isinstance(error, ManifestRowError) else row
        reason = f"{clause} {error.advice}".strip()
        return cls(name=name, code=type(error).__name__, reason=reason, row=row, subject=subject)


class Source(Protocol):
    """Something that photographs come out of."""

    @property
    def description(self) -> str:
        """What the enrolment run records as its source: printable, one line."""

    def count(self) -> int:
        """About how many items there are, for a progress bar."""

    def items(self) -> Iterator[SourceItem | Refused]:
        """Every item, in an order that is the same at each run, read as they are asked for."""


def unreadable(error: OSError) -> str:
    """Why the file system does not give a file, as a clause."""
    return f"it cannot be read ({error.strerror or type(error).__name__})"


def _comparable(value: object) -> object:
    """Text in one form: a name is not another one because a file system takes its letters apart."""
    return identifier_of(value) if isinstance(value, str) else value
