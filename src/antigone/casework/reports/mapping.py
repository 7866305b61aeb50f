"""Similarity maps on a sheet: both faces in grey under two colours, one scale, and the words that go with it."""

import cv2
import numpy as np
from PIL import Image

from antigone.casework.reports.canvas import CARD, Canvas, Style
from antigone.casework.reports.documents import MapPair, MappedFace
from antigone.casework.reports.furniture import SMALL
from antigone.engine.types import FloatArray, PixelArray

# Amber and blue differ for every kind of colour vision, and as light and dark on a grey print.
_ALIKE, _APART = np.array([255.0, 184.0, 28.0]), np.array([22.0, 62.0, 140.0])
# The face under them is drawn between these greys, so that neither its own lights nor shadows look like a value.
_DARKEST, _LIGHTEST = 70.0, 190.0
_STRENGTH = 0.8
# A line is drawn around what is at least half as strong as the scale.
_LINED = 0.5
_SPECK = 0.005
_BAR = 18
_TAG = Style(size=16, bold=True)
_EXPLANATION = (
    "How to read it: each region was blurred in turn and the {score} taken again. Amber: without this region the two "
    "would score less, it makes them alike. Blue: they would score more, it sets them apart. The map explains the "
    "recogniser, not the person: it is no evidence, it does not show which features two people share, and it depends "
    "on how a region is hidden. Regions that matter only together do not show."
)


def draw_map_pair(canvas: Canvas, maps: MapPair, at: tuple[int, int], width: int, gap: int) -> int:
    """Both maps side by side, each with its strongest values written where they are. Returns the y below."""
    x, y = at
    side = (width - gap) // 2
    for place, face in enumerate((maps.first, maps.second)):
        corner = (x + place * (side + gap), y)
        canvas.picture(map_picture(face, maps.scale, side), corner, side)
        for row, column in _peaks(face.values, maps.scale):
            share = np.array([column, row]) / face.values.shape[0]
            _draw_tag(canvas, _signed(face.values[row, column], maps.scale), corner, share * side)
    return y + side


def draw_map_words(canvas: Canvas, maps: MapPair, at: tuple[int, int], width: int) -> int:
    """The legend, and what the maps say and do not say. Returns the y below."""
    x, y = at
    bar = _coloured(np.full((_BAR, width), 130.0), np.tile(np.linspace(-1, 1, width), (_BAR, 1)))
    canvas.image.paste(Image.fromarray(bar), (x, y))
    third = width // 3
    y += _BAR + 4
    canvas.line(f"{_signed(-maps.scale, maps.scale)} sets apart", (x, y), third, SMALL)
    canvas.line("0", (x + width // 2 - 4, y), third, SMALL)
    alike = f"alike {_signed(maps.scale, maps.scale)}"
    y = canvas.line(alike, (x + width - canvas.width_of(alike, SMALL), y), third, SMALL)
    return canvas.paragraph(_EXPLANATION.format(score=maps.score), (x, y + 4), width, SMALL, lines=14)


def map_picture(face: MappedFace, scale: float, side: int) -> PixelArray:
    """RGB uint8 (side, side, 3)."""
    grey = cv2.resize(cv2.cvtColor(face.chip, cv2.COLOR_RGB2GRAY), (side, side), interpolation=cv2.INTER_CUBIC)
    grey = _DARKEST + grey.astype(np.float64) / 255 * (_LIGHTEST - _DARKEST)
    values = cv2.resize(face.values, (side, side), interpolation=cv2.INTER_CUBIC) / scale
    picture = _coloured(grey, np.clip(values, -1, 1))
    for sign, ink in ((1, 255), (-1, 0)):
        strong = (sign * values >= _LINED).astype(np.uint8)
        outlines, _ = cv2.findContours(strong, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        large = [outline for outline in outlines if cv2.contourArea(outline) > _SPECK * side**2]
        cv2.drawContours(picture, large, -1, (ink, ink, ink), 1, cv2.LINE_AA)
    return picture


def overlay_picture(first: FloatArray, second: FloatArray, side: int) -> PixelArray:
    """Both maps beside each other, RGBA uint8 (side, 2 * side, 4), to be laid over the photographs.

    Where a value is nothing the photograph is seen as it is. The strongest value of each has the full colour whatever
    it is: the picture says where, not how much, so that no score can be read from it.
    """
    return np.hstack([_veil(values, side) for values in (first, second)])


def _veil(values: FloatArray, side: int) -> PixelArray:
    strongest = max(float(np.abs(values).max()), float(np.finfo(np.float32).tiny))
    large = np.clip(cv2.resize(values / strongest, (side, side), interpolation=cv2.INTER_CUBIC), -1, 1)
    colour = np.where(large[..., None] > 0, _ALIKE, _APART)
    opacity = 255 * _STRENGTH * np.abs(large)[..., None]
    return np.asarray(np.rint(np.dstack([colour, opacity])), dtype=np.uint8)


def _coloured(grey: FloatArray | np.ndarray, values: FloatArray | np.ndarray) -> PixelArray:
    """Grey values (H, W) under the colours of values in [-1, 1]."""
    weight = _STRENGTH * np.abs(values)[..., None]
    colour = np.where(values[..., None] > 0, _ALIKE, _APART)
    return np.asarray(np.rint(grey[..., None] * (1 - weight) + colour * weight), dtype=np.uint8)


def _peaks(values: FloatArray, scale: float) -> list[tuple[int, int]]:
    """Row and column of the highest and of the lowest value, where they are worth a number."""
    places = (np.unravel_index(flat, values.shape) for flat in (values.argmax(), values.argmin()))
    found = [(int(row), int(column)) for row, column in places]
    signs = (1, -1)
    return [place for place, sign in zip(found, signs, strict=True) if sign * values[place] >= scale * _LINED / 2]


def _draw_tag(canvas: Canvas, text: str, corner: tuple[int, int], centre: np.ndarray) -> None:
    width, height = canvas.width_of(text, _TAG) + 8, _TAG.leading
    left, top = (int(value) for value in corner + centre - (width / 2, height / 2))
    canvas.image.paste(CARD, (left, top, left + width, top + height))
    canvas.line(text, (left + 4, top + 1), width, _TAG)


def _signed(value: float, scale: float) -> str:
    return f"{value:+.{1 if scale >= 1 else 3}f}".replace("-", "\N{MINUS SIGN}")
