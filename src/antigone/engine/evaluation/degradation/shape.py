"""Swollen faces and closed eyes."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.face import FaceGrid
from antigone.engine.evaluation.degradation.fields import blended, blurred, noise, rounded
from antigone.engine.types import FloatArray, PixelArray

# Where tissue swells: middle (x, y), radii (across, down), how much of the strength.
_SWELLINGS = (
    ((-0.72, 0.75), (0.5, 0.55), 1.0),
    ((0.72, 0.75), (0.5, 0.55), 1.0),
    ((0.0, 1.12), (0.5, 0.24), 0.9),
    ((0.0, 0.45), (0.3, 0.35), 0.6),
    ((0.0, 1.6), (0.8, 0.4), 0.5),
    ((-0.5, 0.3), (0.38, 0.2), 0.7),
    ((0.5, 0.3), (0.38, 0.2), 0.7),
)
# Between swollen lids the slit of an eye narrows.
_SLITS = ((-0.5, 0.0), (0.5, 0.0))
_SLIT_RADII = (0.34, 0.2)

_EYE_WIDTH = 0.31
_LASHES = np.array([46.0, 34.0, 30.0], dtype=np.float32)


def swelling(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Cheeks, lips, nose and lids grow by a smooth warp, one side more than the other; eyes narrow."""
    (growth,) = level
    grid = FaceGrid.of(picture)
    shares = rng.uniform(0.75, 1.25, len(_SWELLINGS) + len(_SLITS))
    x, y = _before(grid.x, grid.y, growth, shares)
    pixels = rounded(grid.sampled(picture.pixels, x, y))
    return Picture(pixels=pixels, landmarks=_after(grid, picture.landmarks, growth, shares))


def _before(
    x: NDArray[np.floating], y: NDArray[np.floating], growth: float, shares: NDArray[np.float64]
) -> tuple[FloatArray, FloatArray]:
    """Where the points (x, y) of the swollen face lay before."""
    away_x, away_y = np.zeros_like(x), np.zeros_like(y)
    for ((middle_x, middle_y), (across, down), part), share in zip(_SWELLINGS, shares, strict=False):
        dx, dy = x - middle_x, y - middle_y
        bump = growth * part * share * np.exp(-((dx / across) ** 2 + (dy / down) ** 2) / 2)
        away_x, away_y = away_x - bump * dx, away_y - bump * dy
    for (middle_x, middle_y), share in zip(_SLITS, shares[len(_SWELLINGS) :], strict=True):
        dx, dy = x - middle_x, y - middle_y
        slit = np.exp(-((dx / _SLIT_RADII[0]) ** 2 + (dy / _SLIT_RADII[1]) ** 2) / 2)
        away_y = away_y + 2.2 * growth * share * slit * dy
    return np.asarray(x + away_x, dtype=np.float32), np.asarray(y + away_y, dtype=np.float32)


def _after(grid: FaceGrid, landmarks: FloatArray, growth: float, shares: NDArray[np.float64]) -> FloatArray:
    """The warp is given backwards; forwards it is found by repeated correction, which shrinks the error each time."""
    wanted = grid.frame.to_face(landmarks)
    found = wanted.copy()
    for _ in range(60):
        x, y = _before(found[:, 0], found[:, 1], growth, shares)
        found += 0.5 * (wanted - np.column_stack([x, y]))
    return np.asarray(grid.frame.to_picture(found), dtype=np.float32)


def eyes_closed(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Upper lids drawn down: skin from above and below the eye between which it fades, and a line of lashes."""
    (closed,) = level
    grid = FaceGrid.of(picture)
    pixels = picture.pixels
    for eye in grid.frame.to_face(picture.landmarks[:2]):
        pixels = _lid(pixels, grid, (float(eye[0]), float(eye[1])), closed, rng)
    return picture.repainted(pixels)


def _lid(
    pixels: PixelArray, grid: FaceGrid, eye: tuple[float, float], closed: float, rng: np.random.Generator
) -> PixelArray:
    x, y = grid.x - eye[0], grid.y - eye[1]
    arch = np.clip(1 - (x / _EYE_WIDTH) ** 2, 0.0, 1.0)
    top, bottom = -0.17 * arch, 0.03 + 0.10 * arch
    edge = top + (bottom - top) * closed
    inside = grid.rises(_EYE_WIDTH - abs(x), softness=0.03)
    lid = inside * grid.rises(y - top, softness=0.03) * grid.rises(edge - y, softness=0.015)
    closing = blended(pixels, _lid_skin(pixels, grid, eye, rng), lid)
    line = inside * np.exp(-(((y - edge) / 0.022) ** 2)) * np.sqrt(arch)
    return blended(closing, _LASHES, 0.75 * min(1.0, closed * 1.5) * line)


def _lid_skin(
    pixels: PixelArray, grid: FaceGrid, eye: tuple[float, float], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Colours of the lid (height, width, 3): the skin above the eye, fading to that below, rounded by shade.

    Above the eye a low brow may lie; the lid is never much darker than the cheek.
    """
    y = grid.y - eye[1]
    soft = rounded(blurred(pixels.astype(np.float32), grid.pixels(0.035)))
    above = grid.sampled(soft, grid.x, np.full_like(grid.y, eye[1] - 0.22))
    below = grid.sampled(soft, grid.x, np.full_like(grid.y, eye[1] + 0.26))
    above = np.maximum(above, 0.88 * below)
    share = np.clip((y + 0.2) / 0.36, 0.0, 1.0)[..., None]
    bulge = 1 + 0.06 * np.exp(-(((y + 0.02) / 0.08) ** 2)) - 0.10 * np.exp(-(((y + 0.16) / 0.035) ** 2))
    texture = 1 + 0.012 * noise(grid.shape, (2.0, 2.0), rng, octaves=1)
    return np.asarray((above + (below - above) * share) * (bulge * texture)[..., None], dtype=np.float32)
