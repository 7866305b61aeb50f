"""Hands that shook and lenses that were out of focus. Light is averaged, not its codes."""

import cv2
import numpy as np

from antigone.engine.evaluation.degradation.contract import Level, Picture
from antigone.engine.evaluation.degradation.face import FaceFrame
from antigone.engine.evaluation.degradation.fields import to_light, to_pixels
from antigone.engine.types import FloatArray

_FINE = 8


def motion_blur(picture: Picture, level: Level, rng: np.random.Generator) -> Picture:
    """Everything smeared along a straight line of a random direction."""
    (length,) = level
    angle = rng.uniform(0.0, np.pi)
    reach = length * FaceFrame.of(picture.landmarks).unit / 2
    steps = np.linspace(-reach, reach, max(3, round(reach * 2 * _FINE)))
    size = 2 * int(np.ceil(reach)) + 3
    line = np.column_stack([steps * np.cos(angle), steps * np.sin(angle)]) + size // 2
    return _spread(picture, _histogram(line, size))


def focus_blur(picture: Picture, level: Level, _rng: np.random.Generator) -> Picture:
    """Every point spread to a disc, as by a round aperture. Nothing is left to chance."""
    (radius,) = level
    reach = radius * FaceFrame.of(picture.landmarks).unit
    size = 2 * int(np.ceil(reach)) + 3
    fine = (np.arange(size * _FINE) + 0.5) / _FINE - size / 2
    disc = (np.hypot(fine[:, None], fine[None, :]) <= max(reach, 0.5)).astype(np.float32)
    kernel = disc.reshape(size, _FINE, size, _FINE).mean(axis=(1, 3))
    return _spread(picture, np.asarray(kernel, dtype=np.float32))


def _histogram(points: FloatArray, size: int) -> FloatArray:
    """How much of the line (N, 2) falls on each cell, shared among the four nearest."""
    kernel = np.zeros((size, size), dtype=np.float32)
    low = np.floor(points).astype(int)
    part = points - low
    for across in (0, 1):
        for down in (0, 1):
            weight = abs(1 - across - part[:, 0]) * abs(1 - down - part[:, 1])
            np.add.at(kernel, (low[:, 1] + down, low[:, 0] + across), weight)
    return kernel


def _spread(picture: Picture, kernel: FloatArray) -> Picture:
    light = cv2.filter2D(to_light(picture.pixels), cv2.CV_32F, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
    return picture.repainted(to_pixels(np.asarray(light, dtype=np.float32)))
