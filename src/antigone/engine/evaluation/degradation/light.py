"""Too little light and too much of it.

Sensor noise as in Foi, Trimeche, Katkovnik and Egiazarian, IEEE TIP 17(10), 2008: photons arrive by chance (Poisson),
reading them adds a constant (Gaussian).
"""

import numpy as np

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.face import FaceFrame
from antigone.engine.evaluation.degradation.fields import blurred, to_light, to_pixels

# A phone's sensor: electrons of a pixel at white, and of its read-out, deviation.
_FULL_WELL = 6000.0
_READ_NOISE = 4.0


def low_light(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Less light on the sensor, its noise, and the camera's gain, which brings back only part of the brightness."""
    stops, gain = level
    expected = to_light(picture.pixels) * (_FULL_WELL * 2.0**-stops)
    counted = rng.poisson(expected) + rng.normal(0.0, _READ_NOISE, expected.shape)
    return picture.repainted(to_pixels((counted * (2.0**gain / _FULL_WELL)).astype(np.float32)))


def over_exposure(picture: Picture, level: Level, _rng: np.random.Generator) -> Picture:
    """More light than the sensor holds: bright parts are cut off and spill over. Nothing is left to chance."""
    (stops,) = level
    light = to_light(picture.pixels) * np.float32(2.0**stops)
    beyond = np.clip(light - 1.0, 0.0, 2.0)
    spill = 0.15 * blurred(beyond, 0.25 * FaceFrame.of(picture.landmarks).unit)
    return picture.repainted(to_pixels(np.minimum(light, 1.0) + spill))
