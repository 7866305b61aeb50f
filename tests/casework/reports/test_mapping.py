"""Maps on a sheet: one scale, colours that survive a grey print, numbers where they are strong."""

import numpy as np
import pytest

from antigone.casework.reports import MapPair, MappedFace, candidate_sheet, comparison_sheet
from antigone.casework.reports.canvas import Canvas
from antigone.casework.reports.mapping import draw_map_pair, draw_map_words, map_picture
from antigone.engine.types import FloatArray, PixelArray
from casework.reports.test_sheet import candidate, comparison, document, pixels

SIZE = 60
GREY = np.full((SIZE, SIZE, 3), 128, np.uint8)


def ramp() -> FloatArray:
    """From -2 at the left to 2 at the right."""
    return np.tile(np.linspace(-2, 2, SIZE, dtype=np.float32), (SIZE, 1))


def face(values: FloatArray | None = None) -> MappedFace:
    return MappedFace(chip=GREY, values=ramp() if values is None else values)


def pair(**changes: object) -> MapPair:
    return MapPair(**{"first": face(), "second": face(), "score": "ranking score", "scale": 2.0, **changes})


def lightness(picture: PixelArray) -> FloatArray:
    return picture.astype(np.float32) @ np.float32([0.2126, 0.7152, 0.0722])


def test_alike_is_amber_and_lighter_apart_is_blue_and_darker_nothing_is_grey() -> None:
    picture = map_picture(face(), 4.0, 240).astype(int)
    left, middle, right = picture[120, 5], picture[120, 120], picture[120, -5]
    assert left[2] > left[0] + 20
    assert right[0] > right[2] + 20
    assert np.ptp(middle) < 12
    light = lightness(picture)
    assert light[120, 5] < light[120, 120] - 10 < light[120, -5] - 20


def test_the_same_value_has_the_same_colour_on_both_faces() -> None:
    """The scale is the pair's: a face without strong regions stays pale beside one that has them."""
    weak, strong = (map_picture(face(ramp() * share), 2.0, 120).astype(int) for share in (0.1, 1.0))
    assert np.ptp(weak, axis=2).max() < 0.25 * np.ptp(strong, axis=2).max()


def test_strong_values_are_written_and_weak_ones_are_not() -> None:
    drawn = []
    for share in (1.0, 0.1):
        canvas = Canvas.blank(500, 300)
        before = np.asarray(canvas.image).copy()
        draw_map_pair(canvas, pair(first=face(ramp() * share), second=face(ramp() * 0)), (10, 10), 480, 20)
        assert (np.asarray(canvas.image) != before).any()
        drawn.append((np.asarray(canvas.image) == (28, 28, 28)).all(axis=2).sum())
    assert drawn[0] > drawn[1] == 0


def test_the_words_name_the_score_and_stay_within_their_width() -> None:
    canvas = Canvas.blank(700, 600)
    below = draw_map_words(canvas, pair(score="score", scale=0.0123), (10, 10), 420)
    page = np.asarray(canvas.image)
    assert (page[:, 440:] == page[0, 0]).all()
    assert 100 < below < 400


def test_a_sheet_with_maps_is_taller_and_the_rest_is_as_it_was() -> None:
    plain, mapped = (pixels(comparison_sheet(comparison(maps=maps))) for maps in (None, pair()))
    assert len(mapped) > len(plain) + 200
    assert np.array_equal(plain[:700], mapped[:700])
    with_map = pixels(candidate_sheet(document(candidate(), maps=pair())))
    assert with_map.shape[0] > pixels(candidate_sheet(document(candidate()))).shape[0]


def test_the_same_maps_give_the_same_bytes() -> None:
    assert comparison_sheet(comparison(maps=pair())) == comparison_sheet(comparison(maps=pair()))


def test_a_map_must_lie_on_its_chip() -> None:
    with pytest.raises(ValueError, match="does not lie on a chip"):
        MappedFace(chip=GREY, values=np.zeros((3, 3), np.float32))


def test_a_scale_is_positive() -> None:
    with pytest.raises(ValueError, match="a scale is positive"):
        pair(scale=0.0)
