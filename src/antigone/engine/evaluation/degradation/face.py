"""Where on the face a pixel lies.

Face coordinates: the origin midway between the eyes, x towards the picture's right, y towards the chin, the unit the
distance between the eyes of a mean face laid through the five points (so a face turned aside keeps its size). On an
adult the unit is about 63 mm: the chin lies near y = 1.8, the cheekbones near x = 1.1 and -1.1, the hairline near -1.
"""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation.degradation.contract import Picture
from antigone.engine.evaluation.degradation.fields import blurred
from antigone.engine.types import FloatArray, PixelArray

# Right eye, left eye, nose tip, right and left mouth corner; the points of dlib's chip in face coordinates.
_MEAN_FACE = np.array([[-0.5, 0.0], [0.5, 0.0], [0.0, 0.6], [-0.44, 1.09], [0.44, 1.09]])

FACE = ((0.0, 0.45), (1.15, 1.5))
"""Centre and half axes of the ellipse from hairline to chin."""

HEAD = ((0.0, 0.15), (1.4, 2.0))
"""The same for the head with hair and ears."""

_SKIN_REACH = ((0.0, 0.65), (1.7, 2.3))
_CHEEKS_AND_NOSE = ((0.0, 0.55), (0.75, 0.5))
# Deviations of Lab (L 0 to 100) within which a pixel looks like the skin of the cheeks.
_SKIN_SPREAD = np.array([26.0, 9.0, 11.0], dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceFrame:
    """A similarity: picture = turn * face + origin, points as complex numbers (x + iy). `turn` is the unit, turned."""

    turn: complex
    origin: complex

    @classmethod
    def of(cls, landmarks: FloatArray) -> Self:
        """The mean face laid through the points, least squares."""
        face, placed = _complex(_MEAN_FACE), _complex(landmarks)
        centred = face - face.mean()
        turn = complex((centred.conj() * (placed - placed.mean())).sum() / (abs(centred) ** 2).sum())
        return cls(turn=turn, origin=complex(placed.mean() - turn * face.mean()))

    @property
    def unit(self) -> float:
        """The face's unit in pixels."""
        return abs(self.turn)

    def to_face(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Points (N, 2) of the picture in face coordinates."""
        return _real((_complex(points) - self.origin) / self.turn)

    def to_picture(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        return _real(_complex(points) * self.turn + self.origin)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceGrid:
    """Face coordinates of every pixel. x, y: float32 (height, width)."""

    frame: FaceFrame
    x: FloatArray
    y: FloatArray

    @classmethod
    def of(cls, picture: Picture) -> Self:
        frame = FaceFrame.of(picture.landmarks)
        rows, columns = (np.arange(size, dtype=np.float64) for size in picture.pixels.shape[:2])
        inverse = 1 / frame.turn
        place = (columns[None, :] + 1j * rows[:, None] - frame.origin) * inverse
        return cls(frame=frame, x=place.real.astype(np.float32), y=place.imag.astype(np.float32))

    @property
    def shape(self) -> tuple[int, int]:
        height, width = self.x.shape
        return height, width

    def pixels(self, units: float) -> float:
        """A length of the face in pixels."""
        return units * self.frame.unit

    def rises(self, distance: NDArray[np.floating], *, softness: float = 0.0) -> FloatArray:
        """0 where `distance` (in units) is negative, 1 where positive, smooth over `softness` or a pixel at least."""
        width = max(softness, 0.75 / self.frame.unit)
        share = np.clip(distance / (2 * width) + 0.5, 0.0, 1.0)
        return np.asarray(share * share * (3 - 2 * share), dtype=np.float32)

    def ellipse(self, of: tuple[tuple[float, float], tuple[float, float]], *, softness: float = 0.05) -> FloatArray:
        """1 inside the ellipse (centre, half axes), 0 outside."""
        (x, y), (width, height) = of
        radius = np.hypot((self.x - x) / width, (self.y - y) / height)
        return self.rises((1 - radius) * min(width, height), softness=softness)

    def sampled(self, pixels: PixelArray, x: FloatArray, y: FloatArray) -> FloatArray:
        """Colours (height, width, 3) at other face coordinates, bilinear, the border continued."""
        turn, origin = self.frame.turn, self.frame.origin
        column = turn.real * x - turn.imag * y + origin.real
        row = turn.imag * x + turn.real * y + origin.imag
        taken = cv2.remap(
            pixels.astype(np.float32),
            np.ascontiguousarray(column, dtype=np.float32),
            np.ascontiguousarray(row, dtype=np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(taken, dtype=np.float32)

    def skin(self, lab: FloatArray) -> FloatArray:
        """How much each pixel is skin of this face, 0 to 1: near it, and of the colour of its cheeks and nose."""
        inside = self.ellipse(_CHEEKS_AND_NOSE) > 0.5
        if not inside.any():
            return np.zeros(self.shape, dtype=np.float32)
        usual = np.median(lab[inside], axis=0)
        strange = (((lab - usual) / _SKIN_SPREAD) ** 2).sum(axis=2)
        likely = np.asarray(np.exp(-strange / 2), dtype=np.float32)
        soft = blurred(np.minimum(1.0, 1.5 * likely).astype(np.float32), self.pixels(0.03))
        return np.asarray(soft * self.ellipse(_SKIN_REACH, softness=0.3), dtype=np.float32)


def _complex(points: NDArray[np.floating]) -> NDArray[np.complex128]:
    return np.asarray(points[..., 0] + 1j * points[..., 1], dtype=np.complex128)


def _real(values: NDArray[np.complex128]) -> NDArray[np.float64]:
    return np.stack([values.real, values.imag], axis=-1)
