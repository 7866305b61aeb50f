"""Tar files, plain or compressed."""

import lzma
import tarfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from antigone.casework.galleries.sources.archive import Member, member_parts
from antigone.casework.galleries.sources.names import printable
from antigone.engine.errors import SourceError, UnreadableFile

__all__ = ["TarReader"]

_DAMAGE = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


class TarReader:
    """A tar file, its members in the order it was packed: a compressed one can only be read from front to back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = printable(path.name)
        self._walk = self._headers()
        self._position = -1

    def close(self) -> None:
        self._walk.close()

    def members(self) -> Iterator[Member]:
        number = -1
        try:
            for number, (_, info) in enumerate(self._headers()):
                if not info.isdir():
                    parts = member_parts(info.name) or ("unnamed",)
                    yield Member(number=number, parts=parts, size=info.size, fault=_fault(info))
        except _DAMAGE as error:
            reason = f"the archive is damaged or cut off here ({error}); what came before it was read"
            yield Member(number=number + 1, parts=(self._name,), size=0, fault=reason)

    @contextmanager
    def open(self, number: int) -> Iterator[BinaryIO]:
        if number <= self._position:
            self.close()
            self._walk, self._position = self._headers(), -1
        try:
            while self._position < number:
                archive, info = next(self._walk)
                self._position += 1
            yield cast("BinaryIO", archive.extractfile(info))
        except _DAMAGE as error:
            raise UnreadableFile(str(number), f"damaged inside the archive ({error})") from error

    def _headers(self) -> Generator[tuple[tarfile.TarFile, tarfile.TarInfo], None, None]:
        try:
            archive = tarfile.open(self._path)  # noqa: SIM115 (closed below; only opening it is tried)
        except (tarfile.TarError, OSError, EOFError, zlib.error, lzma.LZMAError) as error:
            # tarfile lists a line for each compression it tried: the first says enough.
            reason = str(error).partition("\n")[0].rstrip("(:- ")
            raise SourceError(
                f"{self._name} is not a tar file that can be read ({reason}).", advice="Copy or download it again."
            ) from error
        with archive:
            while (info := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # undeclared; it keeps every header it has seen
                yield archive, info


def _fault(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "a link inside an archive; it is not followed"
    return "" if info.isreg() else "no regular file"
