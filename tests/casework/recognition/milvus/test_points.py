"""Points whose inner product ranks as the ranking score nearly does, and what it says of rows that are not seen."""

from dataclasses import replace

import numpy as np
import pytest

from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.milvus.ceilings import Spread
from antigone.casework.recognition.milvus.points import Frame, point_of_query
from antigone.engine.index import IndexRows, RowQuery, exact_values
from antigone.engine.scoring import synthetic_templates
from builders.rows import query, rows
from casework.recognition.builders import LENGTH, recogniser


def frame(length: int, *, typical: float = 25.0) -> Frame:
    """With a centre that is nobody's."""
    centre = np.random.default_rng(4).standard_normal(length + 1).astype(np.float32)
    return Frame(typical=typical, centre=centre, radius=90.0)


def products(part: IndexRows, by: Frame, asked: RowQuery) -> np.ndarray:
    return by.points(part) @ point_of_query(asked)


def ceilings(part: IndexRows, by: Frame, asked: RowQuery) -> np.ndarray:
    """Of a row that had each product, in a collection of these rows."""
    spread = Spread().including(part, by.points(part))
    return np.array([spread.ceiling(float(product), asked, by) for product in products(part, by, asked)])


@pytest.mark.parametrize("length", [8, 512])
def test_no_row_is_above_the_ceiling_of_its_product(length: int) -> None:
    part = rows(range(500), length=length)
    for seed in range(20):
        asked = query(seed, length=length)
        if seed % 2:
            asked = replace(asked, probe=(asked.probe * np.float32(3)), offset=40.0, scaled=0.1)
        assert (exact_values(part, asked) < ceilings(part, frame(length), asked)).all()


def test_rows_at_the_corners_reach_the_ceiling() -> None:
    """It is no higher than it must be: for each probe some row that there could be has that value."""
    part, by = rows(range(300)), frame(8)
    spread = Spread().including(part, by.points(part))
    for seed in range(10):
        asked = query(seed)
        product = by.whole_product(0.7, asked)
        cosines = [(product + shift) / (by.typical + steep) for steep, shift in spread.corners]
        values = [
            asked.direct * cosine + asked.scaled * (cosine * steep - shift) + asked.offset
            for cosine, (steep, shift) in zip(cosines, spread.corners, strict=True)
        ]
        assert spread.ceiling(0.7, asked, by) == pytest.approx(max(values), abs=0.01)


def test_for_a_typical_probe_the_ceiling_is_the_value_itself() -> None:
    part, by = rows(range(500)), frame(8)
    asked = replace(query(1), direct=0.5 * by.typical, scaled=0.5)
    np.testing.assert_allclose(ceilings(part, by, asked), exact_values(part, asked), rtol=0, atol=1e-3)


def test_a_probe_that_is_not_typical_loses_little() -> None:
    """Beside the spread of the values, which is what a list is cut from: by the cosine it would be several."""
    part, by = rows(range(2000), length=64), frame(64)
    asked = replace(query(1, length=64), direct=0.5 * by.typical * 1.3, scaled=0.5)
    values = exact_values(part, asked)
    top = np.argsort(-values)[:200]
    assert (ceilings(part, by, asked) - values)[top].max() < 0.5 * values.std()


def test_without_a_calibration_the_product_is_the_cosine() -> None:
    by = Frame.of(recogniser(calibrated=False))
    part = rows(range(50), length=LENGTH)
    part = replace(part, cohort=np.tile(np.array([0, 1], np.float32), (50, 1)))
    asked = RowQuery(probe=query(3, length=LENGTH).probe, direct=1.0, scaled=0.0, offset=0.0)
    cosines = part.vectors.astype(np.float64) @ asked.probe
    np.testing.assert_allclose(products(part, by, asked), cosines, rtol=0, atol=1e-6)
    spread = Spread().including(part, by.points(part))
    assert spread.corners == ((1.0, 0.0),)
    assert spread.ceiling(0.25, asked, by) == pytest.approx(0.25, abs=1e-5)


def rows_of(of: Recogniser, count: int) -> IndexRows:
    """Strangers of its cohort."""
    assert of.calibration is not None
    vectors = of.stored_form(synthetic_templates(of.calibration.cohort, count, seed=8))
    return replace(rows(range(count), length=of.template_length), vectors=vectors, cohort=of.cohort_figures(vectors))


def test_the_points_of_a_recogniser_are_equally_long_about_their_centre() -> None:
    of = recogniser()
    by, part = Frame.of(of), rows_of(of, 200)
    points = by.points(part)
    lengths = np.linalg.norm(points, axis=1)
    assert np.mean(np.abs(lengths / by.radius - 1) < 1e-5) > 0.99
    # What was taken off every one leaves the order as it was.
    asked = query(5, length=of.template_length)
    whole = [by.whole_product(float(product), asked) for product in products(part, by, asked)]
    mean, deviation = part.cohort.astype(np.float64).T
    score = part.vectors.astype(np.float64) @ asked.probe
    np.testing.assert_allclose(whole, score * (by.typical + 1 / deviation) - mean / deviation, rtol=0, atol=1e-3)


def test_a_point_that_is_too_long_stays_as_it_is() -> None:
    by = replace(frame(8), radius=1.0)
    points = by.points(rows(range(5)))
    assert (points[:, -1] == 0).all()
    assert (np.linalg.norm(points, axis=1) > 1).all()


def test_a_spread_grows_with_its_rows_to_the_hull_of_all() -> None:
    """Whatever came first, and no row is outside; the corners are rows themselves."""
    by, parts = frame(8), [rows(range(start, start + 200)) for start in (0, 1000, 2000)]
    forth, back = Spread(), Spread()
    for part in parts:
        forth = forth.including(part, by.points(part))
    for part in reversed(parts):
        back = back.including(part, by.points(part))
    assert set(forth.corners) == set(back.corners)
    assert forth.longest == back.longest
    every = {
        (1 / float(deviation), float(mean) / float(deviation)) for part in parts for mean, deviation in part.cohort
    }
    assert set(forth.corners) < every
    corners = np.array(forth.corners)
    sides = np.roll(corners, -1, axis=0) - corners
    for at in every:
        beside = np.array(at) - corners
        assert (sides[:, 0] * beside[:, 1] - sides[:, 1] * beside[:, 0] >= -1e-9).all()


def test_a_frame_is_read_back_as_it_was_written() -> None:
    by = Frame.of(recogniser())
    again = Frame.parse(by.document())
    assert (again.typical, again.radius) == (by.typical, by.radius)
    np.testing.assert_array_equal(again.centre, by.centre)
