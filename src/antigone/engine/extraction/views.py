"""A photograph as a detector sees it: reduced, turned, on a canvas of the model's size."""

from dataclasses import dataclass

import cv2
import numpy as np

from antigone.engine.extraction.geometry import Affine, after, scaling
from antigone.engine.runtime import InputFormat
from antigone.engine.types import PixelArray

# cos 90 degrees is a hair more than 0 and must not cost a row of 32 pixels.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """canvas: RGB uint8, black where there is no picture. into: from the photograph's coordinates to the canvas's.

    width, height: of the picture on the canvas, from its left top corner. rotation: degrees, clockwise.
    """

    canvas: PixelArray
    into: Affine
    width: int
    height: int
    rotation: int = 0


def reduced(pixels: PixelArray, longer_side: int, wanted: InputFormat) -> View:
    """The picture as it stands with that longer side, or the model's own where that is less."""
    side = min(longer_side, wanted.width or longer_side, wanted.height or longer_side)
    scale = side / max(pixels.shape[:2])
    width, height = (max(1, round(length * scale)) for length in pixels.shape[1::-1])
    # Averaging over the area: taking single pixels makes patterns out of detail.
    small = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    canvas = np.zeros((*_canvas_shape(width, height, wanted), 3), dtype=np.uint8)
    canvas[:height, :width] = small
    into = scaling(width / pixels.shape[1], height / pixels.shape[0])
    return View(canvas=canvas, into=into, width=width, height=height)


def turned(view: View, rotation: int, wanted: InputFormat) -> View:
    """A view that stands as the photograph does, turned with all its corners kept; a fixed canvas may shrink it."""
    cosine, sine = np.cos(np.radians(rotation)), np.sin(np.radians(rotation))
    across = abs(view.width * cosine) + abs(view.height * sine)
    down = abs(view.width * sine) + abs(view.height * cosine)
    rows, columns = _canvas_shape(across - _ROUNDING, down - _ROUNDING, wanted)
    fit = min(1.0, columns / across, rows / down)
    linear = fit * np.array([[cosine, -sine], [sine, cosine]])
    old = np.array([view.width - 1, view.height - 1]) / 2
    new = (fit * np.array([across, down]) - 1) / 2
    turn = np.column_stack([linear, new - linear @ old])
    picture = view.canvas[: view.height, : view.width]
    canvas = np.asarray(cv2.warpAffine(picture, turn, (columns, rows), flags=cv2.INTER_LINEAR), dtype=np.uint8)
    width, height = round(across * fit), round(down * fit)
    return View(canvas=canvas, into=after(turn, view.into), width=width, height=height, rotation=rotation)


def _canvas_shape(width: float, height: float, wanted: InputFormat) -> tuple[int, int]:
    """Rows and columns: the model's own, or where they are free the least that the picture fits on."""
    if wanted.width is not None and wanted.height is not None:
        return wanted.height, wanted.width
    step = wanted.multiple_of
    return int(-(-height // step)) * step, int(-(-width // step)) * step
