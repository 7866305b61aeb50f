"""Pictures of pictures: a screen photographed, a print scanned."""

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.face import FaceFrame, FaceGrid
from antigone.engine.evaluation.degradation.fields import blurred, noise, rounded, to_light, to_pixels
from antigone.engine.evaluation.degradation.warping import projected, shrunk, through
from antigone.engine.types import FloatArray, PixelArray

_ROOM = np.array([16.0, 16.0, 20.0])
# Between the camera and the screen, in the picture's longer sides.
_DISTANCE = 1.6

_PAPER = np.array([240.0, 234.0, 220.0], dtype=np.float32)
_INK = np.array([38.0, 34.0, 34.0], dtype=np.float32)
# Angles at which cyan, magenta and yellow are screened, degrees: the printers' usual ones.
_SCREENS = (15.0, 75.0, 0.0)
_OVERSAMPLING = 3


def screen(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """A screen photographed from aside: keystone, coloured moire, the lamp's reflection, bluish blacks."""
    angle, contrast = level
    axis = rng.uniform(0.0, 2 * np.pi)
    grid = FaceGrid.of(picture)
    light = to_light(picture.pixels) * (1 - contrast + contrast * _moire(grid, rng))
    light = 0.9 * light * np.array([0.92, 0.97, 1.08], dtype=np.float32)
    light += (0.3 * contrast * _reflection(grid, rng))[..., None] + np.float32(0.02 * contrast)
    shown = picture.repainted(to_pixels(np.asarray(light, dtype=np.float32)))
    matrix, size = _seen_from(picture.pixels, np.radians(angle), axis)
    return projected(shown, matrix, size, beyond=_ROOM)


def _moire(grid: FaceGrid, rng: np.random.Generator) -> FloatArray:
    """Two screens of lines beating against the sensor's, 0 to 1 (height, width, 3); the colours are out of step."""
    bend = noise(grid.shape, (grid.pixels(4.0),) * 2, rng, octaves=1)
    angles = rng.uniform(0, np.pi, 2)
    pattern = np.zeros((*grid.shape, 3), dtype=np.float32)
    for angle, waves in zip(angles, (5.5, 9.0), strict=True):
        along = grid.x * np.cos(angle) + grid.y * np.sin(angle)
        phase = 2 * np.pi * (waves / 2 * along + 0.55 * bend)
        pattern += 0.25 * np.sin(phase[..., None] + np.array([0.0, 2.1, 4.2], dtype=np.float32))
    return pattern + 0.5


def _reflection(grid: FaceGrid, rng: np.random.Generator) -> FloatArray:
    """A soft spot beside the face."""
    angle = rng.uniform(0, 2 * np.pi)
    x, y = 1.6 * np.cos(angle), 0.5 + 1.6 * np.sin(angle)
    return np.asarray(np.exp(-((grid.x - x) ** 2 + (grid.y - y) ** 2) / 1.8), dtype=np.float32)


def _seen_from(pixels: PixelArray, angle: float, axis: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Homography of a picture turned by `angle` about an axis in its plane, and the width and height it takes up."""
    height, width = pixels.shape[:2]
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    direction = np.array([np.cos(axis), np.sin(axis)])
    normal = np.array([-direction[1], direction[0]])
    plane = np.outer(direction, direction) + np.cos(angle) * np.outer(normal, normal)
    depth = np.sin(angle) * normal / (_DISTANCE * max(height, width))
    turned = np.eye(3)
    turned[:2, :2], turned[2, :2] = plane, depth
    start = np.eye(3)
    start[:2, 2] = -middle
    matrix = turned @ start
    corners = np.array([[0.0, 0.0], [width - 1, 0.0], [0.0, height - 1], [width - 1, height - 1]])
    seen = through(matrix, corners)
    margin = 0.03 * max(height, width)
    low, high = seen.min(axis=0) - margin, seen.max(axis=0) + margin
    back = np.eye(3)
    back[:2, 2] = -low
    extent = np.ceil(high - low).astype(int) + 1
    return back @ matrix, (int(extent[0]), int(extent[1]))


def print_scan(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """A print cut close about the face, its dots and its paper, laid on the scanner a little aslant."""
    pitch, margin = level
    cut = _cut_aslant(picture, margin, np.radians(rng.normal(0.0, 1.5)))
    dots = _halftone(cut.pixels, pitch * FaceFrame.of(cut.landmarks).unit)
    small = shrunk(
        Picture(pixels=dots, landmarks=cut.landmarks * _OVERSAMPLING + (_OVERSAMPLING - 1) / 2), 1 / _OVERSAMPLING
    )
    return Picture(pixels=small.pixels, landmarks=cut.landmarks)


def _cut_aslant(picture: Picture, margin: float, slant: float) -> Picture:
    """The part within `margin` units of the face's middle, as far as the picture reaches."""
    frame = FaceFrame.of(picture.landmarks)
    middle = frame.to_picture(np.array([[0.0, 0.45]]))[0]
    limit = np.array([picture.pixels.shape[1], picture.pixels.shape[0]])
    low = np.clip(np.floor(middle - margin * frame.unit), 0, limit - 1)
    high = np.clip(np.ceil(middle + margin * frame.unit) + 1, low + 1, limit)
    cosine, sine = np.cos(slant), np.sin(slant)
    turn = np.array([[cosine, -sine], [sine, cosine]])
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    matrix[:2, 2] = (high - low - 1) / 2 - turn @ ((low + high - 1) / 2)
    width, height = (high - low).astype(int)
    return projected(picture, matrix, (int(width), int(height)), beyond=_PAPER)


def _halftone(pixels: PixelArray, pitch: float) -> PixelArray:
    """Dots `pitch` pixels apart, drawn _OVERSAMPLING times as large as the picture."""
    height, width = pixels.shape[:2]
    fine = pixels.repeat(_OVERSAMPLING, axis=0).repeat(_OVERSAMPLING, axis=1).astype(np.float32) / 255
    rows, columns = np.arange(height * _OVERSAMPLING)[:, None], np.arange(width * _OVERSAMPLING)[None, :]
    frequency = 2 * np.pi / (pitch * _OVERSAMPLING)
    printed = np.empty_like(fine)
    for channel, angle in enumerate(np.radians(_SCREENS)):
        along = (columns * np.cos(angle) + rows * np.sin(angle)) * frequency
        across = (rows * np.cos(angle) - columns * np.sin(angle)) * frequency
        threshold = 0.5 + (np.cos(along) + np.cos(across)) / 4
        printed[..., channel] = np.clip(0.5 + 4 * (fine[..., channel] - threshold), 0.0, 1.0)
    return rounded(_INK + (_PAPER - _INK) * blurred(printed, 0.12 * pitch * _OVERSAMPLING))
