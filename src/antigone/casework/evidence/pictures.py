"""Photographs as screens show them: upright, in colours that browsers know, without what else the file says.

Made from the original when first asked for, kept in the home's cache, destroyed with the original.
"""

from collections.abc import Callable
from enum import IntEnum
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image as Picture

from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.pairs import pairs_of
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import read_original, replace_file
from antigone.engine.imaging import decode_image

__all__ = ["PictureSize", "forget_pictures", "kept_picture", "kept_pictures", "shown_picture"]

QUALITY = 92


class PictureSize(IntEnum):
    """The longest side in pixels; FULL is the original's own, whose pixels boxes and landmarks count in."""

    FULL = 0
    SCREEN = 1400
    SMALL = 360


def shown_picture(photograph: Photograph, size: PictureSize) -> bytes:
    """A JPEG. Raises StateError or ChecksumMismatch where the original is missing or was changed."""
    return kept_picture(photograph.sha256, f"{size.name.lower()}.jpg", lambda: _drawn(photograph, size))


def kept_picture(sha256: str, name: str, draw: Callable[[], bytes]) -> bytes:
    """What the cache keeps under that name of the photograph of that hash, drawn where it keeps nothing yet.

    Nothing stays of a photograph that was destroyed while it was drawn.
    """
    path = _folder(sha256) / f"{sha256}-{name}"
    try:
        return path.read_bytes()
    except OSError:
        data = draw()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, data)
    if not Photograph.objects.filter(sha256=sha256).exists():
        path.unlink(missing_ok=True)
    return data


def kept_pictures(sha256: str) -> list[Path]:
    """The cache's files of a photograph: those that show it beside another among them, and what a kill has left."""
    return [*_folder(sha256).glob(f"*{sha256}-*"), *pairs_of(sha256)]


def forget_pictures(sha256: str) -> None:
    """Remove what the cache holds of a photograph that is being destroyed."""
    for path in kept_pictures(sha256):
        path.unlink(missing_ok=True)


def _drawn(photograph: Photograph, size: PictureSize) -> bytes:
    image = decode_image(read_original(originals_folder(), photograph.sha256), name=photograph.sha256)
    picture = Picture.fromarray(image.pixels)
    if size:
        picture.thumbnail((size, size), Picture.Resampling.LANCZOS)
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, subsampling=0)
    return file.getvalue()


def _folder(sha256: str) -> Path:
    return Path(settings.ANTIGONE_HOME) / "cache" / "pictures" / sha256[:2]
