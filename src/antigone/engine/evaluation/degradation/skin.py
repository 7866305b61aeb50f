"""Colours of the skin after death: pooled blood, blotches, pallor.

Lividity (livor mortis) is a reddish to bluish purple in the parts that lay lowest, with pale areas where the skin was
pressed; marbling and greenish discolouration come later (Saukko and Knight, Knight's Forensic Pathology, "The
pathophysiology of death"). The numbers are ours; the pictures were judged by eye, not against photographs of the dead.
"""

import numpy as np

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.face import FaceGrid
from antigone.engine.evaluation.degradation.fields import from_lab, noise, to_lab
from antigone.engine.types import FloatArray

# Full strength, in L*, a*, b*.
_LIVID = np.array([-18.0, 6.0, -13.0], dtype=np.float32)
_REDDISH = np.array([-12.0, 8.0, -8.0], dtype=np.float32)
_GREENISH = np.array([-7.0, -12.0, 2.0], dtype=np.float32)
_WAXEN = np.array([2.0, 10.0], dtype=np.float32)
_LIGHTER = 7.0


def lividity(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Purple on the side that lay lowest, left or right by chance; its border is irregular, with pale islands."""
    depth, reach = level
    grid, lab = FaceGrid.of(picture), to_lab(picture.pixels)
    low = grid.x * float(rng.choice((-1.0, 1.0))) + 0.25 * grid.y
    ragged = 0.22 * noise(grid.shape, (grid.pixels(0.6),) * 2, rng, octaves=4)
    islands = noise(grid.shape, (grid.pixels(0.45),) * 2, rng)
    pooled = grid.rises(low + ragged + 1.15 - 2.3 * (1 - reach), softness=0.25)
    pooled *= 1 - 0.6 * grid.rises(islands - 1.4, softness=0.4)
    return _stained(picture, lab, pooled * grid.skin(lab), depth * _LIVID)


def mottling(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Reddish and greenish blotches, and a net of veins."""
    (depth,) = level
    grid, lab = FaceGrid.of(picture), to_lab(picture.pixels)
    skin = grid.skin(lab)
    blotches = noise(grid.shape, (grid.pixels(0.42),) * 2, rng, octaves=4, roughness=0.55)
    veins = noise(grid.shape, (grid.pixels(0.7),) * 2, rng, octaves=3)
    reddish = grid.rises(blotches - 0.2, softness=0.9) + 0.4 * np.exp(-((veins / 0.18) ** 2))
    greenish = grid.rises(-0.5 - blotches, softness=0.9)
    changed = reddish[..., None] * _REDDISH + greenish[..., None] * _GREENISH
    return picture.repainted(from_lab(np.asarray(lab + depth * skin[..., None] * changed, dtype=np.float32)))


def pallor(picture: Picture, level: Level, _rng: np.random.Generator) -> Picture:
    """Waxen skin: colour leaves it, the lips too, and light and shade draw together. Nothing is left to chance."""
    (share,) = level
    grid, lab = FaceGrid.of(picture), to_lab(picture.pixels)
    # Lips are not of the cheeks' colour, but pale with them.
    lips = grid.ellipse(((0.0, 1.12), (0.55, 0.24)), softness=0.08)
    skin = np.maximum(grid.skin(lab), lips * grid.rises(lab[..., 0] - 22, softness=6))
    usual = float(np.median(lab[..., 0][skin > 0.5])) if (skin > 0.5).any() else 60.0
    pale = np.empty_like(lab)
    pale[..., 0] = usual + _LIGHTER + 0.6 * (lab[..., 0] - usual)
    pale[..., 1:] = _WAXEN + 0.15 * (lab[..., 1:] - _WAXEN)
    mixed = lab + (pale - lab) * (share * skin)[..., None]
    return picture.repainted(from_lab(np.asarray(mixed, dtype=np.float32)))


def _stained(picture: Picture, lab: FloatArray, share: FloatArray, shift: FloatArray) -> Picture:
    return picture.repainted(from_lab(np.asarray(lab + share[..., None] * shift, dtype=np.float32)))
