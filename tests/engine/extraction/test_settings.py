import pytest

from antigone.engine.extraction import ExtractionSettings, FaceChoice
from antigone.engine.types import Box


@pytest.mark.parametrize(
    ("longer_side", "sides"),
    [(60, (128,)), (250, (128, 250)), (600, (300, 600)), (1280, (640, 1280)), (4000, (640, 1280, 1920))],
)
def test_passes_get_finer_up_to_the_picture_itself(longer_side: int, sides: tuple[int, ...]) -> None:
    assert ExtractionSettings().sides(longer_side) == sides


@pytest.mark.parametrize(
    "wrong",
    [
        {"detection_threshold": 0.0},
        {"strong_score": 1.0},
        {"first_scale": 0.0},
        {"first_least": 900},
        {"finer_sides": (1280, 640)},
        {"overlap": 1.0},
        {"upright_preference": 0.9},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not|no"):
        ExtractionSettings(**wrong)


def test_a_face_is_chosen_or_drawn_not_both() -> None:
    box = Box(x=0, y=0, width=9, height=9)
    with pytest.raises(ValueError, match="not both"):
        FaceChoice(near=box, box=box)


def test_four_points_are_no_face() -> None:
    with pytest.raises(ValueError, match="not 4"):
        FaceChoice(points=((1, 1), (2, 1), (3, 1), (4, 1)))
