"""The manifest of `search --each`: one photograph of a case a row; rows of one case are one person."""

import csv
from dataclasses import dataclass
from pathlib import Path

from antigone.engine.errors import SourceError

__all__ = ["CaseRow", "RefusedCase", "read_cases"]

COLUMNS = ("case", "photograph")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case and its probe photographs, in the order of the rows."""

    case: str
    photographs: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCase:
    """A row that cannot be searched, and why."""

    case: str
    kind: str
    message: str


def read_cases(manifest: Path) -> tuple[list[CaseRow], list[RefusedCase]]:
    """The cases of a manifest, in the order in which they first appear, and the rows that cannot be used.

    Photographs are named relative to the manifest. Raises SourceError where the file is no such manifest.
    """
    photographs: dict[str, list[Path]] = {}
    refused = []
    for number, row in enumerate(_rows(manifest), start=1):
        case, photograph = (str(row[column] or "").strip() for column in COLUMNS)
        if not case or not photograph:
            message = f"{manifest.name}, row {number}: {'case' if not case else 'photograph'} is empty."
            refused.append(RefusedCase(case=case, kind="ManifestRowError", message=message))
            continue
        photographs.setdefault(case, []).append(manifest.parent / photograph)
    return [CaseRow(case=case, photographs=tuple(paths)) for case, paths in photographs.items()], refused


def _rows(manifest: Path) -> list[dict[str, str | None]]:
    try:
        text = manifest.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{manifest} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{manifest} is not UTF-8.", advice="Save it as CSV UTF-8.") from error
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise SourceError(f"{manifest}, line {reader.line_num}: {error}.", advice="Mend the row.") from error
    columns = [name or "" for name in reader.fieldnames or ()]
    wrong = [name for name in columns if name not in COLUMNS]
    lacking = [name for name in COLUMNS if name not in columns]
    if wrong or lacking:
        what = f"has a column {wrong[0]!r}" if wrong else f"lacks the column {lacking[0]!r}"
        raise SourceError(f"{manifest} {what}.", advice=f"Its columns are {', '.join(COLUMNS)}.")
    return rows
