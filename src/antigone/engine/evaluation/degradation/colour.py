"""Lamps of one colour, and no colour at all."""

import numpy as np

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.fields import blended, to_light, to_pixels

# Stops of red, green, blue at full strength; none adds light: tungsten, sodium, fluorescent, open shade, ultramarine.
_LAMPS = np.array(
    [[0.0, -0.45, -1.0], [0.0, -0.35, -1.6], [-0.6, 0.0, -0.7], [-0.8, -0.35, 0.0], [-1.0, -0.7, 0.0]],
    dtype=np.float32,
)
# ITU-R BT.709: how bright red, green and blue light are.
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)


def colour_cast(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """The light of one of five lamps, unbalanced; the brightness of the whole stays."""
    (strength,) = level
    gains = 2.0 ** (strength * _LAMPS[rng.integers(len(_LAMPS))])
    gains /= (gains * _LUMINANCE).sum()
    return picture.repainted(to_pixels(to_light(picture.pixels) * gains.astype(np.float32)))


def grey(picture: Picture, level: Level, _rng: np.random.Generator) -> Picture:
    """Colours drawn to the grey of their brightness. Nothing is left to chance."""
    (share,) = level
    plain = to_pixels(to_light(picture.pixels) @ _LUMINANCE)
    everywhere = np.full(plain.shape, share, dtype=np.float32)
    return picture.repainted(blended(picture.pixels, plain[..., None], everywhere))
