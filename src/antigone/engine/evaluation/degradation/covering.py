"""Cloth and gauze over parts of the face."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.face import HEAD, FaceGrid
from antigone.engine.evaluation.degradation.fields import blended, blurred, noise
from antigone.engine.types import FloatArray, PixelArray

# A white sheet, surgical green, blue, grey, dark cloth.
_CLOTHS = np.array([[206, 204, 198], [98, 134, 124], [84, 104, 138], [122, 121, 118], [44, 44, 50]], dtype=np.float32)
_GAUZE = np.array([222, 216, 202], dtype=np.float32)
_SHADOW = 0.45


def eyes_covered(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """A band across the eyes, from ear to ear."""
    (height,) = level
    grid = FaceGrid.of(picture)
    band = grid.rises(height / 2 - abs(grid.y)) * grid.rises(1.3 - abs(grid.x))
    return _under_cloth(picture, grid, band, rng)


def lower_face_covered(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """A sheet drawn up to a line across the face."""
    (top,) = level
    grid = FaceGrid.of(picture)
    edge = top + 0.15 * np.minimum(grid.x**2, 2.0)
    return _under_cloth(picture, grid, grid.rises(grid.y - edge), rng)


def half_covered(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """A sheet from one side, left or right by chance, over a share of the face's breadth."""
    (share,) = level
    grid = FaceGrid.of(picture)
    inwards = grid.x * float(rng.choice((-1.0, 1.0)))
    edge = -1.15 + 2.3 * share + 0.06 * np.sin(2.2 * grid.y)
    return _under_cloth(picture, grid, grid.rises(edge - inwards), rng)


def bandage(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Windings of gauze: forehead, chin, cheek, one eye, and last the nose and upper lip."""
    (windings,) = level
    grid = FaceGrid.of(picture)
    side = float(rng.choice((-1.0, 1.0)))
    head = grid.ellipse(HEAD)
    tilts = rng.normal(0.0, 3.0, len(_WINDINGS))
    pixels = picture.pixels
    for (x, y, angle, width), tilt in zip(_WINDINGS[: round(windings)], tilts, strict=False):
        across, along = _strip(grid, (side * x, y), np.radians(side * (angle + tilt)))
        strip = head * grid.rises(width / 2 - abs(across))
        pixels = _shaded(pixels, strip, grid)
        pixels = blended(pixels, _gauze(grid, across / width, along, rng), strip)
    return picture.repainted(pixels)


# Middle (x, y), angle in degrees, breadth; face units, the injured side at positive x.
_WINDINGS = (
    (0.0, -0.85, -3.0, 0.55),
    (0.0, 1.72, 4.0, 0.5),
    (0.95, 0.75, -80.0, 0.6),
    (0.45, 0.0, 30.0, 0.62),
    (0.0, 0.7, -6.0, 0.55),
)


def _strip(grid: FaceGrid, middle: tuple[float, float], angle: float) -> tuple[FloatArray, FloatArray]:
    """Distances from the middle line of a strip, and along it."""
    x, y = grid.x - middle[0], grid.y - middle[1]
    cosine, sine = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    # A winding follows the skull: its middle line bends down towards the ears.
    along = x * cosine + y * sine
    across = y * cosine - x * sine - np.float32(0.08) * along**2
    return np.asarray(across, dtype=np.float32), np.asarray(along, dtype=np.float32)


def _gauze(grid: FaceGrid, across: FloatArray, along: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Colours of a strip: threads along and across, folds, edges in shade. across: -0.5 to 0.5."""
    threads = np.sin(along * 70) + np.sin(across * 40)
    visible = min(1.0, grid.pixels(0.03) / 2)
    folds = np.sin(across * 22 + 1.5 * noise(grid.shape, (grid.pixels(0.3), grid.pixels(0.9)), rng))
    light = 1 + 0.012 * visible * threads + 0.035 * folds - 0.5 * abs(across) ** 3
    return np.asarray(_GAUZE * light[..., None], dtype=np.float32)


def _under_cloth(picture: Picture, grid: FaceGrid, cloth: FloatArray, rng: np.random.Generator) -> Picture:
    colour = _CLOTHS[rng.integers(len(_CLOTHS))]
    folds = noise(grid.shape, (grid.pixels(0.9), grid.pixels(0.5)), rng, octaves=2)
    grain = rng.standard_normal(grid.shape, dtype=np.float32)
    light: NDArray[np.float32] = 1 + 0.07 * folds + 0.02 * grain
    return picture.repainted(blended(_shaded(picture.pixels, cloth, grid), colour * light[..., None], cloth))


def _shaded(pixels: PixelArray, cover: FloatArray, grid: FaceGrid) -> PixelArray:
    """What lies beside a cover lies a little in its shadow."""
    return blended(pixels, pixels * np.float32(1 - _SHADOW), blurred(cover, grid.pixels(0.05)))
