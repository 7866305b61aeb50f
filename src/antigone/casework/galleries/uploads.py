"""Files handed in through a browser, in the home's cache while their import waits or runs, and no longer."""

import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from antigone.casework.galleries.models import GalleryImport
from antigone.casework.jobs.models import Job, JobState
from antigone.engine.errors import StateError

__all__ = ["ARCHIVE", "folder_of", "keep_file", "manifest_of", "remove_finished_uploads", "remove_upload"]

ARCHIVE = "photographs.zip"
MANIFESTS = {".csv": "manifest.csv", ".tsv": "manifest.tsv", ".jsonl": "manifest.jsonl"}
ABANDONED_AFTER = 24 * 60 * 60
"""Seconds after which a folder that no import names was left by a request that was cut off."""


def folder_of(order: UUID) -> Path:
    """Where the files of an import lie."""
    return _uploads() / str(order)


def manifest_of(order: UUID) -> Path | None:
    """The manifest that came beside the archive, if one did."""
    return next((path for name in MANIFESTS.values() if (path := folder_of(order) / name).exists()), None)


def keep_file(folder: Path, name: str, pieces: Iterable[bytes]) -> Path:
    """Write a file as it comes, never whole in memory. Raises StateError where the disk does not take it."""
    path = folder / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("xb") as stream:
            for piece in pieces:
                stream.write(piece)
    except OSError as error:
        raise StateError(
            f"The home folder does not take the upload ({error.strerror}).", advice="Free some space, then try again."
        ) from error
    return path


def remove_upload(order: UUID) -> None:
    """Remove the files of an import that is over or was never ordered."""
    shutil.rmtree(folder_of(order), ignore_errors=True)


def remove_finished_uploads() -> None:
    """Remove the files of every import that is over for good, and what requests that were cut off have left."""
    folders = {path.name: path for path in _uploads().glob("*")}
    going_on = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]).values("pk")
    wanted = {str(pk) for pk in GalleryImport.objects.filter(job__in=going_on).values_list("pk", flat=True)}
    known = {str(pk) for pk in GalleryImport.objects.values_list("pk", flat=True)}
    for name in folders.keys() - wanted:
        if name in known or _is_abandoned(folders[name]):
            shutil.rmtree(folders[name], ignore_errors=True)


def _uploads() -> Path:
    return Path(settings.ANTIGONE_HOME) / "cache" / "uploads"


def _is_abandoned(folder: Path) -> bool:
    try:
        return time.time() - folder.stat().st_mtime > ABANDONED_AFTER
    except FileNotFoundError:
        return False
