"""Additions and erasures, replayed in every way a crash can make happen."""

from collections.abc import Iterator

import numpy as np
import pytest

from antigone.engine.errors import StateError
from antigone.engine.index import Applied, IndexRows, Selection, TemplateIndex
from antigone.engine.index.columns import BLOCK_ROWS
from builders.rows import expected_list, header, query, require_same, rows


@pytest.fixture
def index() -> TemplateIndex:
    index = TemplateIndex(header())
    index.add(rows(range(1, 11)), 1)
    return index


def test_erased_rows_are_not_found(index: TemplateIndex) -> None:
    first = int(index.search(query(), top=1).entries[0])
    assert index.erase([first], 2) == 1
    assert index.count == 9
    kept = set(range(1, 11)) - {first}
    require_same(index.search(query(), top=9), expected_list([rows(range(1, 11))], query(), 9, live=kept))


def test_a_change_applied_twice_is_applied_once(index: TemplateIndex) -> None:
    assert index.add(rows(range(1, 11)), 1) == 0
    assert index.erase([3], 2) == 1
    assert index.erase([3], 2) == 0
    assert (index.count, index.change) == (9, 2)


def test_an_erased_entry_stays_erased_when_its_addition_is_replayed(index: TemplateIndex) -> None:
    index.erase([3, 99], 5)
    assert index.add(rows([3, 99, 100]), 4) == 1
    assert index.count == 10
    assert index.change == 5


def test_one_change_may_come_in_portions() -> None:
    index = TemplateIndex(header())
    index.erase([2], 7)
    for entry in range(1, 5):
        index.add(rows([entry]), 7)
    assert (index.count, index.change) == (3, 7)


def test_an_entry_under_other_keys_is_refused_and_nothing_is_added(index: TemplateIndex) -> None:
    with pytest.raises(StateError, match="Entry 4 is in the index for subject 2 in gallery 1 and was to be added"):
        index.add(rows([20, 4], subjects=[10, 5], galleries=[1, 1]), 2)
    assert (index.count, index.change) == (10, 1)


@pytest.mark.parametrize("change", [0, -1])
def test_change_numbers_begin_at_one(index: TemplateIndex, change: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        index.add(rows([20]), change)
    with pytest.raises(ValueError, match="at least 1"):
        index.erase([1], change)


def test_a_catch_up_that_fails_half_way_is_not_taken_in_at_all(index: TemplateIndex) -> None:
    """Else the change number would say that rows are there which never came."""

    def portions() -> Iterator[IndexRows]:
        yield rows([20, 21])
        raise RuntimeError("database gone")

    for _ in range(2):
        with pytest.raises(RuntimeError):
            index.apply(9, erased=[1, 20], added=portions())
        assert (index.count, index.change) == (10, 1)
    assert index.apply(9, erased=[1, 20], added=[rows([20, 21]), rows([22])]) == Applied(added=2, erased=1)
    assert (index.count, index.change) == (11, 9)
    np.testing.assert_array_equal(index.rows_of([21]), rows([20, 21]).vectors[1:])


def test_nothing_added_still_moves_the_change_number(index: TemplateIndex) -> None:
    index.add(rows([]), 8)
    assert (index.count, index.change) == (10, 8)


def test_rows_of_gives_the_stored_numbers_in_the_order_asked(index: TemplateIndex) -> None:
    part = rows(range(1, 11))
    np.testing.assert_array_equal(index.rows_of([7, 2, 7]), part.vectors[[6, 1, 6]])
    assert index.rows_of([]).shape == (0, 8)


def test_rows_of_an_erased_entry_says_so(index: TemplateIndex) -> None:
    index.erase([7], 2)
    with pytest.raises(StateError, match="Entry 7 is not in the index"):
        index.rows_of([2, 7])


def test_live_rows_passes_over_what_is_not_there(index: TemplateIndex) -> None:
    index.erase([7], 2)
    held = index.live_rows([9, 7, 55, 2])
    assert held.entries.tolist() == [2, 9]
    np.testing.assert_array_equal(held.cohort, rows(range(1, 11)).cohort[[1, 8]])


def test_a_state_is_left_as_it_is_by_later_changes(index: TemplateIndex) -> None:
    states = [index.state]
    for change in (2, 3):
        index.erase([change], change)
        states.append(index.state)
    index.add(rows(range(11, 30)), 4)
    assert [state.count for state in states] == [10, 9, 8]
    assert [int(state.view(Selection()).references.references.sum()) for state in states] == [10, 9, 8]


def test_additions_run_over_the_end_of_a_block() -> None:
    index = TemplateIndex(header(4))
    count = 2 * BLOCK_ROWS + 5
    parts = [
        rows(range(start, start + size), length=4) for start, size in ((0, 3), (3, BLOCK_ROWS), (BLOCK_ROWS + 3, 1))
    ]
    parts.append(rows(range(BLOCK_ROWS + 4, count), length=4))
    for change, part in enumerate(parts, start=1):
        index.add(part, change)
        index.erase([int(part.entries[0])], change)
    assert [len(block) for block in index.state.blocks] == [BLOCK_ROWS, BLOCK_ROWS, 5]
    assert index.count == count - 4
    asked = query(5, length=4)
    kept = set(range(count)) - {int(part.entries[0]) for part in parts}
    require_same(index.search(asked, top=6), expected_list(parts, asked, 6, live=kept))
