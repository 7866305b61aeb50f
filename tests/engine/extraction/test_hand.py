import numpy as np
import pytest

from antigone.engine.errors import InvalidFaceGeometry
from antigone.engine.extraction import Extractor
from antigone.engine.types import Box, LandmarkSource
from builders.painted import blank, face_points, image, painted, painted_pack

HAND = LandmarkSource.HAND


def drawn(pixels, *, box=None, points=None):
    given = None if points is None else tuple(map(tuple, points.tolist()))
    return Extractor(painted_pack()).face_by_hand(image(pixels), box=box, points=given)


def test_points_alone_get_a_box_about_them_and_their_rotation() -> None:
    points = face_points((200, 150), 50, 90)
    face = drawn(blank(400, 300), points=points)
    assert face.landmarks == pytest.approx(points)
    assert (face.rotation, face.landmarks_by, face.detection_score) == (270, HAND, 1.0)
    assert face.box.x < points[:, 0].min() < points[:, 0].max() < face.box.x + face.box.width
    assert face.box.y < points[:, 1].min() < points[:, 1].max() < face.box.y + face.box.height


def test_a_box_with_points_is_kept_as_drawn() -> None:
    box, points = Box(x=100, y=60, width=120, height=160), face_points((160, 140), 50)
    face = drawn(blank(400, 300), box=box, points=points)
    assert face.box == box
    assert face.landmarks == pytest.approx(points)


@pytest.mark.parametrize("lean", [0, 180])
def test_a_box_about_a_face_gets_the_detectors_points_at_any_rotation(lean: int) -> None:
    points = face_points((300, 250), 60, lean)
    face = drawn(painted(600, 500, points), box=Box(x=215, y=165, width=170, height=170))
    assert np.abs(face.landmarks - points).max() < 3
    assert (face.rotation, face.landmarks_by) == (lean, HAND)


def test_a_box_where_no_face_is_seen_gets_the_points_of_a_mean_face() -> None:
    box = Box(x=100, y=60, width=120, height=160)
    face = drawn(blank(400, 300), box=box)
    eyes, nose, mouth = face.landmarks[:2], face.landmarks[2], face.landmarks[3:]
    assert (eyes[:, 1] < nose[1]).all()
    assert (nose[1] < mouth[:, 1]).all()
    assert ((face.landmarks > (100, 60)) & (face.landmarks < (220, 220))).all()
    assert face.landmarks_by is HAND


def test_a_face_beside_the_box_is_not_taken_for_the_one_drawn() -> None:
    other = face_points((420, 120), 60)
    face = drawn(painted(600, 500, other), box=Box(x=100, y=60, width=170, height=170))
    assert face.landmarks[:, 0].max() < 270


@pytest.mark.parametrize(
    ("box", "reason"),
    [
        (Box(x=500, y=10, width=50, height=50), "outside"),
        (Box(x=-40, y=10, width=50, height=50), "outside"),
        (Box(x=10, y=10, width=3, height=50), "too small"),
    ],
)
def test_a_box_that_cannot_be_is_refused_with_the_reason(box: Box, reason: str) -> None:
    with pytest.raises(InvalidFaceGeometry, match=rf"painted\.png: .*{reason}") as caught:
        drawn(blank(400, 300), box=box)
    assert "Draw it again" in caught.value.advice


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        (face_points((395, 150), 50), "outside the picture"),
        (face_points((200, 150), 50) * np.float32("nan"), "five points"),
        (face_points((200, 150), 2), "one spot"),
        (face_points((200, 150), 50)[[1, 0, 2, 4, 3]], "exchanged"),
    ],
)
def test_points_that_make_no_face_are_refused_with_the_reason(points: np.ndarray, reason: str) -> None:
    with pytest.raises(InvalidFaceGeometry, match=reason):
        drawn(blank(400, 300), points=points)


def test_nothing_drawn_is_refused() -> None:
    with pytest.raises(InvalidFaceGeometry, match="neither a box nor points"):
        drawn(blank(40, 30))
