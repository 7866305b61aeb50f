"""Passes and rotations, with the painted detector: every coordinate goes through reducing, turning and back."""

import numpy as np
import pytest

from antigone.engine.extraction import ExtractionSettings, Extractor, RotationSearch
from antigone.engine.extraction.detectors import Detector
from antigone.engine.extraction.finding import FaceFinder
from builders.painted import PaintedDetector, blank, detector_spec, face_points, image, painted, painted_pack


def find(pixels, rotations=RotationSearch.AUTO, **detector):
    pack = painted_pack(**detector)
    return Extractor(pack).find_faces(image(pixels), rotations=rotations), pack.detector.seen


def test_an_upright_face_is_found_where_it_was_painted_in_one_pass() -> None:
    points = face_points((150, 120), 60)
    faces, seen = find(painted(300, 240, points))
    assert len(faces) == 1
    assert np.abs(faces[0].landmarks - points).max() < 2.5
    assert faces[0].rotation == 0
    assert seen == [(1, 3, 128, 160)]


@pytest.mark.parametrize("lean", [45, 90, 135, 180, 225, 270, 315, 70, 200])
def test_a_lying_face_is_found_and_its_points_are_given_in_the_photograph(lean: int) -> None:
    points = face_points((150, 120), 60, lean)
    faces, _ = find(painted(300, 240, points))
    assert len(faces) == 1
    assert np.abs(faces[0].landmarks - points).max() < 3
    # Turning the picture by `rotation` leaves less than a step of 45 degrees.
    assert abs((faces[0].rotation + lean + 180) % 360 - 180) <= 23
    centre = faces[0].box.x + faces[0].box.width / 2, faces[0].box.y + faces[0].box.height / 2
    assert np.hypot(centre[0] - points[:, 0].mean(), centre[1] - points[:, 1].mean()) < 3


def test_without_the_search_a_lying_face_stays_unseen() -> None:
    faces, seen = find(painted(300, 240, face_points((150, 120), 60, 180)), RotationSearch.NEVER)
    assert faces == ()
    assert len(seen) == 2, "as it stands, reduced and whole, and nothing else"


def test_asked_for_rotations_an_upright_face_stays_upright_and_single() -> None:
    faces, seen = find(painted(300, 240, face_points((150, 120), 60, 5)), RotationSearch.ALWAYS)
    assert [face.rotation for face in faces] == [0]
    assert sum(shape[0] for shape in seen) == 8


def test_a_small_face_gets_a_finer_pass() -> None:
    points = face_points((400, 300), 14)
    faces, seen = find(painted(800, 600, points))
    assert np.abs(faces[0].landmarks - points).max() < 1.2
    assert seen == [(1, 3, 320, 416), (1, 3, 608, 800)]


def test_two_faces_come_largest_first() -> None:
    small, large = face_points((120, 120), 40), face_points((420, 200), 90)
    faces, _ = find(painted(600, 400, small, large))
    assert len(faces) == 2
    assert np.abs(faces[0].landmarks - large).max() < 3
    assert np.abs(faces[1].landmarks - small).max() < 3


def test_a_weak_upright_face_is_searched_for_and_kept_upright() -> None:
    faces, seen = find(painted(300, 240, face_points((150, 120), 60)), weakness=0.3)
    assert [face.rotation for face in faces] == [0]
    assert sum(shape[0] for shape in seen) > 8


def test_a_picture_without_a_face_gives_none() -> None:
    assert find(blank(300, 240))[0] == ()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 900), (900, 3), (31, 33)])
def test_odd_pictures_are_looked_at_without_complaint(width: int, height: int) -> None:
    assert find(blank(width, height))[0] == ()


def test_pictures_of_one_shape_go_through_the_detector_together() -> None:
    session = PaintedDetector(detector_spec())
    finder = FaceFinder(Detector(session, ExtractionSettings()), ExtractionSettings())
    face = face_points((150, 120), 60)
    pictures = [painted(300, 240, face), painted(240, 300, face_points((120, 150), 60)), painted(300, 240, face)]
    found = finder.find(pictures, [RotationSearch.AUTO] * 3)
    assert [len(faces) for faces in found] == [1, 1, 1]
    assert session.seen == [(2, 3, 128, 160), (1, 3, 160, 128)]


def test_a_detector_of_fixed_size_gets_its_size_whatever_is_shown() -> None:
    session = PaintedDetector(detector_spec(width=320, height=320))
    finder = FaceFinder(Detector(session, ExtractionSettings()), ExtractionSettings())
    points = face_points((600, 500), 200, 135)
    found = finder.find([painted(1200, 1000, points)], [RotationSearch.AUTO])[0]
    assert {shape[2:] for shape in session.seen} == {(320, 320)}
    assert np.abs(found[0].landmarks - points).max() < 8
