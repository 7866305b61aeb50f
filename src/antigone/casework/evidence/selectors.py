"""Reads of the room."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings

from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.storage import original_path, stored_hashes

__all__ = ["missing_originals", "originals_folder", "orphans"]

HASHES_A_QUERY = 500


def originals_folder() -> Path:
    """The home's folder of original bytes."""
    return Path(settings.ANTIGONE_HOME) / "originals"


def orphans(originals: Path) -> Iterator[Path]:
    """Files that no photograph of the database names: left by a kill between storing and committing, or by an erasure.

    A process at work stores before it commits, so they are left over only where none is (`locks.home_at_rest`).
    """
    hashes = stored_hashes(originals)
    while chunk := list(islice(hashes, HASHES_A_QUERY)):
        known = set(Photograph.objects.filter(sha256__in=chunk).values_list("sha256", flat=True))
        yield from (original_path(originals, sha256) for sha256 in chunk if sha256 not in known)


def missing_originals(originals: Path) -> Iterator[str]:
    """Hashes of photographs whose bytes are not on the disk: restore them from a backup."""
    hashes = Photograph.objects.order_by("sha256").values_list("sha256", flat=True).iterator()
    yield from (sha256 for sha256 in hashes if not original_path(originals, sha256).exists())
