import numpy as np
import pytest

from antigone.engine.extraction.choosing import choice_warnings, foremost
from antigone.engine.types import Box, Face


def face(x: float, side: float, *, score: float = 0.9) -> Face:
    points = np.array([[x + 0.3, 1], [x + 0.7, 1], [x + 0.5, 2], [x + 0.3, 3], [x + 0.7, 3]], np.float32)
    return Face(box=Box(x=x, y=75, width=side, height=side), landmarks=points, rotation=0, detection_score=score)


@pytest.mark.parametrize(
    ("beside", "middle", "wanted"),
    [
        (face(0, 112), face(72, 105), 1),  # 0.88 of its size
        (face(0, 112), face(76, 96), 0),  # 0.73
        (face(0, 112), face(72, 105, score=0.7), 0),  # the detector is unsure: 0.68
        (face(70, 112), face(190, 111), 0),
    ],
)
def test_of_faces_about_as_large_the_one_nearest_to_the_middle_is_meant(
    beside: Face, middle: Face, wanted: int
) -> None:
    assert foremost([beside, middle], width=250, height=250) == wanted


def test_the_operator_is_told_that_the_largest_was_not_taken() -> None:
    faces = [face(0, 112), face(72, 105)]
    assert choice_warnings(faces, 0, near=None) == ("2 faces; the largest was taken.",)
    assert choice_warnings(faces, 1, near=None) == (
        "2 faces; the one nearest to the middle of those about as large was taken.",
    )
