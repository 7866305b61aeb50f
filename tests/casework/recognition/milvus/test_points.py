"""Points whose inner product ranks as the ranking score nearly does, and what it says of rows that are not seen."""

from dataclasses import replace

import numpy as np
import pytest

from antigone.casework.recognition.milvus.points import Spread, point_of_query, points_of_rows
from antigone.engine.index import IndexRows, RowQuery, exact_values
from builders.rows import query, rows


def products(part: IndexRows, spread: Spread, asked: RowQuery) -> np.ndarray:
    return points_of_rows(part, spread.typical) @ point_of_query(asked)


@pytest.mark.parametrize("length", [8, 512])
def test_no_row_is_above_the_ceiling_of_its_product(length: int) -> None:
    part = rows(range(500), length=length)
    spread = Spread.of(part, calibrated=True)
    for seed in range(20):
        asked = query(seed, length=length)
        if seed % 2:
            asked = replace(asked, probe=(asked.probe * np.float32(3)), offset=40.0, scaled=0.1)
        values = exact_values(part, asked)
        ceilings = np.array([spread.ceiling(float(product), asked) for product in products(part, spread, asked)])
        assert (values < ceilings).all()


def test_for_a_typical_probe_the_ceiling_is_the_value_itself() -> None:
    part = rows(range(500))
    spread = Spread.of(part, calibrated=True)
    asked = replace(query(1), direct=0.5 * spread.typical, scaled=0.5)
    ceilings = [spread.ceiling(float(product), asked) for product in products(part, spread, asked)]
    np.testing.assert_allclose(ceilings, exact_values(part, asked), rtol=0, atol=1e-3)


def test_a_probe_that_is_not_typical_loses_little() -> None:
    """Beside the spread of the values, which is what a list is cut from: by the cosine it would be several."""
    part = rows(range(2000), length=64)
    spread = Spread.of(part, calibrated=True)
    asked = replace(query(1, length=64), direct=0.5 * spread.typical * 1.3, scaled=0.5)
    values = exact_values(part, asked)
    ceilings = np.array([spread.ceiling(float(product), asked) for product in products(part, spread, asked)])
    top = np.argsort(-values)[:200]
    assert (ceilings - values)[top].max() < values.std()


def test_without_a_calibration_the_product_is_the_cosine() -> None:
    part = rows(range(50))
    part = replace(part, cohort=np.tile(np.array([0, 1], np.float32), (50, 1)))
    spread = Spread.of(part, calibrated=False)
    asked = RowQuery(probe=query(3).probe, direct=1.0, scaled=0.0, offset=0.0)
    cosines = part.vectors.astype(np.float64) @ asked.probe
    np.testing.assert_allclose(products(part, spread, asked), cosines, rtol=0, atol=1e-6)
    assert spread.ceiling(0.25, asked) == pytest.approx(0.25, abs=1e-5)


def test_a_spread_grows_with_its_rows() -> None:
    small, large = rows(range(5)), rows(range(1000, 1500))
    whole = Spread.of(small, calibrated=True).including(large)
    assert whole.typical == Spread.of(small, calibrated=True).typical
    steep = 1 / large.cohort[:, 1].astype(np.float64)
    assert whole.steep == (steep.min(), steep.max())
