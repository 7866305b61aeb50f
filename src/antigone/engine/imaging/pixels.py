"""Any of Pillow's modes to upright uint8 RGB, in bands of rows, so that little is held beside picture and result.

Colour profiles are not applied: recognisers are trained on pictures as stored, and a comparison should rest on the
file's own numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageChops

from antigone.engine.types import PixelArray

_BAND_PIXELS = 1 << 20
_DIRECT = {"1", "L", "RGB", "RGBX", "YCbCr", "CMYK", "P", "HSV"}
_PREMULTIPLIED = {"La": "LA", "RGBa": "RGBA"}
_WITH_ALPHA = {"LA", "PA", "RGBA", *_PREMULTIPLIED}
_WIDE = {"I;16", "I;16L", "I;16B", "I;16N", "I", "F"}
# Mid grey: neither an edge for the detector nor a shift of the exposure that quality measures.
_BACKGROUND = 128


class UnsupportedMode(ValueError):
    """Colours that have no plain way to RGB, such as LAB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tones:
    """The values that become black and white; white above black. Inverted: the low one is white."""

    black: float = 0.0
    white: float = 255.0
    inverted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """How one picture's samples become RGB, decided on the whole picture before its first band; and the notes on it."""

    tones: Tones
    transparent: bool
    notes: tuple[str, ...]


def plan_conversion(picture: Pillow.Image, *, inverted: bool, depth: int) -> Conversion:
    """Raises UnsupportedMode. `inverted` and `depth` as in `headers.Header`."""
    if picture.mode not in _DIRECT | _WITH_ALPHA | _WIDE:
        raise UnsupportedMode(f"colours of the kind {picture.mode} are not supported")
    if picture.mode in _WIDE:
        tones = _measured_tones(picture, inverted=inverted)
        note = f"values {tones.black:g} to {tones.white:g} scaled to 8 bits"
        return Conversion(tones=tones, transparent=False, notes=(note,))
    transparent = _is_transparent(picture)
    notes = [f"{depth} bits reduced to 8"] if depth > 8 else []
    if transparent:
        notes.append("transparent parts laid on mid grey")
    if picture.mode == "CMYK":
        notes.append("printing colours (CMYK) turned to RGB without a colour profile")
    return Conversion(tones=Tones(inverted=inverted), transparent=transparent, notes=tuple(notes))


def upright_pixels(picture: Pillow.Image, conversion: Conversion, *, turn: int) -> PixelArray:
    """uint8 (height, width, 3) of the upright picture. `turn`: EXIF orientation to apply, 1 to 8."""
    stored = (picture.height, picture.width)
    upright = np.empty((*(stored[::-1] if turn >= 5 else stored), 3), dtype=np.uint8)
    as_stored = _stored_view(upright, turn)
    for top, band in _bands(picture):
        as_stored[top : top + band.height] = _rgb(band, conversion)
    return upright


def _stored_view(upright: PixelArray, turn: int) -> PixelArray:
    """A view of the upright array with the rows and columns of the stored picture (EXIF 2.32, tag 274)."""
    turned = {
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.swapaxes(0, 1),
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].swapaxes(0, 1),
        8: np.rot90(upright, -1),
    }
    return turned.get(turn, upright)


def _bands(picture: Pillow.Image) -> Iterator[tuple[int, Pillow.Image]]:
    rows = max(1, _BAND_PIXELS // picture.width)
    for top in range(0, picture.height, rows):
        yield top, picture.crop((0, top, picture.width, min(top + rows, picture.height)))


def _rgb(band: Pillow.Image, conversion: Conversion) -> NDArray[np.uint8]:
    if band.mode in _WIDE:
        return _scaled(band, conversion.tones)[:, :, np.newaxis]
    if band.mode in _PREMULTIPLIED:
        band = band.convert(_PREMULTIPLIED[band.mode])
    if conversion.transparent:
        ground = Pillow.new("RGBA", band.size, (_BACKGROUND, _BACKGROUND, _BACKGROUND, 255))
        band = Pillow.alpha_composite(ground, band.convert("RGBA"))
    if conversion.tones.inverted:
        band = ImageChops.invert(band)
    return np.asarray(band.convert("RGB"))


def _is_transparent(picture: Pillow.Image) -> bool:
    if picture.mode not in _WITH_ALPHA:
        return "transparency" in picture.info  # a colour or a palette entry that stands for it
    lowest_alpha, _ = cast("tuple[tuple[int, int], ...]", picture.getextrema())[-1]
    return lowest_alpha < 255


def _scaled(band: Pillow.Image, tones: Tones) -> NDArray[np.uint8]:
    values = _finite(band)
    shares = (values - tones.black) / (tones.white - tones.black)
    light = 1.0 - shares if tones.inverted else shares
    return np.rint(np.clip(light, 0.0, 1.0) * 255.0).astype(np.uint8)


def _finite(band: Pillow.Image) -> NDArray[np.float64]:
    return np.nan_to_num(np.asarray(band).astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)


def _measured_tones(picture: Pillow.Image, *, inverted: bool) -> Tones:
    """The real range of the samples, never a clipped one.

    Integers from 0 upwards are taken for samples of the least number of bits that holds them all (many cameras store 12
    bits in 16); floats within 0 to 1 for shares of white; anything else for a range from its least to its greatest.
    """
    bands = [(float(v.min()), float(v.max())) for v in (_finite(band) for _, band in _bands(picture))]
    low, high = min(b[0] for b in bands), max(b[1] for b in bands)
    if picture.mode == "F" and low >= 0.0 and high <= 1.0:
        return Tones(black=0.0, white=1.0, inverted=inverted)
    if picture.mode != "F" and low >= 0.0:
        return Tones(black=0.0, white=2.0 ** max(8, int(high).bit_length()) - 1, inverted=inverted)
    return Tones(black=low, white=high if high > low else low + 1.0, inverted=inverted)
