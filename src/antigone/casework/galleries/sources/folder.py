"""A folder: one sub-folder a subject, or one file a subject, or both."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from antigone.casework.galleries.sources.items import Refused, SourceItem, SubjectFacts, unreadable
from antigone.casework.galleries.sources.names import identifier_of, is_ignored, printable, raw_bytes
from antigone.engine.errors import SourceError, UnreadableFile

__all__ = ["FolderSource", "check_regular", "is_folder", "plain_item", "stem", "subject_named"]

_KINDS = (
    (stat.S_ISDIR, "a folder, not a photograph"),
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSource:
    """Photographs of a folder, in the order of their names.

    A file at the top is a subject of its own, named like the file without its ending; every photograph in or below a
    sub-folder belongs to the one subject whom the sub-folder is named after. Links are followed, except in a circle.
    """

    root: Path

    @property
    def description(self) -> str:
        return printable(str(self.root))

    def count(self) -> int:
        """Files in and below the folder; links to folders are not looked into."""
        total = 0
        for _, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not is_ignored(name)]
            total += sum(not is_ignored(name) for name in files)
        return total

    def items(self) -> Iterator[SourceItem | Refused]:
        """Raises SourceError where the folder itself cannot be read."""
        try:
            entries, identity = _entries(self.root), _identity(self.root)
        except OSError as error:
            raise SourceError(
                f"{self.description}: {unreadable(error)}.", advice="Allow this account to read it."
            ) from error
        for entry in entries:
            if is_folder(entry):
                yield from self._folder(entry, subject_named(entry.name), ancestors=(identity,))
            else:
                yield self._file(entry, subject_named(stem(entry.name)))

    def _folder(
        self, folder: Path, subject: SubjectFacts, ancestors: tuple[tuple[int, int], ...]
    ) -> Iterator[SourceItem | Refused]:
        try:
            identity = _identity(folder)
            entries = _entries(folder)
        except OSError as error:
            yield self._refused(folder, unreadable(error))
            return
        if identity in ancestors or not entries:
            circle = identity in ancestors
            reason = "a link back to a folder that it lies in" if circle else "a folder without photographs"
            yield self._refused(folder, reason)
            return
        for entry in entries:
            if is_folder(entry):
                yield from self._folder(entry, subject, (*ancestors, identity))
            else:
                yield self._file(entry, subject)

    def _file(self, path: Path, subject: SubjectFacts) -> SourceItem | Refused:
        reason = check_regular(path)
        if reason:
            return self._refused(path, reason)
        return plain_item(str(path.relative_to(self.root)), subject, path)

    def _refused(self, path: Path, reason: str) -> Refused:
        name = printable(str(path.relative_to(self.root)))
        return Refused.because(name, UnreadableFile(name, reason))


def plain_item(name: str, subject: SubjectFacts, load: Path | bytes) -> SourceItem:
    """An item of which nothing is known but its name and its subject."""
    return SourceItem(name=printable(name), raw_name=raw_bytes(name), subject=subject, load=load)


def subject_named(name: str) -> SubjectFacts:
    """The subject that a folder or file is named after: identifier and label are the name as given."""
    return SubjectFacts(identifier=identifier_of(name), label=printable(name))


def stem(name: str) -> str:
    """A file's name without its ending; dots inside a name stay."""
    return PurePosixPath(name).stem


def check_regular(path: Path) -> str:
    """Why a path is no file to read, as a clause; empty where it is one."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "a link to a file that is not there" if path.is_symlink() else "there is no such file"
    except OSError as error:
        return unreadable(error)
    except ValueError:
        return "no file can have such a name"
    return next((what for kind, what in _KINDS if kind(mode)), "")


def _entries(folder: Path) -> list[Path]:
    # By bytes: the same order on every machine, whatever its language.
    return sorted(
        (path for path in folder.iterdir() if not is_ignored(path.name)), key=lambda path: os.fsencode(path.name)
    )


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; False where it leads nowhere."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino
