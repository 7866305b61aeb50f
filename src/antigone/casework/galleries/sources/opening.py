"""From a path to the source it is."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from antigone.casework.galleries.sources.archive import ArchiveLimits, ArchiveSource
from antigone.casework.galleries.sources.folder import (
    FolderSource,
    check_regular,
    is_folder,
    plain_item,
    stem,
    subject_named,
)
from antigone.casework.galleries.sources.items import Refused, Source, SourceItem
from antigone.casework.galleries.sources.manifest import MANIFEST_NAMES, ManifestSource
from antigone.casework.galleries.sources.names import printable
from antigone.casework.galleries.sources.tarred import TarReader
from antigone.casework.galleries.sources.zipped import ZipReader
from antigone.engine.errors import SourceError

__all__ = ["PhotographSource", "manifest_at", "open_source"]

_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_MANIFESTS = (".csv", ".tsv", ".jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographSource:
    """One file given by itself: one subject, named like the file without its ending."""

    path: Path

    @property
    def description(self) -> str:
        return printable(str(self.path))

    def count(self) -> int:
        return 1

    def items(self) -> Iterator[SourceItem | Refused]:
        yield plain_item(self.path.name, subject_named(stem(self.path.name)), self.path)


@contextmanager
def open_source(
    path: Path, *, limits: ArchiveLimits | None = None, called: str = "", manifest: Path | None = None
) -> Iterator[Source]:
    """The source at a path, told by what it is and by its ending, open for the length of a `with`.

    called: the name that an archive was handed in under, if its file has another. manifest: one that came beside an
    archive; it goes before one inside.
    A folder with a `manifest.csv`, `.tsv` or `.jsonl` directly in it is read by that manifest. Any other single file is
    taken for a photograph. Raises SourceError where there is nothing to read.
    """
    ending = path.name.casefold()
    if found := manifest_at(path):
        yield ManifestSource(path=found)
    elif is_folder(path):
        yield FolderSource(root=path)
    elif missing := check_regular(path):
        raise SourceError(
            f"{printable(str(path))}: {missing}.",
            advice="Give a folder, a manifest (.csv, .jsonl), a zip or a tar file.",
        )
    elif ending.endswith((".zip", *_TARS)):
        with (
            closing(ZipReader(path, called) if ending.endswith(".zip") else TarReader(path)) as reader,
            tempfile.TemporaryDirectory(prefix="antigone-") as workshop,
        ):
            yield ArchiveSource(
                path=path,
                called=called,
                reader=reader,
                workshop=Path(workshop),
                limits=limits or ArchiveLimits(),
                beside=manifest,
            )
    else:
        yield PhotographSource(path=path)


def manifest_at(path: Path) -> Path | None:
    """The manifest that a path is, or that a folder holds; None where there is none."""
    if is_folder(path):
        return next((path / name for name in MANIFEST_NAMES if not check_regular(path / name)), None)
    is_one = path.name.casefold().endswith(_MANIFESTS) and not check_regular(path)
    return path if is_one else None
