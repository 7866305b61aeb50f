"""The bounds that the proof of a list rests on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from antigone.engine.index import FloatScan, IndexRows, Leaders, RowQuery, Selection, TemplateIndex
from antigone.engine.index.columns import Columns
from antigone.engine.index.rowvalue import row_values
from antigone.engine.index.scan import upper_bounds
from antigone.engine.index.view import View
from antigone.engine.index.widening import Widener
from builders.rows import exact_value, expected_list, header, query, require_same, rows

EVERY_HALF = np.arange(1 << 16, dtype=np.uint16).view(np.float16)


def test_every_finite_float16_is_widened_without_loss() -> None:
    finite = EVERY_HALF[np.isfinite(EVERY_HALF)]
    products = Widener(np.array([[1.0], [-8.0]], dtype=np.float32)).products(finite[:, None])
    np.testing.assert_array_equal(products[0], finite.astype(np.float32))
    np.testing.assert_array_equal(products[1], -8 * finite.astype(np.float32))


def test_values_are_those_of_the_numbers_as_stored_to_the_bit() -> None:
    """Denormals too: they are widened as bits, not by numpy."""
    rng = np.random.default_rng(0)
    halves = rng.permutation(EVERY_HALF[np.isfinite(EVERY_HALF)])[: 256 * 200].reshape(200, 256)
    columns = Columns.empty(200, 256)
    columns.vectors[:], columns.cohort[:] = halves, rng.uniform(0.1, 0.2, (200, 2))
    asked = RowQuery(probe=rng.standard_normal(256).astype(np.float32), direct=1.25, scaled=0.0, offset=0.0)
    probe = asked.probe.astype(np.float64)
    wanted = [1.25 * np.sum(row.astype(np.float64) * probe) for row in halves]
    assert row_values(columns, asked).tolist() == wanted


def _view(part: IndexRows) -> View:
    index = TemplateIndex(header(part.vectors.shape[1]))
    index.add(part, 1)
    return index.state.view(Selection())


def _as_they_are(part: IndexRows) -> IndexRows:
    return part


def _with_tiny_numbers(part: IndexRows) -> IndexRows:
    """Half of each template's numbers below the smallest normal float16, the rest brought back to length 1."""
    vectors = part.vectors.astype(np.float64)
    vectors[:, ::2] *= 1e-4
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return replace(part, vectors=vectors.astype(np.float16))


@pytest.mark.parametrize("length", [4, 128, 512])
@pytest.mark.parametrize("prepare", [_as_they_are, _with_tiny_numbers])
def test_no_value_exceeds_its_bound(length: int, prepare: Callable[[IndexRows], IndexRows]) -> None:
    part = prepare(rows(range(800), length=length))
    asked = query(length, length=length)
    values = np.array([exact_value(part, row, asked) for row in range(800)])
    (bounds,) = upper_bounds(_view(part), [asked])
    assert (bounds >= values).all()
    assert (bounds - values).max() < 0.1


@pytest.mark.parametrize("large", [{"offset": 1e5 / 3}, {"offset": -1e5 / 3}, {"scaled": 1e4 / 3}])
def test_no_value_exceeds_its_bound_where_the_affine_part_is_large(large: dict[str, float]) -> None:
    part = rows(range(800))
    asked = replace(query(), probe=np.zeros(8, np.float32), **large)
    values = np.array([exact_value(part, row, asked) for row in range(800)])
    (bounds,) = upper_bounds(_view(part), [asked])
    assert (bounds >= values).all()
    assert (bounds - values).max() < 1e-4 * np.abs(values).max()


def test_a_bound_holds_where_denormal_numbers_are_flushed_to_zero() -> None:
    """As in a thread whose floating point unit was set so by another library."""
    part = _with_tiny_numbers(rows(range(300), length=512))
    flushed = replace(part, vectors=np.where(np.abs(part.vectors) < 2.0**-14, np.float16(0), part.vectors))
    # The query that loses most by it: all the numbers that are flushed count, with their signs.
    probe = np.where(np.arange(512) % 2 == 0, np.sign(part.vectors[0]), 0).astype(np.float32)
    asked = RowQuery(probe=probe, direct=1.0, scaled=1.0, offset=0.0)
    (bounds,) = upper_bounds(_view(flushed), [asked])
    values = np.array([exact_value(part, row, asked) for row in range(300)])
    assert (bounds >= values).all()


@pytest.mark.parametrize("length", [4, 128])
def test_no_row_outside_the_leaders_reaches_the_ceiling(length: int) -> None:
    part = rows(range(3000), length=length)
    asked = query(length, length=length)
    (leaders,) = FloatScan().leaders(_view(part), [asked], 3)
    assert len(leaders.rows) >= 3
    values = np.array([exact_value(part, row, asked) for row in range(3000)])
    assert np.delete(values, leaders.rows).max() < leaders.ceiling
    # And it is of use: it leaves the first place proven, and few rows to look at again.
    assert leaders.ceiling < values.max()
    assert len(leaders.rows) < 100


class CoarseScan(FloatScan):
    """A scan that knows little: bounds that lie anywhere above the values."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def leaders(self, view: View, queries: Sequence[RowQuery], count: int, floor: float = -np.inf) -> Iterator[Leaders]:
        self.asked.append(count)
        for asked in queries:
            values = row_values(view.gather(np.arange(view.rows)), asked)
            bounds = values + 30.0 * np.random.default_rng(1).random(len(values))
            threshold = -np.inf if count >= len(bounds) else np.sort(bounds)[-count]
            rows = np.flatnonzero(bounds >= threshold)
            yield Leaders(rows=rows, uppers=bounds[rows].astype(np.float32) + 1, ceiling=float(threshold))


@pytest.mark.parametrize("top", [1, 5, 100])
def test_the_list_is_exact_however_coarse_the_scan(top: int) -> None:
    part = rows(range(3000))
    scan = CoarseScan()
    index = TemplateIndex(header(), scan=scan)
    index.add(part, 1)
    require_same(index.search(query(), top=top), expected_list([part], query(), top))
    # It took looking again at more rows than a good scan's leaders.
    assert len(scan.asked) > 1


def test_many_queries_are_taken_in_portions_of_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antigone.engine.index.scan._BOUNDS_AT_ONCE", 1000)
    index = TemplateIndex(header())
    index.add(rows(range(400)), 1)
    queries = [query(seed) for seed in range(5)]
    for asked, found in zip(queries, index.search_batch(queries, top=4), strict=True):
        assert found.entries.tolist() == index.search(asked, top=4).entries.tolist()


def test_leaders_widen_to_every_allowed_row() -> None:
    index = TemplateIndex(header())
    index.add(rows(range(600)), 1)
    view = index.state.view(Selection(galleries=frozenset({0})))
    (leaders,) = FloatScan().leaders(view, [query()], 10_000)
    assert leaders.rows.tolist() == list(range(0, 600, 3))
    assert leaders.ceiling == -np.inf


def test_a_query_that_is_not_finite_does_not_construct() -> None:
    bad = np.full(8, np.nan, dtype=np.float32)
    with pytest.raises(ValueError, match="finite"):
        RowQuery(probe=bad, direct=0.5, scaled=0.5, offset=0.0)
