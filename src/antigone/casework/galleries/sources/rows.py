"""The rows of a manifest as text: CSV with commas, semicolons or tabs, and JSON Lines."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import BinaryIO

from antigone.engine.errors import ManifestRowError, SourceError

__all__ = ["COLUMNS", "Cells", "read_rows"]

COLUMNS = (
    "photograph",
    "subject",
    "label",
    "sex",
    "date_of_birth",
    "age",
    "nationality",
    "place",
    "source",
    "source_url",
    "captured_on",
    "face",
)
DELIMITERS = ",;\t"
Cells = Mapping[str, str]


def read_rows(
    stream: BinaryIO, name: str, *, columns: Sequence[str] = COLUMNS
) -> Iterator[tuple[int, Cells | ManifestRowError]]:
    """Number (from 1, the header not counted) and cells of each row, or what is wrong with it.

    columns: those that may be there. Raises SourceError where the file as a whole is wrong: another encoding, an
    unknown column, no photographs named.
    """
    read = _json_rows if name.casefold().endswith(".jsonl") else _csv_rows
    return read(stream, name, columns)


def _csv_rows(stream: BinaryIO, name: str, columns: Sequence[str]) -> Iterator[tuple[int, Cells | ManifestRowError]]:
    lines = _lines(stream, name)
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=lambda mark: len(_column_names(first, mark) & set(columns)))
    header = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    _check_columns(header, name, columns)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            number += 1
            yield number, ManifestRowError(name, number, f"its quotation marks do not pair up ({error})")
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            number += 1
            yield number, _csv_cells(header, cells, name, number)


def _csv_cells(header: list[str], cells: list[str], name: str, number: int) -> Cells | ManifestRowError:
    if any(cell.strip() for cell in cells[len(header) :]):
        return ManifestRowError(name, number, f"it has {len(cells)} cells, the header has {len(header)}")
    return {column: cell.strip() for column, cell in zip(header, cells, strict=False) if column}


def _json_rows(stream: BinaryIO, name: str, columns: Sequence[str]) -> Iterator[tuple[int, Cells | ManifestRowError]]:
    number = 0
    for line in _lines(stream, name):
        if line.strip():
            number += 1
            yield number, _json_cells(line, name, number, columns)


def _json_cells(line: str, name: str, number: int, known: Sequence[str]) -> Cells | ManifestRowError:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return ManifestRowError(name, number, "it is not one JSON object on one line")
    if not isinstance(value, dict):
        return ManifestRowError(name, number, "it is not a JSON object")
    columns = [key.strip().casefold() for key in value]
    _check_columns(columns, name, known)
    try:
        return {column: _json_text(column, cell) for column, cell in zip(columns, value.values(), strict=True)}
    except TypeError as error:
        return ManifestRowError(name, number, str(error))


def _json_text(column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if column == "face" and isinstance(value, list):
        return ",".join(str(part) for part in value)
    raise TypeError(f"{column} is neither text nor a number")


def _lines(stream: BinaryIO, name: str) -> Iterator[str]:
    for number, raw in enumerate(stream, start=1):
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            kind = "UTF-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "not UTF-8"
            raise SourceError(
                f"{name}, line {number}: the text is {kind}, so names would come out wrong.",
                advice='Save the file as UTF-8 (in a spreadsheet: "CSV UTF-8").',
            ) from error


def _column_names(header: str, delimiter: str) -> set[str]:
    return {cell.strip().strip('"').casefold() for cell in header.split(delimiter)}


def _check_columns(columns: list[str], name: str, known: Sequence[str]) -> None:
    listed = f"Known columns: {', '.join(known)}."
    for column in columns:
        if column and column not in known:
            near = get_close_matches(column, known, n=1)
            advice = f"Did you mean {near[0]}? {listed}" if near else listed
            raise SourceError(f"{name} has an unknown column {column!r}.", advice=advice)
        if column and columns.count(column) > 1:
            raise SourceError(f"{name} has the column {column} twice.", advice="Keep one of them.")
    if "photograph" not in columns:
        raise SourceError(f"{name} has no column photograph.", advice=f"It names each row's picture. {listed}")
