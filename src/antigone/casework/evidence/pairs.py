"""Pictures made of two photographs together: kept in the home's cache, and gone with either of them."""

from pathlib import Path

from django.conf import settings

from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.storage import replace_file

__all__ = ["keep_pair", "kept_pair", "pairs_of"]

MOST = 500
"""So many are kept, the newest; a photograph's own are found among them by name when it is destroyed."""


def kept_pair(first: str, second: str, name: str) -> bytes | None:
    """What is kept under that name of the photographs of these hashes; None where nothing is."""
    try:
        return _path(first, second, name).read_bytes()
    except OSError:
        return None


def keep_pair(first: str, second: str, name: str, data: bytes) -> None:
    """Keep a picture of both. Nothing stays of a photograph that was destroyed while it was made."""
    path = _path(first, second, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, data)
    if Photograph.objects.filter(sha256__in={first, second}).count() < len({first, second}):
        path.unlink(missing_ok=True)
    for old in sorted(_all(), key=_age)[:-MOST]:
        old.unlink(missing_ok=True)


def pairs_of(sha256: str) -> list[Path]:
    """The files that a photograph has part in."""
    return [path for path in _all() if sha256 in path.name]


def _all() -> list[Path]:
    return list(_folder().glob("*.png"))


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _path(first: str, second: str, name: str) -> Path:
    return _folder() / f"{first}-{second}-{name}.png"


def _folder() -> Path:
    return Path(settings.ANTIGONE_HOME) / "cache" / "pairs"
