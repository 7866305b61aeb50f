"""Bodies lie as they were found, and cameras are held as they can be."""

import numpy as np

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.warping import border_colour, projected


def rotation(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Turned in the plane, to either side; the canvas grows so that nothing is cut, its corners are plain."""
    (degrees,) = level
    angle = np.radians(degrees) * rng.choice((-1.0, 1.0))
    cosine, sine = np.cos(angle), np.sin(angle)
    height, width = picture.pixels.shape[:2]
    # Rounded first: a quarter turn must not grow by the 1e-17 of its cosine.
    new_width = int(np.ceil(np.round(abs(width * cosine) + abs(height * sine), 6)))
    new_height = int(np.ceil(np.round(abs(width * sine) + abs(height * cosine), 6)))
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    new_middle = np.array([(new_width - 1) / 2, (new_height - 1) / 2])
    turn = np.array([[cosine, -sine], [sine, cosine]])
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    matrix[:2, 2] = new_middle - turn @ middle
    return projected(picture, matrix, (new_width, new_height), beyond=border_colour(picture.pixels))
