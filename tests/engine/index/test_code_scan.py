"""The scan over codes gives the list of the plain scan, entry by entry, whatever the codes are like."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numba import njit

from antigone.engine.errors import SnapshotError
from antigone.engine.index import (
    CodeScan,
    FloatScan,
    IndexRows,
    RowQuery,
    Selection,
    TemplateIndex,
    code_scan,
    open_snapshot,
    write_snapshot,
)
from antigone.engine.index.codes import LACK, SCALE, TILE, WHOLE_LACK, Chart, Codes, encode, fit_chart, gridded
from antigone.engine.index.codes.chart import UNGRIDDED, can_be_charted
from antigone.engine.index.codes.grids import MISFIT, fitted_grid, highest, spanned, step_above, step_nearest, widened
from antigone.engine.index.codes.shorts import short_nearest
from antigone.engine.index.kernels import Probes, Room, kernel_fault, scan_codes
from antigone.engine.index.kernels.instructions import LEADING, PAIR, own_instructions
from antigone.engine.index.kernels.products import PLAIN_PRODUCTS, Products, own_products
from antigone.engine.index.rowvalue import row_values
from builders.rows import header

ROWS = 6000


def leaning(count: int, length: int, *, seed: int = 0, start: int = 0) -> IndexRows:
    """Templates as recognisers make them: off the centre, a few directions far longer than the others."""
    rng = np.random.default_rng([seed, start])
    vectors = rng.standard_normal((count, length)) * np.exp(-np.arange(length) / (length / 6)) + 0.3
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    entries = np.arange(start, start + count, dtype=np.int64)
    cohort = np.stack([rng.normal(0.7, 0.02, count), rng.uniform(0.02, 0.08, count)], axis=1)
    return IndexRows(
        entries=entries,
        subjects=entries // 3,
        galleries=entries % 4,
        vectors=vectors.astype(np.float16),
        cohort=cohort.astype(np.float32),
    )


def asked(part: IndexRows, seed: int) -> RowQuery:
    """Another photograph of somebody enrolled, more or less like the first."""
    rng = np.random.default_rng(seed)
    probe = part.vectors[rng.integers(len(part))].astype(np.float64)
    probe += rng.standard_normal(len(probe)) * rng.uniform(0.0, 0.1)
    probe /= np.linalg.norm(probe)
    return RowQuery(probe=probe.astype(np.float32), direct=0.5 / 0.05, scaled=0.5, offset=-7.0)


def turned_chart(part: IndexRows, head: int) -> Chart:
    vectors = part.vectors.astype(np.float32)
    mean = vectors.mean(axis=0)
    _, turn = np.linalg.eigh(((vectors - mean).T @ (vectors - mean)).astype(np.float64))
    turn = np.ascontiguousarray(turn[:, ::-1].astype(np.float32))
    weights = np.maximum(((vectors - mean) @ turn).std(axis=0), 1e-3)
    chart = Chart(centre=0.625, mean=mean, weights=weights, turn=turn, head=head, narrow=False, grids=UNGRIDDED)
    return gridded(chart, part.vectors, part.cohort)


def wrong_chart(part: IndexRows, head: int) -> Chart:
    """One that fits badly: no list may depend on it."""
    rng = np.random.default_rng(3)
    length = part.vectors.shape[1]
    skewed = rng.standard_normal((length, length)).astype(np.float32) / np.sqrt(length).astype(np.float32)
    mean, weights = np.full(length, 0.2, np.float32), np.ones(length, np.float32)
    chart = Chart(centre=0.0, mean=mean, weights=weights, turn=skewed, head=head, narrow=False, grids=UNGRIDDED)
    return gridded(chart, part.vectors, part.cohort)


def narrow_turned_chart(part: IndexRows, head: int) -> Chart:
    return gridded(replace(turned_chart(part, max(8, head)), narrow=True), part.vectors, part.cohort)


def narrow_wrong_chart(part: IndexRows, head: int) -> Chart:
    return gridded(replace(wrong_chart(part, max(8, head)), narrow=True), part.vectors, part.cohort)


CHARTS = [turned_chart, wrong_chart, narrow_turned_chart, narrow_wrong_chart]


def charted(part: IndexRows, chart: Chart) -> TemplateIndex:
    index = TemplateIndex(header(part.vectors.shape[1]), chart=chart, scan=CodeScan(fewest_rows=1))
    index.add(part, 1)
    return index


def plain(index: TemplateIndex) -> TemplateIndex:
    return TemplateIndex(index.header, blocks=index.state.blocks, scan=FloatScan())


def require_same_lists(index: TemplateIndex, queries: list[RowQuery], *, top: int, **kwargs: object) -> None:
    for query in queries:
        found, wanted = index.search(query, top=top, **kwargs), plain(index).search(query, top=top, **kwargs)
        for name in ("subjects", "entries", "values", "references"):
            np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
        assert (found.subjects_total, found.references_total) == (wanted.subjects_total, wanted.references_total)


@pytest.fixture(autouse=True)
def _compiled_loops_run_here() -> None:
    assert not kernel_fault()


@pytest.mark.parametrize("length", [16, 128, 512])
@pytest.mark.parametrize("making", CHARTS)
@pytest.mark.parametrize("share", [4, 1])
def test_lists_are_those_of_the_plain_scan(length: int, making: object, share: int) -> None:
    part = leaning(ROWS, length)
    index = charted(part, making(part, length // share))
    queries = [asked(part, seed) for seed in range(12)]
    require_same_lists(index, queries, top=20)
    require_same_lists(index, queries[:2], top=1)


@pytest.mark.parametrize("making", CHARTS)
@pytest.mark.parametrize("head", [8, 64])
def test_no_value_exceeds_its_upper_bound(making: object, head: int) -> None:
    part = leaning(300, 64)
    chart = making(part, head)
    queries = [asked(part, seed) for seed in range(5)]
    queries.append(replace(queries[0], direct=0.0, offset=1e5 / 3))
    queries.append(replace(queries[0], scaled=0.0, direct=1e4 / 3))
    everything = np.full(len(queries), -np.inf, np.float32)
    codes, room = encode(part.vectors, part.cohort, chart), Room(len(queries), 300)
    for query, found in zip(
        queries, scan_codes(codes, slice(0, 300), None, Probes.of(queries, chart, everything), room), strict=True
    ):
        assert found.rows.tolist() == list(range(300))
        values = row_values(index_columns(part), query)
        assert (found.upper >= values).all()


@pytest.mark.parametrize("narrow", [False, True])
def test_no_value_exceeds_its_bound_where_sums_are_as_large_as_they_get(*, narrow: bool) -> None:
    """1,024 numbers, all of a code and of the probe at their highest: the sum of products is no number of a float32."""
    signs = np.where(np.random.default_rng(4).random((65, 1024)) < 0.1, -1.0, 1.0) / 32
    part = replace(leaning(65, 1024), vectors=signs.astype(np.float16))
    zeros, ones = np.zeros(1024, np.float32), np.ones(1024, np.float32)
    chart = Chart(centre=0.0, mean=zeros, weights=ones, turn=None, head=1024, narrow=narrow, grids=UNGRIDDED)
    chart = gridded(chart, part.vectors, part.cohort)
    query = RowQuery(probe=np.full(1024, 1 / 32, np.float32), direct=1.0, scaled=0.0, offset=0.0)
    everything = np.full(1, -np.inf, np.float32)
    codes = encode(part.vectors, part.cohort, chart)
    (found,) = scan_codes(codes, slice(0, 65), None, Probes.of([query], chart, everything), Room(1, 65))
    assert (found.upper >= row_values(index_columns(part), query)).all()
    require_same_lists(charted(part, chart), [query], top=20)


def index_columns(part: IndexRows) -> object:
    index = TemplateIndex(header(part.vectors.shape[1]))
    index.add(part, 1)
    return index.state.blocks[0].columns


@pytest.mark.parametrize("making", [turned_chart, narrow_turned_chart])
def test_a_good_chart_leaves_few_rows_to_look_at(making: object) -> None:
    part = leaning(ROWS, 128)
    index = charted(part, making(part, 64))
    view = index.state.view(Selection())
    (leaders,) = CodeScan(fewest_rows=1).leaders(view, [asked(part, 1)], 30)
    assert 30 <= len(leaders.rows) < 600


def test_what_a_code_lacks_is_not_understated() -> None:
    part = leaning(200, 64)
    for chart in (turned_chart(part, 64), wrong_chart(part, 64)):
        codes = encode(part.vectors, part.cohort, chart)
        numbers = codes.head.transpose(0, 2, 1, 3).reshape(-1, 64)[:200].astype(np.float64) - 128
        assert (lacking(part, chart, numbers * scales(codes)) <= lacks(codes)).all()
        assert np.linalg.norm(numbers * scales(codes), axis=1).max() <= 1.001 * codes.limits.spread


def test_what_a_narrow_code_lacks_is_not_understated() -> None:
    """By its upper parts alone, with its lower parts, and neither is said to be much worse than it is."""
    part = leaning(200, 64)
    for chart in (narrow_turned_chart(part, 64), narrow_wrong_chart(part, 64)):
        codes = encode(part.vectors, part.cohort, chart)
        bytes_ = codes.head.transpose(0, 2, 1, 3).reshape(-1, 8, 4)[:200]
        upper = np.concatenate([bytes_ & 15, bytes_ >> 4], axis=2).reshape(200, 64).astype(np.float64) - 8
        lower = np.hstack([codes.tail[:, 1:] & 15, codes.tail[:, 1:] >> 4]).astype(np.float64) - 8
        # A narrow head's is the scale of its steps, of which the lower parts' is a sixteenth.
        for numbers, said in (
            (upper, lacks(codes)),
            (upper + lower / 16, widened(codes.tail[:, 0], chart.grids[WHOLE_LACK])),
        ):
            found = lacking(part, chart, numbers * scales(codes))
            assert (found <= said).all()
            if chart.turn is not None and np.allclose(chart.turn.T @ chart.turn, np.eye(64), atol=1e-4):
                assert (said <= 1.05 * found + 1e-3).all()
        assert np.linalg.norm(upper * scales(codes), axis=1).max() <= 1.001 * codes.limits.spread


def scales(codes: Codes) -> np.ndarray:
    return widened(codes.side[:, SCALE].reshape(-1)[:200], codes.chart.grids[SCALE]).astype(np.float64)[:, None]


def lacks(codes: Codes) -> np.ndarray:
    return widened(codes.side[:, LACK].reshape(-1)[:200], codes.chart.grids[LACK]).astype(np.float64)


def lacking(part: IndexRows, chart: Chart, numbers: np.ndarray) -> np.ndarray:
    kept = numbers * chart.weights.astype(np.float64)
    rest = part.vectors.astype(np.float64) - chart.mean - kept @ chart.turn.astype(np.float64).T
    return np.linalg.norm(rest, axis=1)


@pytest.mark.parametrize("offset", [0.0, 3.0, -3.0, 1e9])
def test_steps_of_a_grid_are_above_or_nearest(offset: float) -> None:
    rng = np.random.default_rng(0)
    values = rng.standard_normal(3000) + offset
    grid = fitted_grid(values)
    above, nearest = (widened(steps(values, grid), grid).astype(np.float64) for steps in (step_above, step_nearest))
    assert spanned(values, grid).all()
    assert (above >= values).all()
    rounding = 2.0**-22 * abs(offset)
    assert (above - values <= grid[1] + rounding).all()
    assert (np.abs(nearest - values) <= grid[1] / 2 + rounding).all()


def test_a_grid_is_not_made_coarse_by_numbers_beyond_all_measure() -> None:
    values = np.concatenate([np.random.default_rng(0).standard_normal(3000), [1e38, -1e30, np.inf, np.nan]])
    grid = fitted_grid(values)
    assert 13 < highest(grid) - grid[0] < 18
    assert not spanned(values[-4:], grid).any()
    assert spanned(values[:-4], grid).all()
    assert fitted_grid(np.full(9, np.nan)).tolist() == fitted_grid(np.empty(0)).tolist()


@pytest.mark.parametrize("value", [0.0, 1.0, -2.5, 1e-30])
def test_a_grid_spans_a_number_that_is_always_the_same(value: float) -> None:
    values = np.full(50, value)
    grid = fitted_grid(values)
    found = widened(step_above(values, grid), grid)
    assert spanned(values, grid).all()
    assert (found >= values).all()
    assert found.max() - value <= 1e-3 * abs(value) + 1e-29


def test_shorts_are_nearest() -> None:
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.standard_normal(3000) * 10.0 ** rng.integers(-20, 20, 3000), [0.0, -0.0, 1.0, -1.0]])
    nearest = (short_nearest(values).astype(np.uint32) << 16).view(np.float32)
    assert (np.abs(nearest - values) <= 0.004 * np.abs(values)).all()


@pytest.mark.parametrize("making", CHARTS)
def test_rows_that_the_grids_do_not_span_are_looked_at_by_every_search(making: object) -> None:
    """Those of a camp that came later, say, whose pictures are like nothing in the gallery that grids were made of."""
    part = leaning(ROWS, 64)
    chart = making(part, 32)
    later = leaning(300, 64, start=ROWS)
    later.cohort[::3, 1] = 1e-3
    later.cohort[1::3, 1] = np.float32(1e-36)
    codes = encode(later.vectors, later.cohort, chart)
    beyond = np.flatnonzero(np.arange(300) % 3 < 2)
    assert np.isin(beyond, np.flatnonzero(codes.side[:, LACK].reshape(-1)[:300] == MISFIT)).all()
    highest_ = np.full(1, 1e30, np.float32)
    (found,) = scan_codes(codes, slice(0, 300), None, Probes.of([asked(part, 1)], chart, highest_), Room(1, 300))
    assert np.isin(beyond, found.rows).all()
    assert (found.upper == np.inf).all()
    index = charted(part, chart)
    index.add(later, 2)
    require_same_lists(index, [asked(later, seed) for seed in range(4)], top=20)


@pytest.mark.parametrize("deviation", [1e-38, 1e-30, 1e-6, 1e20])
def test_cohorts_beyond_all_measure_cost_no_row(deviation: float) -> None:
    part = leaning(ROWS, 64)
    part.cohort[::7, 1] = deviation
    part.cohort[::21, 0] = -3.0
    for making in (turned_chart, narrow_turned_chart):
        require_same_lists(charted(part, making(part, 16)), [asked(part, seed) for seed in range(3)], top=20)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(galleries=frozenset({1})),
        Selection(subjects=np.arange(0, 2000, 7)),
        Selection(galleries=frozenset({0, 3}), subjects=np.arange(500, 1900)),
    ],
)
@pytest.mark.parametrize("making", [turned_chart, narrow_turned_chart])
def test_what_is_not_selected_or_erased_is_not_listed(making: object, selection: Selection) -> None:
    part = leaning(ROWS, 64)
    index = charted(part, making(part, 32))
    index.erase(range(0, ROWS, 5), 2)
    require_same_lists(index, [asked(part, seed) for seed in range(6)], top=15, selection=selection)


@pytest.mark.parametrize("making", [turned_chart, narrow_turned_chart])
def test_rows_added_one_by_one_are_found(making: object) -> None:
    part = leaning(500, 64)
    index = charted(part, making(part, 32))
    for change in range(2, 70):
        index.add(leaning(1, 64, start=500 + change), change)
    index.add(leaning(20_000, 64, start=1000), 99)
    require_same_lists(index, [asked(part, seed) for seed in range(6)], top=30)


def test_parts_hold_every_allowed_row_once_and_are_remembered() -> None:
    part = leaning(ROWS, 32)
    index = charted(part, turned_chart(part, 16))
    index.apply(2, erased=np.r_[0 : 8 * TILE, 1000:ROWS:7])
    view = index.state.view(Selection())
    parts = view.cut(4 * TILE + 1)
    held = [
        at.start + np.flatnonzero(np.ones(at.rows.stop - at.rows.start, np.bool_) if at.mask is None else at.mask)
        for at in parts
    ]
    np.testing.assert_array_equal(np.concatenate(held), view.allowed_numbers())
    assert [len(rows) for rows in held] == [at.allowed for at in parts]
    assert all(at.allowed and at.rows.stop - at.rows.start <= 4 * TILE and at.rows.start % TILE == 0 for at in parts)
    assert view.cut(4 * TILE + 1) is parts
    assert sum(at.allowed for at in view.cut(16 * TILE)) == view.allowed_rows


def test_many_photographs_of_few_people_are_listed_once_each() -> None:
    part = leaning(ROWS, 32)
    few = replace(part, subjects=part.entries % 9)
    require_same_lists(charted(few, turned_chart(few, 16)), [asked(few, seed) for seed in range(4)], top=20)


@pytest.mark.parametrize("centre", [-1.0, 0.625, 2.0])
def test_bounds_are_close_wherever_scores_lie(centre: float) -> None:
    """A poor probe is unlike everybody: all scores are below where cohorts have theirs."""
    part = leaning(ROWS, 64)
    chart = gridded(replace(turned_chart(part, 64), centre=centre), part.vectors, part.cohort)
    query = asked(part, 3)
    values = row_values(index_columns(part), query)
    height = np.sort(values)[-50]
    probes = Probes.of([query], chart, np.array([height], dtype=np.float32))
    (found,) = scan_codes(encode(part.vectors, part.cohort, chart), slice(0, ROWS), None, probes, Room(1, ROWS))
    assert np.isin(np.flatnonzero(values >= height), found.rows).all()
    assert len(found.rows) < 150


def test_a_gallery_enrolled_at_the_end_costs_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows that show the height are of the gallery that is searched, wherever it lies."""
    part = leaning(40_000, 32)
    late = replace(part, galleries=np.where(part.entries < 38_000, 1, 2))
    index = TemplateIndex(header(32), chart=turned_chart(late, 16), scan=CodeScan(fewest_rows=1, threads=1))
    index.add(late, 1)
    heights = []
    over = CodeScan._over
    monkeypatch.setattr(
        CodeScan, "_over", lambda scan, parts, probes: heights.append(probes.heights) or over(scan, parts, probes)
    )
    require_same_lists(index, [asked(late, 1)], top=15, selection=Selection(galleries=frozenset({2})))
    assert np.isfinite(heights).all()


def test_how_many_photographs_of_one_are_high_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty photographs each, hardly different: a list of 50 people is a thousand rows, and the next one knows."""
    people = leaning(ROWS // 20, 32)
    rng = np.random.default_rng(0)
    vectors = np.repeat(people.vectors.astype(np.float64), 20, axis=0) + rng.normal(0, 1e-3, (ROWS, 32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    part = leaning(ROWS, 32)
    part.cohort[:] = np.repeat(people.cohort, 20, axis=0)
    alike = replace(part, subjects=part.entries // 20, vectors=vectors.astype(np.float16))
    index = charted(alike, turned_chart(alike, 16))
    passes = []
    once = CodeScan._pass
    monkeypatch.setattr(CodeScan, "_pass", lambda *given: passes.append(given) or once(*given))
    taken = []
    for seed in range(12):
        require_same_lists(index, [asked(alike, seed)], top=50)
        taken.append(len(passes))
        passes.clear()
    assert taken[0] > taken[-1] == 1


def test_equal_templates_are_ordered_by_entry() -> None:
    part = leaning(ROWS, 32)
    vectors, cohort = part.vectors.copy(), part.cohort.copy()
    vectors[100:400], cohort[100:400] = vectors[100], cohort[100]
    same = replace(part, vectors=vectors, cohort=cohort)
    query = RowQuery(probe=vectors[100].astype(np.float32), direct=1.0, scaled=0.5, offset=0.0)
    require_same_lists(charted(same, turned_chart(same, 16)), [query], top=50)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_hardly_any_rows(count: int) -> None:
    chart = turned_chart(leaning(100, 16), 8)
    index = charted(leaning(count, 16), chart)
    assert len(index.search(asked(leaning(100, 16), 0), top=50)) == len({row // 3 for row in range(count)})


def test_a_batch_gives_what_single_searches_give() -> None:
    part = leaning(ROWS, 64)
    index = charted(part, turned_chart(part, 32))
    queries = [asked(part, seed) for seed in range(70)]
    for query, found in zip(queries, index.search_batch(queries, top=10), strict=True):
        wanted = plain(index).search(query, top=10)
        assert found.entries.tolist() == wanted.entries.tolist()


@pytest.mark.parametrize("scan", [FloatScan(), CodeScan(fewest_rows=1)])
@pytest.mark.parametrize("height", [-1e9, 2.0, 7.054436570091214, 1e9])
def test_subjects_below_the_floor_are_left_out(scan: object, height: float) -> None:
    part = leaning(ROWS, 64)
    index = TemplateIndex(header(64), chart=turned_chart(part, 32), scan=scan)
    index.add(part, 1)
    queries = [asked(part, seed) for seed in range(5)]
    for query, found in zip(queries, index.search_batch(queries, top=40, floor=height), strict=True):
        wanted = plain(index).search(query, top=40)
        kept = wanted.values >= height
        assert found.entries.tolist() == wanted.entries[kept].tolist()


def test_threads_that_ask_at_once_each_get_their_own_answer() -> None:
    part = leaning(ROWS, 64)
    index = charted(part, turned_chart(part, 32))
    queries = [asked(part, seed) for seed in range(24)]
    barrier = threading.Barrier(8)

    def question(number: int) -> dict[str, object]:
        selection = Selection(galleries=frozenset({number % 4})) if number % 3 else Selection()
        return {"selection": selection, "top": 5 + number % 7}

    def ask(number: int) -> list[int]:
        if number < 8:
            barrier.wait(timeout=30)
        return index.search(queries[number], **question(number)).entries.tolist()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(24)))
    wanted = [plain(index).search(queries[number], **question(number)) for number in range(24)]
    assert answers == [hits.entries.tolist() for hits in wanted]


def test_an_error_reaches_every_caller_and_the_next_search_works(monkeypatch: pytest.MonkeyPatch) -> None:
    part = leaning(ROWS, 32)
    index = charted(part, turned_chart(part, 16))
    with monkeypatch.context() as broken:
        broken.setattr(code_scan, "guessed_heights", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            index.search(asked(part, 0), top=3)
    assert len(index.search(asked(part, 0), top=3)) == 3


def test_a_bad_guess_costs_time_and_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    part = leaning(ROWS, 32)
    index = charted(part, turned_chart(part, 16))
    guess = code_scan.guessed_heights
    monkeypatch.setattr(code_scan, "guessed_heights", lambda *given: guess(*given) + np.float32(100.0))
    require_same_lists(index, [asked(part, 0)], top=5)


def test_where_the_loops_cannot_run_the_plain_scan_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    part = leaning(ROWS, 32)
    index = charted(part, turned_chart(part, 16))
    monkeypatch.setattr(code_scan, "_unusable", lambda: "no compiler here")
    monkeypatch.setattr(CodeScan, "_pass", lambda *_: pytest.fail("the codes were scanned"))
    require_same_lists(index, [asked(part, 0)], top=5)


def portions(count: int, length: int) -> Iterator[IndexRows]:
    for start in range(0, count, 5000):
        yield leaning(min(5000, count - start), length, start=start)


def test_a_snapshot_keeps_the_codes(tmp_path: Path) -> None:
    write_snapshot(tmp_path, header(32), portions(40_000, 32), 3)
    index = open_snapshot(tmp_path, header(32))
    assert index.state.chart is not None
    part = leaning(5000, 32)
    index.erase(range(30), 4)
    index.add(leaning(100, 32, start=40_000), 5)
    monitored = TemplateIndex(
        index.header, blocks=index.state.blocks, chart=index.state.chart, scan=CodeScan(threads=3)
    )
    require_same_lists(monitored, [asked(part, seed) for seed in range(5)], top=20)


def test_a_damaged_code_is_found_when_it_is_first_read(tmp_path: Path) -> None:
    folder = write_snapshot(tmp_path, header(32), portions(40_000, 32), 3)
    path = folder / "codes.bin"
    data = bytearray(path.read_bytes())
    data[77] ^= 1
    path.write_bytes(data)
    index = open_snapshot(tmp_path, header(32))
    with pytest.raises(SnapshotError, match=r"codes of block 0 \(entries 0 to 39999\) does not have its checksum"):
        index.search(asked(leaning(5000, 32), 0), top=3)


@pytest.mark.parametrize("name", ["codes.bin", "chart.bin", "templates.bin"])
def test_a_torn_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = write_snapshot(tmp_path, header(32), portions(40_000, 32), 3)
    path = folder / name
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(SnapshotError, match=name):
        open_snapshot(tmp_path, header(32))


def test_a_damaged_template_is_found_when_it_is_looked_at(tmp_path: Path) -> None:
    folder = write_snapshot(tmp_path, header(32), portions(40_000, 32), 3)
    path = folder / "templates.bin"
    data = bytearray(path.read_bytes())
    data[5 * 64] ^= 1
    path.write_bytes(data)
    index = open_snapshot(tmp_path, header(32))
    assert index.rows_of([6]).shape == (1, 32)
    with pytest.raises(SnapshotError, match="a template of block 0"):
        index.rows_of([5])


@pytest.mark.parametrize(
    ("length", "charted_at_all"), [(3, False), (130, False), (1028, False), (4, True), (1024, True)]
)
def test_which_templates_can_have_codes(length: int, charted_at_all: bool) -> None:  # noqa: FBT001
    assert can_be_charted(length) == charted_at_all


def test_templates_that_cannot_have_codes_are_searched_without(tmp_path: Path) -> None:
    write_snapshot(tmp_path, header(7), [leaning(3000, 7)], 3, coded_from=10)
    index = open_snapshot(tmp_path, header(7))
    assert index.state.chart is None
    assert len(index.search(asked(leaning(3000, 7), 0), top=5)) == 5


def test_a_head_is_fitted_where_few_directions_decide() -> None:
    part = leaning(20_000, 128)
    spread, cohort = part.vectors, part.cohort
    chart = fit_chart(spread, cohort, rows=1_000_000)
    assert chart.turn is not None
    assert chart.head < 128
    rng = np.random.default_rng(1)
    even = rng.standard_normal((20_000, 128))
    even /= np.linalg.norm(even, axis=1, keepdims=True)
    assert fit_chart(even.astype(np.float16), cohort, rows=1_000_000).head == 128
    assert fit_chart(spread, cohort, rows=50_000).head == 128


def test_a_narrow_head_is_fitted_where_that_reads_less() -> None:
    """And not where so coarse a look would leave many rows open."""
    rng = np.random.default_rng(1)
    falling = rng.standard_normal((20_000, 128)) * np.where(np.arange(128) < 80, 0.98 ** np.arange(128), 1e-4)
    falling /= np.linalg.norm(falling, axis=1, keepdims=True)
    cohort = np.tile(np.float32([0.0, 0.1]), (20_000, 1))
    few, many = (fit_chart(falling.astype(np.float16), cohort, rows=rows) for rows in (10_000_000, 200_000))
    assert few.narrow
    assert not many.narrow


def test_a_chart_is_read_as_it_was_written() -> None:
    chart = turned_chart(leaning(300, 16), 8)
    again = Chart.decode(chart.encode(), length=16, head=8, narrow=True)
    assert again.centre == chart.centre
    for name in ("mean", "weights", "turn"):
        np.testing.assert_array_equal(getattr(chart, name), getattr(again, name))
    with pytest.raises(ValueError, match="does not have"):
        Chart.decode(chart.encode()[:-4], length=16, head=8, narrow=True)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("ways", [PLAIN_PRODUCTS, *(own_products(*pair) for pair in own_instructions())])
def test_products_are_whole_numbers(ways: Products, *, narrow: bool) -> None:
    """In every way that this processor has, of one probe and of several; extremes included."""
    several, one, last = ways.several, ways.one, ways.probes - 1

    @njit
    def call(codes: np.ndarray, asked: np.ndarray, groups: int, sums: np.ndarray) -> None:
        several((codes, 0), (asked, 0), groups, narrow, (sums, 0))
        one((codes, 0), (asked, last), groups, narrow, (sums, last + 1))

    rng = np.random.default_rng(0)
    codes = rng.integers(0, 256, size=(256, TILE, 4), dtype=np.uint8)
    probes = rng.integers(-PAIR // 2, PAIR // 2 + 1, size=(ways.probes, 256, 8 if narrow else 4), dtype=np.int16)
    codes[:, 0], codes[:, 1] = 255, 0
    # As large as two neighbours may be together, alike and apart, and twice that where they have two parts.
    probes[0], probes[-1, ::2], probes[-1, 1::2, ::2], probes[-1, 1::2, 1::2] = -PAIR // 2, PAIR // 2, PAIR - 1, -1
    if narrow:
        probes[-1] = PAIR - 1
    probes[:, : 256 // LEADING] *= 2
    # Odd ones have two parts that differ.
    probes[-1, 1 : 256 // LEADING : 2] -= 1
    numbers = np.concatenate([codes & 15, codes >> 4], axis=2) if narrow else codes
    sums = np.empty((ways.probes + 1, TILE), dtype=np.int32)
    call(codes.reshape(-1), ways.asked(probes.reshape(ways.probes, -1), groups=256), 256, sums)
    wanted = np.einsum("grb,pgb->pr", numbers.astype(np.int64), probes.astype(np.int64))
    np.testing.assert_array_equal(sums, np.concatenate([wanted, wanted[-1:]]))


@pytest.mark.parametrize("making", [turned_chart, narrow_turned_chart])
def test_a_coarse_probe_is_never_too_large(making: Callable[[IndexRows, int], Chart]) -> None:
    """Whatever its numbers are: two neighbours, where a byte of a code is one number; one number else."""
    chart = making(leaning(300, 128), 128)
    rng = np.random.default_rng(2)
    drawn = rng.standard_normal((300, 128)) * rng.choice([1e-3, 1.0, 30.0], size=(300, 128))
    drawn[:128][rng.random((128, 128)) < 0.9] = 0
    queries = [RowQuery(probe=probe.astype(np.float32), direct=1.0, scaled=0.0, offset=0.0) for probe in drawn]
    probes = Probes.of(queries, chart, np.zeros(300, np.float32))
    coarse = np.abs(probes.coarse.reshape(-1, 128 + 128 // LEADING)[:300].astype(np.int64))
    assert (coarse if chart.narrow else coarse.reshape(300, -1, 2).sum(axis=2)).max() in {PAIR - 1, PAIR}
