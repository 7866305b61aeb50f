"""A manifest: a table that names each photograph, its subject and where it came from."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from antigone.casework.galleries.sources.folder import check_regular, stem
from antigone.casework.galleries.sources.items import Origin, Refused, SourceItem, SubjectFacts, unreadable
from antigone.casework.galleries.sources.names import LABEL_LENGTH, identifier_of, printable, raw_bytes
from antigone.casework.galleries.sources.rows import Cells, read_rows
from antigone.casework.galleries.sources.values import (
    parse_age,
    parse_box,
    parse_captured_on,
    parse_period,
    parse_sex,
)
from antigone.engine.errors import ManifestRowError, SourceError
from antigone.engine.types import Box

__all__ = ["MANIFEST_NAMES", "Entry", "ManifestSource", "find_photograph", "read_entries", "spellings"]

MANIFEST_NAMES = ("manifest.csv", "manifest.tsv", "manifest.jsonl")
_LONGEST = {"subject": LABEL_LENGTH, "label": LABEL_LENGTH, "nationality": 100, "place": 200}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One usable row: photograph is the name as the manifest has it."""

    row: int
    photograph: str
    subject: SubjectFacts
    origin: Origin
    box: Box | None

    def item(self, load: Path | bytes) -> SourceItem:
        """The row as an item whose photograph has been found."""
        return SourceItem(
            name=printable(self.photograph),
            raw_name=raw_bytes(self.photograph),
            subject=self.subject,
            load=load,
            origin=self.origin,
            box=self.box,
            row=self.row,
        )

    def refused(self, manifest: str, reason: str) -> Refused:
        """The row as one that cannot be used after all."""
        name = printable(self.photograph)
        error = ManifestRowError(manifest, self.row, reason)
        return Refused.because(name, error, subject=self.subject.identifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestSource:
    """The photographs that a manifest on the disk names, by paths relative to its folder, in the order of its rows."""

    path: Path

    @property
    def description(self) -> str:
        return printable(str(self.path))

    def count(self) -> int:
        """Rows of the manifest. Raises SourceError where it is wrong as a whole, so ask before the work begins."""
        with self._open() as stream:
            return sum(1 for _ in read_rows(stream, self._name))

    def items(self) -> Iterator[SourceItem | Refused]:
        with self._open() as stream:
            for entry in read_entries(stream, self._name):
                yield entry if isinstance(entry, Refused) else self._find(entry)

    @property
    def _name(self) -> str:
        return printable(self.path.name)

    def _open(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise SourceError(f"{self._name}: {unreadable(error)}.", advice="Check its permissions.") from error

    def _find(self, entry: Entry) -> SourceItem | Refused:
        found = find_photograph(self.path.parent, entry.photograph)
        if isinstance(found, Path):
            return entry.item(found)
        return entry.refused(self._name, found)


def find_photograph(folder: Path, name: str) -> Path | str:
    """The file that a manifest in the folder means, or the clause why there is none."""
    reason = ""
    for spelling in spellings(name):
        path = folder / spelling
        missing = check_regular(path)
        if not missing:
            return path
        reason = reason or missing
    return reason


def read_entries(stream: BinaryIO, name: str) -> Iterator[Entry | Refused]:
    """Every row in order. A subject's later rows must not contradict its earlier ones; silence is no contradiction."""
    subjects: dict[str, SubjectFacts] = {}
    for number, cells in read_rows(stream, name):
        if isinstance(cells, ManifestRowError):
            yield Refused.because(f"row {number}", cells)
            continue
        try:
            entry = _entry(number, cells)
            _admit(entry.subject, subjects)
        except ValueError as error:
            shown = printable(cells.get("photograph", "")) or f"row {number}"
            yield Refused.because(shown, ManifestRowError(name, number, str(error)))
        else:
            yield entry


def spellings(name: str) -> list[str]:
    """The name, and how other systems may have written it: composed or taken-apart letters, Windows' separators."""
    slashed = name.replace("\\", "/")
    forms = [name, slashed, unicodedata.normalize("NFC", slashed), unicodedata.normalize("NFD", slashed)]
    return list(dict.fromkeys(forms))


def _entry(number: int, cells: Cells) -> Entry:
    """The row's values. Raises ValueError with a clause for a person."""
    photograph = cells.get("photograph", "")
    if not photograph:
        raise ValueError("it names no photograph")
    for column, longest in _LONGEST.items():
        if len(printable(cells.get(column, ""))) > longest:
            raise ValueError(f"{column} is longer than {longest} characters")
    face = cells.get("face", "")
    return Entry(
        row=number,
        photograph=photograph,
        subject=_subject(cells, fallback=stem(PurePosixPath(photograph.replace("\\", "/")).name)),
        origin=_origin(cells),
        box=parse_box(face) if face else None,
    )


def _subject(cells: Cells, fallback: str) -> SubjectFacts:
    """Without an identifier the label tells people apart; without both, the photograph's own name does."""
    identifier = cells.get("subject") or cells.get("label") or fallback
    born = cells.get("date_of_birth", "")
    age = cells.get("age", "")
    born_from, born_to = parse_period(born) if born else (None, None)
    age_min, age_max = parse_age(age) if age else (None, None)
    return SubjectFacts(
        identifier=identifier_of(identifier),
        label=printable(cells.get("label") or identifier),
        sex=parse_sex(cells.get("sex") or "unknown"),
        born_from=born_from,
        born_to=born_to,
        age_min=age_min,
        age_max=age_max,
        nationality=printable(cells.get("nationality", "")),
        place=printable(cells.get("place", "")),
    )


def _origin(cells: Cells) -> Origin:
    captured = cells.get("captured_on", "")
    return Origin(
        source=printable(cells.get("source", "")),
        source_url=printable(cells.get("source_url", "")),
        captured_on=parse_captured_on(captured) if captured else "",
    )


def _admit(subject: SubjectFacts, subjects: dict[str, SubjectFacts]) -> None:
    known = subjects.get(subject.identifier)
    wrong = known.contradictions(subject) if known else []
    if wrong:
        raise ValueError(f"subject {subject.identifier} has another {wrong[0]} in an earlier row")
    subjects[subject.identifier] = known.filled_from(subject) if known else subject
