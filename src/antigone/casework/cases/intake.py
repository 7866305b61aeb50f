"""Many files handed in at once, archives among them: what became of each."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case, CasePhotograph
from antigone.casework.cases.photographs import add_photograph
from antigone.casework.galleries.sources.archive import ArchiveLimits, ArchiveSource
from antigone.casework.galleries.sources.items import Refused
from antigone.casework.galleries.sources.zipped import ZipReader
from antigone.engine.errors import InputError
from antigone.engine.imaging import printable

__all__ = ["IncomingFile", "Taken", "take_in"]

# What stands first in a zip file that is not empty; a photograph that merely ends in one is a photograph.
_ZIP = b"PK\x03\x04"
ZIP_LIMITS = ArchiveLimits(members=1000, total_bytes=4 * 2**30)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """A file as handed in; path: where its bytes lie for now."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one file. photograph: None where it was refused; reason says why, or that the case had it."""

    name: str
    photograph: CasePhotograph | None
    reason: str = ""

    @property
    def is_refused(self) -> bool:
        return self.photograph is None


def take_in(*, case: Case, files: Iterable[IncomingFile], by: Actor) -> Iterator[Taken]:
    """Each photograph of the files and of the zip archives among them. One that is refused stops no other.

    Raises StateError and Forbidden, which concern them all.
    """
    for file in files:
        if _is_archive(file.path):
            yield from _from_archive(case, file, by)
        else:
            yield _taken(case, file.path, file.name, by)


def _from_archive(case: Case, file: IncomingFile, by: Actor) -> Iterator[Taken]:
    with tempfile.TemporaryDirectory(prefix="antigone-") as workshop:
        # Messages call an archive by the name of its file, which here is one that nobody gave.
        archive = Path(workshop) / f"{Path(file.name).stem[:50]}.zip"
        archive.symlink_to(file.path)
        try:
            with closing(ZipReader(archive)) as reader:
                source = ArchiveSource(path=archive, reader=reader, workshop=Path(workshop), limits=ZIP_LIMITS)
                for item in source.items():
                    name = printable(f"{file.name}/{item.name}")
                    if isinstance(item, Refused):
                        yield Taken(name=name, photograph=None, reason=item.reason)
                        continue
                    yield _taken(case, item.load, name, by)
                    item.release()
        except InputError as error:
            yield Taken(name=printable(file.name), photograph=None, reason=error.diagnostics())


def _is_archive(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(_ZIP)) == _ZIP


def _taken(case: Case, load: bytes | Path, name: str, by: Actor) -> Taken:
    try:
        added = add_photograph(case=case, load=load, name=name, by=by)
    except InputError as error:
        return Taken(name=printable(name), photograph=None, reason=Refused.because(name, error).reason)
    reason = "" if added.is_new else _("The case has this photograph already.")
    return Taken(name=printable(name), photograph=added.photograph, reason=reason)
