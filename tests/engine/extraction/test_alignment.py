import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.engine.extraction.alignment import chip_map, cut_chip, cut_portrait, template_points
from antigone.engine.extraction.geometry import after, inverse, moved, roll_of, scaling, similarity
from antigone.engine.runtime import Alignment
from builders.painted import COLOURS, blank, face_points, painted


@given(angle=st.floats(-180, 180), scale=st.floats(0.05, 20), x=st.floats(-500, 500), y=st.floats(-500, 500))
def test_a_similarity_is_recovered(angle: float, scale: float, x: float, y: float) -> None:
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    wanted = np.array([[scale * cosine, -scale * sine, x], [scale * sine, scale * cosine, y]])
    source = template_points(Alignment.DLIB_150).astype(np.float64)
    target = source @ wanted[:, :2].T + wanted[:, 2]
    assert similarity(source, target) == pytest.approx(wanted, abs=1e-6 * (1 + scale))


def test_mirrored_points_are_never_answered_by_a_mirrored_chip() -> None:
    points = template_points(Alignment.ARCFACE_112)
    assert np.linalg.det(similarity(points * (-1, 1), points)[:, :2]) > 0


def test_there_and_back() -> None:
    there = similarity(face_points((10, 20), 30, 40), face_points((100, 80), 12, -5))
    points = face_points((55, 5), 9)
    assert moved(moved(points, there), inverse(there)) == pytest.approx(points, abs=1e-3)
    assert after(inverse(there), there) == pytest.approx(np.eye(2, 3), abs=1e-9)


def test_scaling_keeps_the_corners_of_the_picture_not_the_centres_of_pixels() -> None:
    # The left edge of the picture lies at -0.5 before and after.
    assert moved(np.array([[-0.5, -0.5], [99.5, 49.5]]), scaling(0.5, 0.2)) == pytest.approx(
        np.array([[-0.5, -0.5], [49.5, 9.5]])
    )


@pytest.mark.parametrize("alignment", list(Alignment))
@pytest.mark.parametrize(("eye_distance", "lean"), [(24, 0), (60, 90), (400, 137), (1500, -60)])
def test_the_points_of_a_face_land_on_the_template(alignment: Alignment, eye_distance: float, lean: float) -> None:
    side = int(eye_distance * 4)
    points = face_points((side / 2, side / 2), eye_distance, lean)
    chip = cut_chip(painted(side, side, points), points, alignment)
    assert chip.shape == (alignment.chip_size, alignment.chip_size, 3)
    landed = moved(points, chip_map(points, alignment))
    for place, colour in zip(landed, COLOURS, strict=True):
        x, y = np.rint(place).astype(int)
        assert np.abs(chip[y, x].astype(int) - colour).max() < 60, "the dot's own colour"


def test_shrinking_averages_instead_of_picking_pixels() -> None:
    # Stripes of one pixel: picked, they give black or white; averaged, grey.
    stripes = np.zeros((1200, 1200, 3), dtype=np.uint8)
    stripes[:, ::2] = 255
    chip = cut_chip(stripes, face_points((600, 600), 400), Alignment.DLIB_150)
    assert chip.std() < 12
    assert chip.mean() == pytest.approx(127.5, abs=4)


def test_a_face_at_the_border_gets_the_border_continued() -> None:
    pixels = blank(100, 100)
    pixels[:] = (10, 200, 30)
    chip = cut_chip(pixels, face_points((5, 5), 40), Alignment.ARCFACE_112)
    assert (chip == (10, 200, 30)).all()


def test_a_portrait_stands_upright_about_the_face() -> None:
    points = face_points((300, 300), 80, 90)
    portrait = cut_portrait(painted(600, 600, points), points, 200)
    assert portrait.shape == (200, 200, 3)
    rows = [np.argwhere(np.abs(portrait.astype(int) - colour).max(axis=2) < 60).mean(axis=0) for colour in COLOURS]
    assert rows[0][0] < rows[2][0] < rows[3][0], "eyes over nose over mouth"
    assert rows[0][1] < rows[1][1], "the person's right eye to the left"


@pytest.mark.parametrize("lean", [-170, -45, 0, 30, 179])
def test_roll_is_the_lean_clockwise(lean: float) -> None:
    assert float(roll_of(face_points((0, 0), 10, lean))) == pytest.approx(lean, abs=1e-3)
