"""What can be enrolled: folders, manifests, archives; all of it untrusted, none of it changed."""

from antigone.casework.galleries.sources.archive import ArchiveLimits
from antigone.casework.galleries.sources.items import Origin, Refused, Source, SourceItem, SubjectFacts
from antigone.casework.galleries.sources.names import identifier_of, printable, raw_bytes
from antigone.casework.galleries.sources.opening import open_source

__all__ = [
    "ArchiveLimits",
    "Origin",
    "Refused",
    "Source",
    "SourceItem",
    "SubjectFacts",
    "identifier_of",
    "open_source",
    "printable",
    "raw_bytes",
]
