"""The raw numbers behind the components."""

import cv2
import numpy as np

from antigone.engine.extraction.alignment import cut_chip
from antigone.engine.extraction.quality.pose import estimated_pose
from antigone.engine.runtime import Alignment
from antigone.engine.types import Box, Face, FloatArray, Image, PixelArray

# Forehead to chin and cheek to cheek on a dlib-150 chip; hair and background stay out.
_INNER = (slice(22, 138), slice(28, 122))
_DARK, _BRIGHT = 26, 246
_BLOCK = 8


def measured(image: Image, face: Face) -> dict[str, float]:
    """Component name to raw value, in the unit that `components` names.

    All that concerns light and detail is measured on the face turned upright at one size, so that photographs
    compare whatever recogniser is in use.
    """
    chip = cut_chip(image.pixels, face.landmarks, Alignment.DLIB_150)[_INNER]
    luminance = np.asarray(cv2.cvtColor(chip, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    return {
        "inter_eye_distance": _eye_distance(face),
        "sharpness": _sharpness(luminance),
        **_light(luminance),
        "illumination_uniformity": _left_against_right(luminance),
        "compression_artifacts": blockiness(image.pixels, face.box),
        "natural_colour": _colour_distance(chip),
        **_pose(face),
        **_place(image, face),
    }


def _eye_distance(face: Face) -> float:
    """Pixels of the photograph, eye centre to eye centre."""
    return float(np.linalg.norm(face.landmarks[1] - face.landmarks[0]))


def _sharpness(luminance: PixelArray) -> float:
    """Mean strength of the Laplacian as a share of the contrast: blur lowers it, dim light alone does not."""
    smooth = cv2.GaussianBlur(luminance.astype(np.float32), (0, 0), 0.7)
    strength = float(np.abs(cv2.Laplacian(smooth, cv2.CV_32F)).mean())
    return strength / max(float(luminance.std()), 4.0)


def _light(luminance: PixelArray) -> dict[str, float]:
    shares = np.bincount(luminance.ravel(), minlength=256) / luminance.size
    filled = shares[shares > 0]
    return {
        "luminance_mean": float(luminance.mean()) / 255,
        "luminance_variance": float((luminance / 255.0).var()),
        "under_exposure_prevention": float(shares[:_DARK].sum()),
        "over_exposure_prevention": float(shares[_BRIGHT:].sum()),
        "dynamic_range": float(-(filled * np.log2(filled)).sum()),
    }


def _left_against_right(luminance: PixelArray) -> float:
    """What the grey values of both halves of the face have in common, 0 to 1 (intersection of histograms)."""
    half = luminance.shape[1] // 2
    left, right = (
        np.bincount(part.ravel() // 8, minlength=32) / part.size for part in (luminance[:, :half], luminance[:, half:])
    )
    return float(np.minimum(left, right).sum())


def blockiness(pixels: PixelArray, box: Box) -> float:
    """Steps across the borders of JPEG's blocks against steps elsewhere; 1 where no blocks are seen.

    Measured in the photograph as it is; a picture that was resized or turned after compression hides its blocks.
    """
    x, y, width, height = box.as_tuple()
    rows = slice(*_on_blocks(y, height, pixels.shape[0]))
    columns = slice(*_on_blocks(x, width, pixels.shape[1]))
    part = pixels[rows, columns, 1].astype(np.float32)
    if min(part.shape) < 3 * _BLOCK:
        return 1.0
    ratios = [_step_ratio(part), _step_ratio(part.T)]
    return float(np.mean(ratios))


def _on_blocks(start: float, length: float, limit: int) -> tuple[int, int]:
    low = int(max(0.0, start)) // _BLOCK * _BLOCK
    return low, int(min(float(limit), start + length))


def _step_ratio(part: FloatArray) -> float:
    steps = np.abs(np.diff(part, axis=1)).mean(axis=0)
    on_border = np.arange(len(steps)) % _BLOCK == _BLOCK - 1
    return float((steps[on_border].mean() + 0.5) / (steps[~on_border].mean() + 0.5))


def _colour_distance(chip: PixelArray) -> float:
    """How far the mean colour lies from those of living skin, in CIELAB units (a* 5 to 25, b* 5 to 35)."""
    lab = cv2.cvtColor((chip / np.float32(255)).astype(np.float32), cv2.COLOR_RGB2LAB)
    red_green, yellow_blue = lab[..., 1].mean(), lab[..., 2].mean()
    outside = (_outside(red_green, 5, 25), _outside(yellow_blue, 5, 35))
    return float(np.hypot(*outside))


def _outside(value: float, low: float, high: float) -> float:
    return max(low - value, value - high, 0.0)


def _pose(face: Face) -> dict[str, float]:
    pose = estimated_pose(face.landmarks)
    return {"head_pose_yaw": pose.yaw, "head_pose_pitch": pose.pitch, "head_pose_roll": pose.roll}


def _place(image: Image, face: Face) -> dict[str, float]:
    """Head size as a share of the picture's height; distances of the face's box from the borders, in eye distances."""
    box, unit = face.box, max(_eye_distance(face), 1.0)
    height, width = image.pixels.shape[:2]
    return {
        "head_size": box.height / height,
        "leftward_crop_of_the_face_image": box.x / unit,
        "rightward_crop_of_the_face_image": (width - box.x - box.width) / unit,
        "margin_above_of_the_face_image": box.y / unit,
        "margin_below_of_the_face_image": (height - box.y - box.height) / unit,
    }
