"""What a search lists, against going over every row in plain Python."""

import numpy as np
import pytest

from antigone.engine.errors import TemplateMismatch
from antigone.engine.index import IndexRows, RowQuery, Selection, TemplateIndex
from builders.rows import as_list, cosine_query, expected_list, header, query, require_same, rows


def index_of(*parts: IndexRows, length: int = 8) -> TemplateIndex:
    index = TemplateIndex(header(length))
    for change, part in enumerate(parts, start=1):
        index.add(part, change)
    return index


def unit_rows(entries: list[int], subjects: list[int], vectors: list[list[float]]) -> IndexRows:
    """Rows with these templates and cohort figures that change nothing."""
    return IndexRows(
        entries=np.array(entries, dtype=np.int64),
        subjects=np.array(subjects, dtype=np.int64),
        galleries=np.ones(len(entries), dtype=np.int64),
        vectors=np.array(vectors, dtype=np.float16),
        cohort=np.tile(np.array([0.0, 1.0], dtype=np.float32), (len(entries), 1)),
    )


@pytest.mark.parametrize("count", [1, 3, 100, 3000])
@pytest.mark.parametrize("length", [1, 7, 128])
@pytest.mark.parametrize("top", [1, 20])
def test_lists_what_a_full_scan_lists(count: int, length: int, top: int) -> None:
    part = rows(range(1, count + 1), length=length)
    asked = query(count, length=length)
    found = index_of(part, length=length).search(asked, top=top)
    require_same(found, expected_list([part], asked, top))
    assert found.references_total == count
    assert found.subjects_total == len(set(part.subjects.tolist()))


def test_lists_what_a_full_scan_lists_over_several_blocks() -> None:
    part = rows(range(40_000), length=4)
    asked = query(2, length=4)
    require_same(index_of(part, length=4).search(asked, top=20), expected_list([part], asked, 20))


@pytest.mark.parametrize("share", [2, 50])
def test_selections_dense_and_sparse_over_several_blocks(share: int) -> None:
    part = rows(range(40_000), length=4, galleries=[entry % share for entry in range(40_000)])
    asked, kept = query(2, length=4), range(1, 40_000, share)
    found = index_of(part, length=4).search(asked, selection=Selection(galleries=frozenset({1})), top=20)
    require_same(found, expected_list([part], asked, 20, live=kept))


def test_a_batch_gives_what_single_searches_give() -> None:
    index = index_of(rows(range(3000)))
    queries = [query(seed) for seed in range(9)]
    for asked, found in zip(queries, index.search_batch(queries, top=7), strict=True):
        assert as_list(found) == as_list(index.search(asked, top=7))


def test_no_queries_no_answers() -> None:
    assert index_of(rows(range(5))).search_batch([], top=3) == []


def test_an_empty_index_lists_nobody() -> None:
    found = TemplateIndex(header()).search(query(), top=20)
    assert len(found) == 0
    assert (found.subjects_total, found.references_total) == (0, 0)


def test_more_places_than_subjects() -> None:
    part = rows(range(1, 4))
    require_same(index_of(part).search(query(), top=1000), expected_list([part], query(), 1000))


def test_a_subject_counts_by_its_best_reference() -> None:
    part = unit_rows([1, 2, 3], [7, 7, 8], [[1, 0], [0, 1], [0.6, 0.8]])
    found = index_of(part, length=2).search(cosine_query([0, 1]), top=5)
    assert found.subjects.tolist() == [7, 8]
    assert found.entries.tolist() == [2, 3]
    assert found.values.tolist() == pytest.approx([1.0, 0.8], abs=1e-3)
    assert found.references.tolist() == [2, 1]


def test_equal_values_stand_by_entry_number() -> None:
    """The same template under several subjects and entries, at places where a matrix product rounds differently."""
    template = rows([1], length=128).vectors[0].tolist()
    entries = list(range(1003, 0, -1))
    part = unit_rows(entries, [entry // 2 for entry in entries], [template] * len(entries))
    found = index_of(part, length=128).search(query(3, length=128), top=5)
    assert found.entries.tolist() == [1, 2, 4, 6, 8]
    assert len(set(found.values.tolist())) == 1


def test_one_subject_with_nearly_all_references_does_not_hide_the_others() -> None:
    near = [[0.8, 0.6]] * 20_000
    far = [[0.0, 1.0], [-1.0, 0.0]]
    part = unit_rows(list(range(20_002)), [1] * 20_000 + [2, 3], near + far)
    found = index_of(part, length=2).search(cosine_query([1, 0]), top=3)
    assert found.subjects.tolist() == [1, 2, 3]
    assert found.references.tolist() == [20_000, 1, 1]


def test_only_selected_galleries_are_searched() -> None:
    part = rows(range(400))
    found = index_of(part).search(query(), selection=Selection(galleries=frozenset({0, 2})), top=9)
    kept = [entry for entry in range(400) if entry % 3 in {0, 2}]
    require_same(found, expected_list([part], query(), 9, live=kept))
    assert found.references_total == len(kept)


@pytest.mark.parametrize("chosen", [[3], [5, 6, 199], list(range(150))])
def test_only_selected_subjects_are_searched(chosen: list[int]) -> None:
    part = rows(range(400))
    selection = Selection(galleries=frozenset({1}), subjects=np.array(chosen))
    kept = [entry for entry in range(400) if entry % 3 == 1 and entry // 2 in chosen]
    require_same(
        index_of(part).search(query(), selection=selection, top=9), expected_list([part], query(), 9, live=kept)
    )


@pytest.mark.parametrize(
    "selection",
    [Selection(galleries=frozenset()), Selection(galleries=frozenset({77})), Selection(subjects=np.empty(0, np.int64))],
)
def test_a_selection_of_nothing_lists_nobody(selection: Selection) -> None:
    found = index_of(rows(range(40))).search(query(), selection=selection, top=9)
    assert (len(found), found.subjects_total, found.references_total) == (0, 0, 0)


@pytest.mark.parametrize("subjects", [[5, 5, 9, 5], [-3, 2**62, -3, -3]])
def test_references_are_counted_whatever_the_keys(subjects: list[int]) -> None:
    part = rows(range(4), subjects=subjects)
    counted = index_of(part).subject_reference_counts()
    assert dict(zip(counted.subjects.tolist(), counted.references.tolist(), strict=True)) == {
        key: subjects.count(key) for key in subjects
    }
    assert counted.subjects.tolist() == sorted(set(subjects))


def test_a_query_of_zeros_ranks_by_the_offset_alone() -> None:
    part = rows(range(10))
    zeros = np.zeros(8, dtype=np.float32)
    asked = RowQuery(probe=zeros, direct=1.0, scaled=0.0, offset=-4.0)
    assert index_of(part).search(asked, top=2).values.tolist() == [-4.0, -4.0]


def test_large_and_small_queries_keep_the_order() -> None:
    part = rows(range(2000), length=128)
    index = index_of(part, length=128)
    plain = query(1, length=128)
    for factor in (1e-20, 1e20):
        scaled = RowQuery(
            probe=plain.probe,
            direct=plain.direct * factor,
            scaled=plain.scaled * factor,
            offset=plain.offset * factor,
        )
        assert index.search(scaled, top=10).entries.tolist() == index.search(plain, top=10).entries.tolist()


def test_a_template_of_another_length_is_refused() -> None:
    with pytest.raises(TemplateMismatch, match=r"9 numbers meets an index of test-recogniser, whose templates have 8"):
        index_of(rows(range(3))).search(query(length=9), top=1)


def test_no_places_is_no_search() -> None:
    with pytest.raises(ValueError, match="top must be at least 1, not 0"):
        index_of(rows(range(3))).search(query(), top=0)
