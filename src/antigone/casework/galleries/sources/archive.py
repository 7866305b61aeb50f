"""Archives: laid out like a folder, or with a manifest at the top. Nothing is unpacked under a name of theirs."""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol

from antigone.casework.galleries.sources.folder import plain_item, stem, subject_named
from antigone.casework.galleries.sources.items import Refused, SourceItem, SubjectFacts
from antigone.casework.galleries.sources.manifest import MANIFEST_NAMES, Entry, read_entries, spellings
from antigone.casework.galleries.sources.names import LABEL_LENGTH, is_ignored, printable
from antigone.engine.errors import SourceError, StateError, UnreadableFile

__all__ = ["ArchiveLimits", "ArchiveReader", "ArchiveSource", "Member", "member_parts"]

IN_MEMORY = 4 * 2**20
_ARCHIVES = frozenset({".7z", ".bz2", ".gz", ".rar", ".tar", ".tbz2", ".tgz", ".txz", ".xz", ".zip", ".zst"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """What an archive may ask of the machine. ratio: unpacked bytes per packed byte, looked at above `ratio_from`."""

    members: int = 500_000
    member_bytes: int = 256 * 2**20
    total_bytes: int = 2 * 2**40
    ratio: int = 200
    ratio_from: int = 256 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive. number: its place in the reader's order; size: as declared, in bytes.

    fault: why it cannot be read, as a clause; empty where nothing is known against it.
    """

    number: int
    parts: tuple[str, ...]
    size: int
    fault: str = ""

    @property
    def name(self) -> str:
        return "/".join(self.parts)


class ArchiveReader(Protocol):
    """A kind of archive."""

    def members(self) -> Iterator[Member]:
        """Every file, by its header alone, numbers ascending. SourceError where the archive is wrong as a whole."""

    def open(self, number: int) -> AbstractContextManager[BinaryIO]:
        """The bytes of a member; cheap while numbers ascend. Opening and reading raise UnreadableFile."""


@dataclass(frozen=True, kw_only=True)
class ArchiveSource:
    """The photographs of an archive, in the order of its reader.

    `workshop` is a folder of ours for photographs too large to wait in memory. A folder that merely wraps everything
    (named like the archive, or holding nothing but folders, or the manifest) is no subject. `called` is the name that
    the archive was handed in under, if its file has another; `beside` is a manifest that came with it and is not in it.
    """

    path: Path
    reader: ArchiveReader
    workshop: Path
    limits: ArchiveLimits = ArchiveLimits()
    called: str = ""
    beside: Path | None = None

    @property
    def description(self) -> str:
        return printable(self.called or str(self.path))

    def count(self) -> int:
        """Items to come. Raises SourceError where archive or manifest are wrong as a whole."""
        return len(self._entries) if self._manifest_name else len(self._members)

    def items(self) -> Iterator[SourceItem | Refused]:
        if not self._manifest_name:
            for member in self._members:
                yield from self._photograph(member, [None])
            return
        named: list[tuple[Member, Entry]] = []
        for entry in self._entries:
            if isinstance(entry, Refused):
                yield entry
            elif found := self._member_of(entry):
                named.append((found, entry))
            else:
                yield entry.refused(self._manifest_name, "the archive holds no such photograph")
        named.sort(key=lambda pair: pair[0].number)
        for member, pairs in groupby(named, key=lambda pair: pair[0]):
            yield from self._photograph(member, [entry for _, entry in pairs])

    @cached_property
    def _members(self) -> list[Member]:
        """Every file worth a line, within the limits, without the folder that wraps them."""
        members = self._listed
        if _is_wrapped(members, archive=stem(stem(self.called or self.path.name))):
            members = [replace(member, parts=member.parts[1:]) for member in members]
        return members

    @cached_property
    def _listed(self) -> list[Member]:
        return [member for member in self._counted() if not any(map(is_ignored, member.parts))]

    @cached_property
    def _by_name(self) -> dict[str, Member]:
        """Members by how a manifest may write them; one that lies beside the archive may name the wrapping folder."""
        whole = self._listed if self.beside else []
        pairs = zip((*whole, *self._members), (*self._members[: len(whole)], *self._members), strict=True)
        return {spelling: member for named, member in pairs for spelling in spellings(named.name)}

    @cached_property
    def _manifest(self) -> Member | None:
        return next((member for member in self._members if member.name in MANIFEST_NAMES), None)

    @property
    def _manifest_name(self) -> str:
        """Of the manifest that is read; empty where there is none."""
        inside = self._manifest.name if self._manifest else ""
        return printable(self.beside.name) if self.beside else inside

    @cached_property
    def _entries(self) -> list[Entry | Refused]:
        if self.beside is not None:
            load: bytes | Path = self.beside
        elif self._manifest is not None:
            load = self._load(self._manifest)
        else:
            return []
        data = load if isinstance(load, bytes) else load.read_bytes()
        return list(read_entries(BytesIO(data), self._manifest_name))

    def _counted(self) -> Iterator[Member]:
        packed = max(self.path.stat().st_size, 1)
        total = 0
        for count, member in enumerate(self.reader.members(), start=1):
            total += member.size
            too_dense = total > self.limits.ratio_from and total / packed > self.limits.ratio
            if count > self.limits.members or total > self.limits.total_bytes or too_dense:
                raise SourceError(
                    f"{self.description} claims to hold more than an archive of photographs does "
                    f"({count} files, {total} bytes out of {packed}).",
                    advice="Unpack it yourself, look at it, and enrol the folder.",
                )
            yield member

    def _member_of(self, entry: Entry) -> Member | None:
        names = ("/".join(member_parts(spelling)) for spelling in spellings(entry.photograph))
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    def _photograph(self, member: Member, entries: list[Entry] | list[None]) -> Iterator[SourceItem | Refused]:
        """The member once for each row that names it, read once; each with a temporary file of its own, if with any."""
        try:
            load = self._load(member)
        except UnreadableFile as error:
            for entry in entries:
                subject = entry.subject if entry else _subject_of(member)
                yield Refused.because(error.file, error, row=entry.row if entry else None, subject=subject.identifier)
            return
        for entry in entries:
            own = load if isinstance(load, bytes) or entry is entries[-1] else self._copy(load)
            item = entry.item(own) if entry else plain_item(member.name, _subject_of(member), own)
            yield replace(item, temporary=isinstance(own, Path))

    def _load(self, member: Member) -> bytes | Path:
        """The member's bytes, or a file of ours that holds them. Raises UnreadableFile."""
        name = printable(member.name)
        fault = member.fault or self._fault(member)
        if fault:
            raise UnreadableFile(name, fault)
        try:
            with self.reader.open(member.number) as stream:
                data = stream.read(IN_MEMORY)
                return data if len(data) < IN_MEMORY else self._spill(data, stream)
        except UnreadableFile as error:
            raise UnreadableFile(name, error.reason) from error

    def _fault(self, member: Member) -> str:
        if member.size > self.limits.member_bytes:
            return f"it claims {member.size} bytes, more than the {self.limits.member_bytes} that are read"
        if PurePosixPath(member.name).suffix.casefold() in _ARCHIVES:
            return "an archive inside an archive; unpack it and enrol it by itself"
        if any(len(printable(part)) > LABEL_LENGTH for part in member.parts):
            return f"a part of its name is longer than {LABEL_LENGTH} characters"
        return ""

    def _copy(self, file: Path) -> Path:
        with file.open("rb") as stream:
            return self._spill(b"", stream)

    def _spill(self, start: bytes, stream: BinaryIO) -> Path:
        with tempfile.NamedTemporaryFile(dir=self.workshop, delete=False) as file:
            for piece in chain([start], iter(partial(stream.read, 2**20), b"")):
                _write(file, piece)
        return Path(file.name)


def member_parts(name: str) -> tuple[str, ...]:
    """A member's name as folders and a file; roots, `.` and `..` fall away, for names are labels and nothing else."""
    return tuple(part for part in name.split("/") if part not in {"", ".", ".."})


def _write(file: IO[bytes], piece: bytes) -> None:
    try:
        file.write(piece)
    except OSError as error:
        raise StateError(
            f"The folder for temporary files takes no more ({error.strerror}).",
            advice="Free some space, or name another folder in TMPDIR.",
        ) from error


def _subject_of(member: Member) -> SubjectFacts:
    return subject_named(member.parts[0] if len(member.parts) > 1 else stem(member.parts[0]))


def _is_wrapped(members: list[Member], archive: str) -> bool:
    tops = {member.parts[0] for member in members}
    if len(tops) != 1 or any(len(member.parts) == 1 for member in members):
        return False
    has_manifest = any(member.parts[1:] in {(name,) for name in MANIFEST_NAMES} for member in members)
    return tops == {archive} or has_manifest or all(len(member.parts) > 2 for member in members)
