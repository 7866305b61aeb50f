"""From bytes, or a path, to an upright image. The limits are checked in the order of what a check costs."""

import hashlib
from pathlib import Path

from antigone.engine.errors import EmptyFile, ImageTooLarge, UnsupportedFormat
from antigone.engine.imaging.files import read_bytes
from antigone.engine.imaging.formats import READABLE, PhotoFormat, describe_stranger, recognise_format
from antigone.engine.imaging.frames import count_frames, gif_extent
from antigone.engine.imaging.headers import Header, read_header, translated
from antigone.engine.imaging.limits import DEFAULT_LIMITS, Limits
from antigone.engine.imaging.names import printable
from antigone.engine.imaging.pixels import UnsupportedMode, plan_conversion, upright_pixels
from antigone.engine.types import Image, PhotographFacts

_START_OF_SCAN = b"\xff\xda"


def read_image(path: Path, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Image:
    """Read and decode a file. `name` stands for it in messages and facts; the path's last part where None.

    Raises what `files.read_bytes` and `decode_image` raise.
    """
    shown = name if name is not None else path.name
    return decode_image(read_bytes(path, name=shown, limits=limits), name=shown, limits=limits)


def decode_image(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS) -> Image:
    """Decode the first frame, turned upright; a file that is not whole gives no picture at all.

    Raises EmptyFile, UnsupportedFormat, ImageTooLarge (before anything is decoded) and DamagedImage, and nothing else.
    """
    shown = printable(name)
    found = _require_format(data, shown)
    _require_limits(data, found, shown, limits)
    with translated(shown, found):
        header = read_header(data, found)
        frames = max(header.frames, count_frames(data, found, limit=limits.max_frames))
    _require_pixels(header.width, header.height, shown, limits)
    _require_frames(frames, shown, limits)
    return _decoded(data, found, header, shown, frames)


def _decoded(data: bytes, found: PhotoFormat, header: Header, shown: str, frames: int) -> Image:
    with translated(shown, found):
        picture = header.load()
        try:
            conversion = plan_conversion(picture, inverted=header.inverted, depth=header.depth)
        except UnsupportedMode as error:
            raise UnsupportedFormat(shown, str(error), advice="Save it as an RGB picture.") from error
        pixels = upright_pixels(picture, conversion, turn=header.turn)
    facts = PhotographFacts(
        name=shown,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=found.value,
        width=pixels.shape[1],
        height=pixels.shape[0],
        exif=header.exif,
        orientation=header.orientation,
        notes=((f"first of {frames} frames",) if frames > 1 else ()) + conversion.notes,
    )
    return Image(pixels=pixels, facts=facts)


def _require_format(data: bytes, shown: str) -> PhotoFormat:
    if not data:
        raise EmptyFile(shown, "the file is empty", advice="Fetch it again from where it came from.")
    found = recognise_format(data)
    if found is None:
        raise UnsupportedFormat(shown, f"not a photograph; it looks like {describe_stranger(data)}", advice=READABLE)
    return found


def _require_limits(data: bytes, found: PhotoFormat, shown: str, limits: Limits) -> None:
    """Limits that need no parser."""
    if len(data) > limits.max_bytes:
        raise ImageTooLarge(shown, f"{len(data):,} bytes, {limits.max_bytes:,} are allowed")
    if found is PhotoFormat.JPEG and (scans := data.count(_START_OF_SCAN)) > limits.max_scans:
        raise ImageTooLarge(shown, f"{scans:,} passes over the picture, {limits.max_scans} are allowed")
    if found is PhotoFormat.GIF:
        # Pillow may fill a frame's area on opening.
        _require_pixels(*gif_extent(data), shown, limits)


def _require_pixels(width: int, height: int, shown: str, limits: Limits) -> None:
    if width * height > limits.max_pixels:
        reason = f"{width:,} x {height:,} pixels, {limits.max_pixels // 1_000_000} million in all are allowed"
        raise ImageTooLarge(shown, reason, advice="Hand in a smaller copy or the part that shows the face.")


def _require_frames(frames: int, shown: str, limits: Limits) -> None:
    if frames > limits.max_frames:
        raise ImageTooLarge(shown, f"more than {limits.max_frames:,} frames", advice="Save the frame that matters.")
