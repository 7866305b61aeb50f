"""Each component answers to what it is named for, and to nothing it should not hold against the dead."""

import cv2
import numpy as np
import pytest

from antigone.engine.extraction.quality import COMPONENTS, assess
from antigone.engine.extraction.quality.pose import estimated_pose
from antigone.engine.types import Box as FaceBox
from antigone.engine.types import Face, Quality
from builders.painted import face_points, image

POINTS = face_points((200, 200), 60)


def skin(seed: int = 1) -> np.ndarray:
    """Light brown with detail of all sizes, brightness over most of the range."""
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(rng.normal(0, 1, (n, n)).astype(np.float32), (400, 400), interpolation=3) for n in (6, 25, 100, 400)
    ]
    light = 150 + 22 * np.sum(layers, axis=0)
    return np.clip(light[..., None] * np.array([1.05, 0.92, 0.78]), 0, 255).astype(np.uint8)


def quality(pixels: np.ndarray, points: np.ndarray = POINTS, score: float = 0.9) -> Quality:
    (x, y), (right, bottom) = points.min(axis=0) - 40, points.max(axis=0) + 40
    box = FaceBox(x=float(x), y=float(y), width=float(right - x), height=float(bottom - y))
    return assess(image(pixels), Face(box=box, landmarks=points, rotation=0, detection_score=score))


def test_a_good_face_needs_no_advice() -> None:
    found = quality(skin())
    assert found.advice == ()
    assert found.reasons == ()
    assert found.overall > 80
    assert found.components["inter_eye_distance_px"] == pytest.approx(60)


@pytest.mark.parametrize(
    ("spoilt", "component", "reason"),
    [
        (lambda p: cv2.GaussianBlur(p, (0, 0), 8), "sharpness", "LOW_SHARPNESS"),
        (lambda p: (p * 0.1).astype(np.uint8), "luminance_mean", "LOW_BRIGHTNESS"),
        (lambda p: (p * 0.1).astype(np.uint8), "under_exposure_prevention", "LOW_BRIGHTNESS"),
        (lambda p: np.clip(p * 3.0, 0, 255).astype(np.uint8), "over_exposure_prevention", "LOW_FACE_QUALITY"),
        (lambda p: (p // 16 + 120).astype(np.uint8), "dynamic_range", "LOW_FACE_QUALITY"),
        (lambda p: cv2.imdecode(cv2.imencode(".jpg", p, [1, 3])[1], 1), "compression_artifacts", "LOW_FACE_QUALITY"),
    ],
)
def test_what_is_spoilt_is_named_with_advice(spoilt, component: str, reason: str) -> None:
    before, found = quality(skin()), quality(np.ascontiguousarray(spoilt(skin())))
    assert found.components[component] < 50 < before.components[component]
    assert found.overall <= found.components[component]
    assert reason in found.reasons
    assert len(found.advice) >= 1


def test_a_small_face_is_named() -> None:
    found = quality(skin(), face_points((200, 200), 9))
    assert found.reasons[0] == "SMALL_BOUNDING_BOX"
    assert "original file" in found.advice[0]


def test_a_face_cut_by_the_border_is_named() -> None:
    found = quality(skin(), face_points((14, 200), 60))
    assert found.components["leftward_crop_of_the_face_image"] < 50
    assert found.components["rightward_crop_of_the_face_image"] == 100
    assert any("border" in sentence for sentence in found.advice)


def test_an_unsure_detection_is_a_reason() -> None:
    assert quality(skin(), score=0.5).reasons == ("LOW_CONFIDENCE",)


@pytest.mark.parametrize("change", ["lividity", "lying"])
def test_the_colour_and_the_posture_of_the_dead_are_not_held_against_them(change: str) -> None:
    if change == "lividity":
        found = quality(np.ascontiguousarray(skin()[..., ::-1]))
        assert found.components["natural_colour"] < 80
    else:
        found = quality(skin(), face_points((200, 200), 60, 150))
        assert found.components["head_pose_roll"] < 50
    assert found.overall > 80


def test_every_component_is_given_as_value_and_raw() -> None:
    found = quality(skin()).components
    assert set(found) == {name for each in COMPONENTS for name in (each.name, f"{each.name}_{each.unit}")}
    assert all(0 <= found[each.name] <= 100 for each in COMPONENTS)


def head(yaw: float = 0, pitch: float = 0, roll: float = 0) -> np.ndarray:
    """A head turned in space and seen from afar; depths other than the estimator's own."""
    from antigone.engine.extraction.alignment import template_points
    from antigone.engine.runtime import Alignment

    flat = template_points(Alignment.DLIB_150) / 54.0
    solid = np.column_stack([flat - flat.mean(axis=0), [0.0, 0.0, 0.5, 0.1, 0.1]])
    y, p, r = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return (solid @ (about_z @ about_x @ about_y).T)[:, :2].astype(np.float32) * 60 + 200


@pytest.mark.parametrize("angle", [-35, -15, 0, 15, 35])
@pytest.mark.parametrize("axis", ["yaw", "pitch", "roll"])
def test_a_turned_head_is_recovered_roughly(axis: str, angle: float) -> None:
    pose = estimated_pose(head(**{axis: angle}))
    found = {"yaw": pose.yaw, "pitch": pose.pitch, "roll": pose.roll}
    assert found.pop(axis) == pytest.approx(angle, abs=8)
    assert list(found.values()) == pytest.approx([0, 0], abs=8)
