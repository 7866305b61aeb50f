"""Photographs of people who are known, to measure on: a folder or a manifest. Nothing of it is enrolled."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from antigone.casework.galleries.sources import Refused, SourceItem, identifier_of, open_source, printable
from antigone.casework.galleries.sources.folder import is_folder
from antigone.casework.galleries.sources.manifest import find_photograph
from antigone.casework.galleries.sources.names import LABEL_LENGTH
from antigone.casework.galleries.sources.opening import manifest_at
from antigone.casework.galleries.sources.rows import COLUMNS, Cells, read_rows
from antigone.casework.galleries.sources.values import parse_box, parse_sex
from antigone.casework.recognition.evaluating import LabelledPhotograph
from antigone.casework.recognition.reading import photograph_item
from antigone.engine.errors import ManifestRowError, SourceError

__all__ = ["Dataset", "open_dataset"]

GROUP_COLUMNS = ("sex", "age_band", "region", "condition")
_KNOWN = (*dict.fromkeys(("identity", *COLUMNS, *GROUP_COLUMNS)),)
_LONGEST_GROUP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """name: printable, of the folder or manifest, without where it lies. photographs: in the order of the source."""

    name: str
    photographs: tuple[LabelledPhotograph, ...]
    refused: tuple[Refused, ...]


def open_dataset(path: Path) -> Dataset:
    """List what is there; no photograph is read yet.

    A folder has one sub-folder a person. A manifest has the columns photograph and identity (or subject), and may have
    face, sex, age_band, region and condition; other columns of an enrolment are passed over.
    Raises SourceError for anything else.
    """
    manifest = manifest_at(path)
    if manifest is None and not is_folder(path):
        raise SourceError(
            f"{printable(str(path))} is neither a folder nor a manifest.",
            advice="Give a folder with a sub-folder a person, or a manifest (.csv, .jsonl); unpack archives first.",
        )
    found = [*(_manifest_rows(manifest) if manifest else _folder_items(path))]
    # A manifest that its folder stands for goes by the folder's name.
    name = manifest.stem if manifest == path else path.resolve().name
    return Dataset(
        name=printable(name),
        photographs=tuple(each for each in found if isinstance(each, LabelledPhotograph)),
        refused=tuple(each for each in found if isinstance(each, Refused)),
    )


def _folder_items(path: Path) -> Iterator[LabelledPhotograph | Refused]:
    with open_source(path) as source:
        for item in source.items():
            yield _labelled(item) if isinstance(item, SourceItem) else item


def _labelled(item: SourceItem) -> LabelledPhotograph:
    return LabelledPhotograph(identity=item.subject.identifier, item=photograph_item(name=item.name, load=item.load))


def _manifest_rows(path: Path) -> Iterator[LabelledPhotograph | Refused]:
    name = printable(path.name)
    with _opened(path, name) as stream:
        for number, cells in read_rows(stream, name, columns=_KNOWN):
            if isinstance(cells, ManifestRowError):
                yield Refused.because(f"row {number}", cells)
                continue
            try:
                yield _row(path.parent, cells)
            except ValueError as error:
                shown = printable(cells.get("photograph", "")) or f"row {number}"
                yield Refused.because(shown, ManifestRowError(name, number, str(error)))


def _opened(path: Path, name: str) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise SourceError(f"{name} cannot be read ({error.strerror}).") from error


def _row(folder: Path, cells: Cells) -> LabelledPhotograph:
    """The row's photograph. Raises ValueError with a clause for a person."""
    photograph = cells.get("photograph", "")
    identity = cells.get("identity") or cells.get("subject") or cells.get("label") or ""
    if not photograph or not identity:
        raise ValueError(f"it names no {'identity' if photograph else 'photograph'}")
    if len(identity) > LABEL_LENGTH:
        raise ValueError(f"identity is longer than {LABEL_LENGTH} characters")
    found = find_photograph(folder, photograph)
    if not isinstance(found, Path):
        raise ValueError(  # noqa: TRY004 (the row is wrong, not a type)
            f"photograph {printable(photograph)}: {found}"
        )
    face = cells.get("face", "")
    return LabelledPhotograph(
        identity=identifier_of(identity),
        item=photograph_item(name=printable(photograph), load=found, box=parse_box(face) if face else None),
        groups={column: _group(column, cells[column]) for column in GROUP_COLUMNS if column in cells},
    )


def _group(column: str, text: str) -> str:
    if len(text) > _LONGEST_GROUP:
        raise ValueError(f"{column} is longer than {_LONGEST_GROUP} characters")
    return parse_sex(text or "unknown") if column == "sex" else printable(text)
