"""The header of a photograph, read by the library that will decode it, and the promise of its pixels."""

import struct
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import Lock

import pi_heif
from PIL import BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin
from PIL import Image as Pillow
from PIL.ImageFile import ImageFile

from antigone.engine.errors import DamagedImage, ImageTooLarge
from antigone.engine.imaging.exif import read_exif
from antigone.engine.imaging.formats import PhotoFormat
from antigone.engine.imaging.heif import require_readable_items

# The plugins are called by themselves, not through `Image.open`: only these are ever tried, and the bound on pixels is
# the caller's, not the one that Pillow keeps in a global.
_PLUGINS: dict[PhotoFormat, type[ImageFile]] = {
    PhotoFormat.JPEG: JpegImagePlugin.JpegImageFile,
    PhotoFormat.PNG: PngImagePlugin.PngImageFile,
    PhotoFormat.WEBP: WebPImagePlugin.WebPImageFile,
    PhotoFormat.TIFF: TiffImagePlugin.TiffImageFile,
    PhotoFormat.BMP: BmpImagePlugin.BmpImageFile,
    PhotoFormat.GIF: GifImagePlugin.GifImageFile,
}
# What Pillow and libheif are known to raise on broken input; the fuzz test keeps the list honest.
_FOREIGN = (
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_MIN_IS_WHITE = 0

# `warnings.catch_warnings` swaps state of the whole process: two threads inside it at once would leave it swapped.
_WARNINGS = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What is known before decoding.

    width, height: of the picture that `load` gives; for TIFF and HEIC it is upright already, else `turn` makes it so.
    turn: the EXIF orientation still to be applied, orientation: the one applied when all is done.
    inverted: whether samples count ink where Pillow's mode counts light, or the other way round.
    depth: bits of a sample in the file, where Pillow gives 8 of them.
    frames: as libheif counts them; 1 where `frames.count_frames` counts.
    """

    width: int
    height: int
    exif: Mapping[str, str]
    load: Callable[[], Pillow.Image]
    turn: int = 1
    orientation: int = 1
    inverted: bool = False
    depth: int = 8
    frames: int = 1


@contextmanager
def translated(name: str, found: PhotoFormat) -> Iterator[None]:
    """Turns what Pillow and libheif raise into DamagedImage or ImageTooLarge that names the file."""
    try:
        yield
    except Pillow.DecompressionBombError as error:
        raise ImageTooLarge(name, "more pixels than any photograph has") from error
    except MemoryError as error:
        raise ImageTooLarge(name, "decoding it takes more memory than there is") from error
    except _FOREIGN as error:
        raise DamagedImage(
            name,
            f"the {found} picture is cut off or corrupt",
            advice="Fetch the file again from where it came from.",
        ) from error


def read_header(data: bytes, found: PhotoFormat) -> Header:
    """Parse the header, decode nothing. Call inside `translated`."""
    if found is PhotoFormat.HEIC:
        return _heif_header(data)
    with _unwarned():
        opened = _PLUGINS[found](BytesIO(data))
        if isinstance(opened, TiffImagePlugin.TiffImageFile):
            return _tiff_header(opened, data)
    exif = read_exif(opened.info.get("exif", b""))
    return Header(
        width=opened.width,
        height=opened.height,
        exif=exif.values,
        load=lambda: _loaded(opened),
        turn=exif.orientation,
        orientation=exif.orientation,
        # Pillow takes every CMYK JPEG for an inverted one, as Adobe writes them; the others say so by lacking its mark.
        inverted=opened.mode == "CMYK" and "adobe" not in opened.info,
        depth=data[24] if found is PhotoFormat.PNG else 8,
    )


def _tiff_header(opened: TiffImagePlugin.TiffImageFile, data: bytes) -> Header:
    tags = opened.tag_v2
    exif = read_exif(data)
    return Header(
        width=opened.width,
        height=opened.height,
        exif=exif.values,
        load=lambda: _loaded_unwarned(opened),
        orientation=exif.orientation,
        # Pillow inverts min-is-white samples of 8 bits, but not these.
        inverted=opened.mode in {"I;16", "F"} and tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == _MIN_IS_WHITE,
        depth=max(tags.get(TiffImagePlugin.BITSPERSAMPLE, (1,))),
    )


def _heif_header(data: bytes) -> Header:
    """libheif turns the picture as the container says; EXIF orientation only repeats that (ISO/IEC 23008-12)."""
    require_readable_items(data)
    opened = pi_heif.open_heif(data)
    primary = opened[opened.primary_index]
    return Header(
        width=primary.size[0],
        height=primary.size[1],
        exif=read_exif(primary.info.get("exif") or b"").values,
        load=primary.to_pillow,
        depth=primary.info["bit_depth"],
        frames=len(opened),
    )


def _loaded(opened: ImageFile) -> Pillow.Image:
    opened.load()
    return opened


def _loaded_unwarned(opened: ImageFile) -> Pillow.Image:
    with _unwarned():
        return _loaded(opened)


@contextmanager
def _unwarned() -> Iterator[None]:
    """Pillow warns of torn metadata and then goes on without it, which is what we want in silence."""
    with _WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
