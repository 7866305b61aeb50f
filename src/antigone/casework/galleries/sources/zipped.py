"""Zip files."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from antigone.casework.galleries.sources.archive import Member, member_parts
from antigone.casework.galleries.sources.items import unreadable
from antigone.casework.galleries.sources.names import printable
from antigone.engine.errors import SourceError, UnreadableFile

__all__ = ["ZipReader"]

DENSE = 200
DENSE_FROM = 16 * 2**20
_ENCRYPTED = 0x1
_UTF8 = 0x800
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)


class ZipReader:
    """A zip file, its members in the order of their names. Raises SourceError where it is none, or is encrypted."""

    def __init__(self, path: Path, called: str = "") -> None:
        self._name = printable(called or path.name)
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise SourceError(f"{self._name}: {unreadable(error)}.", advice="Check its permissions.") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise SourceError(
                f"{self._name} is not a whole zip file ({error}).", advice="Copy or download it again."
            ) from error
        self._files = sorted(
            (info for info in self._zip.infolist() if not info.is_dir()), key=lambda info: info.filename
        )
        if any(info.flag_bits & _ENCRYPTED for info in self._files):
            self.close()
            raise SourceError(f"{self._name} is encrypted.", advice="Unpack it with its password and enrol the folder.")

    def close(self) -> None:
        self._zip.close()

    def members(self) -> Iterator[Member]:
        for number, info in enumerate(self._files):
            name, fault = _true_name(info)
            if info.file_size > DENSE_FROM and info.file_size > DENSE * max(info.compress_size, 1):
                fault = f"{info.compress_size} bytes that unpack to {info.file_size}: no photograph does that"
            parts = member_parts(name.replace("\\", "/")) or ("unnamed",)
            yield Member(number=number, parts=parts, size=info.file_size, fault=fault)

    @contextmanager
    def open(self, number: int) -> Iterator[BinaryIO]:
        info = self._files[number]
        try:
            with self._zip.open(info) as stream:
                yield cast("BinaryIO", stream)
        except NotImplementedError as error:
            raise UnreadableFile(info.filename, f"packed by a method that is not known here ({error})") from error
        except _DAMAGE as error:
            reason = unreadable(error) if isinstance(error, OSError) else f"damaged inside the archive ({error})"
            raise UnreadableFile(info.filename, reason) from error


def _true_name(info: zipfile.ZipInfo) -> tuple[str, str]:
    """The member's name, and a fault where its letters cannot be known.

    Without the UTF-8 mark a name is in the code page of whatever machine packed it; `zipfile` takes it for cp437, which
    turns Cyrillic into line-drawing characters. UTF-8 proves itself; any other guess would enrol a wrong name.
    """
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename, ""
    try:
        return info.filename.encode("cp437").decode("utf-8"), ""
    except UnicodeError:
        return info.filename, (
            "its name is in an old code page that the archive does not tell; "
            "pack again with UTF-8 names, or unpack and enrol the folder"
        )
