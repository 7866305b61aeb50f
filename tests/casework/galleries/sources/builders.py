"""A source to its end."""

from pathlib import Path

from antigone.casework.galleries.sources import ArchiveLimits, Refused, SourceItem, open_source


def items_of(path: Path, limits: ArchiveLimits | None = None) -> list[SourceItem | Refused]:
    with open_source(path, limits=limits) as source:
        return list(source.items())


def bytes_of(item: SourceItem) -> bytes:
    return item.load if isinstance(item.load, bytes) else item.load.read_bytes()
