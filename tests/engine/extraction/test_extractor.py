import pickle

import numpy as np
import pytest

from antigone.engine.errors import InvalidFaceGeometry, NoFaceFound
from antigone.engine.extraction import ExtractionRequest, Extractor, FaceChoice, RotationSearch
from antigone.engine.types import Box, Extraction, LandmarkSource
from builders.painted import blank, face_points, image, painted, painted_pack

SMALL, LARGE = face_points((120, 120), 40), face_points((420, 200), 90)
CROWD = painted(600, 400, SMALL, LARGE)


def extract(pixels, choice: FaceChoice | None = None, **pack) -> object:
    request = ExtractionRequest(image=image(pixels), choice=choice or FaceChoice())
    return Extractor(painted_pack(**pack)).extract([request])[0]


def test_one_upright_face_is_read_without_a_word() -> None:
    result = extract(painted(300, 240, face_points((150, 120), 60)))
    assert isinstance(result, Extraction)
    assert result.warnings == ()
    assert result.face.landmarks_by is LandmarkSource.MACHINE
    assert result.template.recogniser.id == "mean-colours"
    assert np.linalg.norm(result.template.vector) == pytest.approx(1)


def test_of_several_the_largest_is_taken_and_said() -> None:
    result = extract(CROWD)
    assert len(result.faces) == 2
    assert result.chosen == 0
    assert result.warnings == ("2 faces; the largest was taken.",)


def test_the_face_near_a_box_is_taken() -> None:
    result = extract(CROWD, FaceChoice(near=Box(x=60, y=60, width=120, height=120)))
    assert np.abs(result.face.landmarks - SMALL).max() < 3
    assert result.warnings == ("2 faces; the nearest to the box named was taken.",)


def test_a_box_that_no_face_lies_in_is_warned_of() -> None:
    result = extract(CROWD, FaceChoice(near=Box(x=5, y=380, width=10, height=10)))
    assert np.abs(result.face.landmarks - SMALL).max() < 3
    assert any("check that it is the right one" in warning for warning in result.warnings)


def test_a_lying_face_is_said_to_lie() -> None:
    result = extract(painted(300, 240, face_points((150, 120), 60, 90)))
    assert result.warnings == ("The face was found lying: the picture was turned clockwise by 270 degrees.",)


def test_a_weak_detection_is_said() -> None:
    result = extract(painted(300, 240, face_points((150, 120), 60)), weakness=0.5)
    assert "unsure" in result.warnings[0]


def test_a_drawn_face_makes_a_template_marked_hand() -> None:
    points = tuple(map(tuple, face_points((150, 120), 60).tolist()))
    result = extract(blank(300, 240), FaceChoice(points=points))
    assert result.template.landmarks_by is LandmarkSource.HAND
    assert result.warnings == ()


def test_failures_are_values_in_their_places_and_stop_nothing() -> None:
    good = painted(300, 240, face_points((150, 120), 60))
    outside = Box(x=900, y=900, width=10, height=10)
    requests = [
        ExtractionRequest(image=image(blank(300, 240), "empty.png")),
        ExtractionRequest(image=image(good)),
        ExtractionRequest(image=image(good, "drawn.png"), choice=FaceChoice(box=outside)),
        ExtractionRequest(image=image(good), rotations=RotationSearch.ALWAYS),
    ]
    results = Extractor(painted_pack()).extract(requests)
    assert [type(result) for result in results] == [NoFaceFound, Extraction, InvalidFaceGeometry, Extraction]
    assert str(results[0]) == "empty.png: no face was found."
    assert "--box" in results[0].advice
    assert results[2].file == "drawn.png"


def test_a_batch_gives_what_single_requests_give() -> None:
    pictures = [painted(300, 240, face_points((140 + 5 * n, 120), 60)) for n in range(3)]
    requests = [ExtractionRequest(image=image(pixels)) for pixels in pictures]
    extractor = Extractor(painted_pack())
    together = extractor.extract(requests)
    alone = [extractor.extract([request])[0] for request in requests]
    for one, other in zip(together, alone, strict=True):
        assert one.template.vector == pytest.approx(other.template.vector, abs=1e-6)
        assert one.face.landmarks == pytest.approx(other.face.landmarks)


def test_results_travel_between_processes() -> None:
    result = extract(painted(300, 240, face_points((150, 120), 60)))
    copy = pickle.loads(pickle.dumps(result))
    assert copy.template.vector.tolist() == result.template.vector.tolist()
    assert pickle.loads(pickle.dumps(extract(blank(40, 30)))).reason == "no face was found"


def test_no_requests_no_results() -> None:
    assert Extractor(painted_pack()).extract([]) == []
