"""Mud and blood on the face. Patches keep their places from strength to strength and grow."""

import numpy as np

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.face import FACE, HEAD, FaceGrid
from antigone.engine.evaluation.degradation.fields import blended, noise
from antigone.engine.types import FloatArray

_WET_MUD = np.array([74.0, 58.0, 42.0], dtype=np.float32)
_DRY_MUD = np.array([138.0, 117.0, 92.0], dtype=np.float32)
_BLOOD = np.array([84.0, 20.0, 18.0], dtype=np.float32)


def mud(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Opaque patches of earth, damp and dry, over a share of the face, and what spattered beside it."""
    (share,) = level
    grid = FaceGrid.of(picture)
    thickness = noise(grid.shape, (grid.pixels(0.7),) * 2, rng, octaves=5, roughness=0.6)
    dryness = grid.rises(noise(grid.shape, (grid.pixels(0.5),) * 2, rng, octaves=4), softness=1.0)
    crumbs = noise(grid.shape, (grid.pixels(0.06),) * 2, rng, octaves=2)
    colour = _WET_MUD + (_DRY_MUD - _WET_MUD) * dryness[..., None] * 0.8
    covered = _patches(grid, thickness, share, softness=0.12) * grid.ellipse(HEAD, softness=0.25)
    return picture.repainted(blended(picture.pixels, colour * (1 + 0.09 * crumbs)[..., None], 0.94 * covered))


def blood(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Dried blood that ran down in streaks: dark red, the skin's light and shade seen through where it is thin."""
    (share,) = level
    grid = FaceGrid.of(picture)
    pools = noise(grid.shape, (grid.pixels(0.8),) * 2, rng, octaves=4)
    streaks = noise(grid.shape, (grid.pixels(1.8), grid.pixels(0.22)), rng, octaves=3)
    thickness = pools + 0.7 * streaks
    covered = _patches(grid, thickness, share, softness=0.2) * grid.ellipse(HEAD, softness=0.25)
    seen_through = picture.pixels.mean(axis=2, dtype=np.float32)[..., None] / 150
    film = _BLOOD * np.clip(0.45 + 0.6 * seen_through, 0.4, 1.5)
    return picture.repainted(blended(picture.pixels, film, 0.88 * covered))


def _patches(grid: FaceGrid, thickness: FloatArray, share: float, *, softness: float) -> FloatArray:
    """1 where the thickest `share` of the face lies, and as thick as that elsewhere."""
    on_face = thickness[grid.ellipse(FACE) > 0.5]
    if not on_face.size:
        return np.zeros(grid.shape, dtype=np.float32)
    return grid.rises(thickness - np.float32(np.quantile(on_face, 1 - share)), softness=softness)
