"""Decoders against outputs written by hand, and suppression."""

import numpy as np
import pytest

from antigone.engine.errors import PackManifestError
from antigone.engine.extraction import ExtractionSettings
from antigone.engine.extraction.detectors import Detector, intersection_over_union, keep_best
from antigone.engine.extraction.detectors.centerface import decode_centerface
from antigone.engine.extraction.detectors.yunet import decode_yunet
from antigone.engine.runtime import ModelFamily
from builders.painted import PaintedDetector, detector_spec


def test_centerface_reads_a_cell_as_the_paper_says() -> None:
    heat, size, offset, landmarks = (np.zeros((n, 8, 16), np.float32) for n in (1, 2, 2, 10))
    heat[0, 3, 10] = 0.9
    size[:, 3, 10] = np.log(6), np.log(5)  # height 24, width 20
    offset[:, 3, 10] = 0.25, -0.5
    landmarks[:, 3, 10] = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    found = decode_centerface([heat, size, offset, landmarks], 0.4)
    # Centre: x (10 - 0.5 + 0.5) * 4 = 40, y (3 + 0.25 + 0.5) * 4 = 15; half a pixel less in our coordinates.
    assert found.boxes.tolist() == [pytest.approx([29.5, 2.5, 20, 24])]
    assert found.points[0, 0].tolist() == pytest.approx([29.5 + 0.2 * 20, 2.5 + 0.1 * 24])
    assert found.points[0, 4].tolist() == pytest.approx([29.5 + 1.0 * 20, 2.5 + 0.9 * 24])
    assert found.scores.tolist() == pytest.approx([0.9])


def test_yunet_reads_each_level_with_its_own_cells() -> None:
    cells = {8: 8 * 4, 16: 4 * 2, 32: 2 * 1}  # an input of 64 x 32
    outputs = [np.zeros((count, width), np.float32) for width in (1, 1, 4, 10) for count in cells.values()]
    classes, objectness, boxes, points = (outputs[start : start + 3] for start in (0, 3, 6, 9))
    row = 1 * 4 + 2  # level 16: second row, third column
    classes[1][row], objectness[1][row] = 0.81, 1.0
    boxes[1][row] = 0.5, 0.25, np.log(2), np.log(3)
    points[1][row] = [0.0, 0.0, 1.0, 0.0, 0.5, 0.5, 0.0, 1.0, 1.0, 1.0]
    found = decode_yunet(outputs, 0.6, 64)
    assert found.scores.tolist() == pytest.approx([0.9])
    assert found.boxes[0].tolist() == pytest.approx([2.5 * 16 - 16 - 0.5, 1.25 * 16 - 24 - 0.5, 32, 48])
    assert found.points[0, 1].tolist() == pytest.approx([3 * 16 - 0.5, 16 - 0.5])


def test_nothing_above_the_threshold_is_no_face() -> None:
    outputs = [np.zeros((n, 4, 4), np.float32) for n in (1, 2, 2, 10)]
    assert len(decode_centerface(outputs, 0.4)) == 0


def test_the_threshold_is_the_settings_where_they_say_one() -> None:
    session = PaintedDetector(detector_spec())
    assert Detector(session, ExtractionSettings()).traits.detection_threshold == 0.4
    assert Detector(session, ExtractionSettings(detection_threshold=0.7)).traits.detection_threshold == 0.7


def test_a_recogniser_in_the_detectors_place_is_refused() -> None:
    with pytest.raises(PackManifestError, match="finds no faces"):
        Detector(PaintedDetector(detector_spec(ModelFamily.EMBEDDING)), ExtractionSettings())


def test_overlap_of_two_boxes() -> None:
    box = np.array([0, 0, 10, 10], np.float32)
    others = np.array([[0, 0, 10, 10], [5, 0, 10, 10], [20, 20, 5, 5]], np.float32)
    assert intersection_over_union(box, others).tolist() == pytest.approx([1, 50 / 150, 0])


def test_of_doubles_the_best_stays() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 10, 10], [40, 0, 10, 10], [2, 0, 10, 10]], np.float32)
    kept = keep_best(boxes, np.array([0.5, 0.9, 0.6, 0.7], np.float32), 0.3)
    assert kept.tolist() == [1, 2]
