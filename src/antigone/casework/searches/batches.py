"""The manifest of `search --each`: one photograph of a case a row; rows of one case are one person."""

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from antigone.casework.cases.models import LONGEST_NUMBER
from antigone.casework.galleries.sources import printable
from antigone.engine.errors import SourceError

__all__ = ["CaseRow", "RefusedCase", "read_cases"]

COLUMNS = ("case", "photograph")
BEYOND = "cells beyond the header's"


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
        case, photograph = ((row[column] or "").strip() for column in COLUMNS)
        if wrong := _fault(case, photograph, beyond=row.get(BEYOND)):
            message = f"{printable(manifest.name)}, row {number}: {wrong}."
            refused.append(RefusedCase(case=printable(case), kind="ManifestRowError", message=message))
            continue
        photographs.setdefault(case, []).append(manifest.parent / photograph)
    if not photographs and not refused:
        raise SourceError(f"{printable(str(manifest))} names no case.", advice="Give it a row for each photograph.")
    return [CaseRow(case=case, photographs=tuple(paths)) for case, paths in photographs.items()], refused


def _fault(case: str, photograph: str, *, beyond: object) -> str:
    """What is wrong with a row, as a clause; empty where nothing is."""
    if beyond:
        return "it has more cells than the header"
    if not case or not photograph:
        return f"{'case' if not case else 'photograph'} is empty"
    if not case.isprintable() or len(case) > LONGEST_NUMBER:
        return f"the case's number is not one line of up to {LONGEST_NUMBER} characters"
    return ""


def _rows(manifest: Path) -> list[dict[str, str | None]]:
    shown = printable(str(manifest))
    try:
        text = manifest.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{shown} cannot be read: {error.strerror}.", advice="Check the path.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{shown} is not UTF-8.", advice="Save it as CSV UTF-8.") from error
    reader = csv.DictReader(StringIO(text, newline=""), strict=True, restkey=BEYOND)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise SourceError(f"{shown}, line {reader.line_num}: {error}.", advice="Mend the row.") from error
    columns = [name or "" for name in reader.fieldnames or ()]
    wrong = [name for name in columns if name not in COLUMNS]
    lacking = [name for name in COLUMNS if name not in columns]
    if wrong or lacking:
        what = f"has a column {wrong[0]!r}" if wrong else f"lacks the column {lacking[0]!r}"
        raise SourceError(f"{shown} {what}.", advice=f"Its columns are {', '.join(COLUMNS)}.")
    return rows
