"""Lists of candidates from Milvus: the same as those of the home's own index, entry by entry."""

import time
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser, open_recogniser
from antigone.casework.recognition.comparing import GallerySearcher, SearchQuestion
from antigone.casework.recognition.indexing import open_index
from antigone.casework.recognition.milvus import index as milvus_index
from antigone.casework.recognition.milvus import listing
from antigone.casework.recognition.milvus.client import MilvusServer
from antigone.casework.recognition.milvus.points import point_of_query
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.recognition.services import erase_entries
from antigone.engine.errors import StateError, TemplateMismatch
from antigone.engine.index import RowQuery, Selection, TemplateIndex
from antigone.engine.scoring import affine_query, cohort_statistics
from casework.recognition.builders import recogniser, template
from casework.recognition.milvus.builders import filled, name, opened, query, require_same, server

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

SELECTIONS = (
    Selection(),
    Selection(galleries=frozenset({1})),
    Selection(galleries=frozenset({1, 2, 9})),
    Selection(galleries=frozenset({1, 2}), subjects=np.arange(10_000, 10_040)),
    Selection(subjects=np.array([10_003, 20_000, 77_777])),
    Selection(galleries=frozenset({9})),
)


def test_lists_are_those_of_the_home_s_own_index(
    antigone_home: Path, milvus: object, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Galleries of 300, 3 and no templates; filters, lists longer than the gallery, entries left out."""
    entries = filled(of, by, {1: 300, 2: 3})
    local, there = open_index(home=antigone_home, recogniser=of, by=by), opened(of, by)
    assert (there.count, there.change) == (local.count, local.change) == (303, 303)
    queries = [query(of, seed) for seed in range(4)]
    for selection in SELECTIONS:
        for top in (1, 20, 500):
            expected = local.search_batch(queries, selection=selection, top=top)
            for one, other in zip(there.search_batch(queries, selection=selection, top=top), expected, strict=True):
                require_same(one, other)
    # Milvus is asked for little, and gives no more than eight rows: every list must be widened, most galleries halved.
    monkeypatch.setattr(listing, "_FIRST_LEADERS", 0)
    monkeypatch.setattr(listing, "_LEADERS_A_PLACE", 1)
    monkeypatch.setattr(listing, "MOST_HITS", 8)
    # And conditions name no more than 7 subjects.
    monkeypatch.setattr(milvus_index, "SUBJECTS_AT_ONCE", 7)
    out = [entry.pk for entry in entries[::2]]
    for one, other in ((there, local), (there.leaving_out(out), local.leaving_out(out))):
        for selection in SELECTIONS:
            require_same(
                one.search(queries[0], selection=selection, top=20),
                other.search(queries[0], selection=selection, top=20),
            )
    monkeypatch.setattr(milvus_index, "MOST_NAMED", 20)
    require_same(
        there.search(queries[1], selection=SELECTIONS[3], top=5),
        local.search(queries[1], selection=SELECTIONS[3], top=5),
    )


@pytest.mark.sqlite
def test_no_search_reads_a_whole_gallery(milvus: object, of: Recogniser, by: Actor) -> None:
    """SQLite goes over the index of a hundred thousand changes where conditions on them stand beside a few numbers."""
    filled(of, by, {1: 40, 2: 5})
    there = opened(of, by)
    there.search(query(of, 1), top=5)
    plans = {}
    whole, ones = frozenset({1, 2}), np.array([10_003, 10_004])
    for selection in (Selection(), Selection(galleries=whole), Selection(galleries=whole, subjects=ones)):
        with CaptureQueriesContext(connection) as asked:
            found = there.search(query(of, 1), selection=selection, top=5)
            there.rows_of_subjects(found.subjects, selection)
            there.leaving_out(found.entries)
        for one in asked.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + one["sql"])
                plans[one["sql"]] = " ".join(step[3] for step in cursor.fetchall())
    reading = {sql: plan for sql, plan in plans.items() if "indexentry" in plan and "MAX(" not in sql}
    assert len(reading) > 5
    for sql, plan in reading.items():
        assert "change<" not in plan, sql
        assert "SCAN" not in plan or sql.endswith("LIMIT 1"), sql


def queries_of_strangers(of: Recogniser, local: TemplateIndex) -> list[RowQuery]:
    """For six templates that are stored, by the ranking score."""
    assert of.calibration is not None
    probes = local.spread_rows(6).vectors.astype(np.float32)
    figures = [affine_query(cohort_statistics(of.calibration.cohort, probe[None])[0]) for probe in probes]
    return [
        RowQuery(probe=probe, direct=one.direct, scaled=one.scaled, offset=one.offset)
        for probe, one in zip(probes, figures, strict=True)
    ]


@pytest.mark.starter
def test_lists_of_the_starter_pack_are_proven_at_the_first_request(
    antigone_home: Path, milvus: object, starter_folder: Path, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own strangers, 128 numbers, 2,000 of them: what the points are for. By the cosine none would be."""
    of = open_recogniser(antigone_home, "starter")
    filled(of, by, {1: 2000})
    local, there = open_index(home=antigone_home, recogniser=of, by=by), opened(of, by)
    asked = []
    whole = MilvusServer.search

    def counted(self: MilvusServer, *arguments: object, **keywords: object) -> object:
        asked.append(keywords["count"])
        return whole(self, *arguments, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(MilvusServer, "search", counted)
    queries = queries_of_strangers(of, local)
    for one in queries:
        require_same(there.search(one, top=50), local.search(one, top=50))
    assert asked == [listing.first_count(50)] * len(queries)


@pytest.mark.starter
@pytest.mark.usefixtures("milvus", "starter_folder")
@pytest.mark.parametrize("kind", ["IVF_SQ8", "HNSW"])
def test_an_approximate_index_keeps_nearly_all_of_a_list(
    antigone_home: Path, settings: object, by: Actor, kind: str
) -> None:
    """By the angle between points that are not centred it kept half: they all point the same way."""
    settings.ANTIGONE_INDEX_URL += f"?index={kind}"  # type: ignore[attr-defined]
    of = open_recogniser(antigone_home, "starter")
    filled(of, by, {1: 2000})
    local, there = open_index(home=antigone_home, recogniser=of, by=by), opened(of, by)
    queries = queries_of_strangers(of, local)
    there.search(queries[0], top=50)
    server().flush(name(of, 1))
    end = time.monotonic() + 60
    while server().unindexed(name(of, 1)) and time.monotonic() < end:
        time.sleep(0.2)
    kept = [np.isin(local.search(one, top=50).subjects, there.search(one, top=50).subjects).mean() for one in queries]
    assert np.mean(kept) > 0.95


def test_rows_are_those_of_the_home_s_own_index(antigone_home: Path, milvus: object, of: Recogniser, by: Actor) -> None:
    entries = filled(of, by, {1: 40, 2: 20})
    local, there = open_index(home=antigone_home, recogniser=of, by=by), opened(of, by)
    out = [entry.pk for entry in entries[:9]]
    for one, other in ((there, local), (there.leaving_out(out), local.leaving_out(out))):
        for selection in SELECTIONS:
            for found, expected in (
                (one.spread_rows(17, selection), other.spread_rows(17, selection)),
                (
                    one.rows_of_subjects(np.arange(10_000, 10_009), selection),
                    other.rows_of_subjects(np.arange(10_000, 10_009), selection),
                ),
            ):
                for column in ("entries", "subjects", "galleries", "vectors", "cohort"):
                    np.testing.assert_array_equal(getattr(found, column), getattr(expected, column))
            np.testing.assert_array_equal(
                one.subject_reference_counts(selection).references, other.subject_reference_counts(selection).references
            )
    asked = [entries[30].pk, entries[10].pk, entries[30].pk]
    np.testing.assert_array_equal(there.rows_of(asked), local.rows_of(asked))
    with pytest.raises(StateError, match=f"Entry {out[0]} is not in the index"):
        there.leaving_out(out).rows_of(out[:1])


def test_an_answer_is_that_of_the_home_s_own_index(
    antigone_home: Path, milvus: object, of: Recogniser, by: Actor
) -> None:
    """Figures, references fused, what the galleries held: everything but where it came from."""
    entries = filled(of, by, {1: 240, 2: 1})
    question = SearchQuestion(
        probes=tuple(template(query(of, seed).probe, of=of) for seed in (1, 2)),
        galleries=frozenset({1, 2, 9}),
        subjects=None,
        top=20,
        strangers=None,
        leave_out=frozenset({entries[3].pk}),
    )
    local = GallerySearcher(home=antigone_home, recogniser=of, by=by, local=True).search(question)
    assert GallerySearcher(home=antigone_home, recogniser=of, by=by).search(question) == local
    assert [held.templates for held in local.galleries] == [240, 1, 0]


def test_without_a_calibration_cosines_rank(antigone_home: Path, milvus: object, by: Actor) -> None:
    calibrated, of = recogniser(), recogniser(calibrated=False)
    filled(calibrated, by, {1: 60})
    local, there = open_index(home=antigone_home, recogniser=of, by=by), opened(of, by)
    require_same(there.search(query(of, 1), top=10), local.search(query(of, 1), top=10))


def test_what_the_collection_should_not_hold_is_not_listed(milvus: object, of: Recogniser, by: Actor) -> None:
    """Rows of nobody, of another gallery and with other numbers take places, and no one is listed for them."""
    entries = filled(of, by, {1: 30})
    there, asked = opened(of, by), query(of, 1)
    before = there.search(asked, top=5)
    strangers = np.array([9001, 9002, 9003], dtype=np.int64)
    points = np.tile(point_of_query(asked) * 1000, (3, 1))
    server().upsert(name(of, 1), strangers, strangers, points)
    require_same(there.search(asked, top=5), before)
    # A row whose numbers in Milvus are not those of the database has the value that the database gives it.
    last = there.search(asked, top=100)
    low = last.entries[-1:]
    server().upsert(name(of, 1), low, last.subjects[-1:], points[:1])
    require_same(there.search(asked, top=5), before)
    assert entries[0].pk not in strangers


def test_erased_people_are_not_listed(milvus: object, of: Recogniser, by: Actor) -> None:
    entries = filled(of, by, {1: 30})
    asked = query(of, 1)
    first = opened(of, by).search(asked, top=1)
    erase_entries([entry.pk for entry in entries if entry.subject_key == first.subjects[0]])
    second = opened(of, by).search(asked, top=100)
    assert first.subjects[0] not in second.subjects
    assert second.references_total == 30 - first.references[0]


def test_a_template_that_is_none_never_gets_in(milvus: object, of: Recogniser, by: Actor) -> None:
    entries = filled(of, by, {1: 5})
    bad = np.full(of.template_length, np.nan, dtype="<f2")
    StoredTemplate.objects.filter(pk=entries[2].template_id).update(vector=bad.tobytes())
    with pytest.raises(StateError, match="holds a template that is none: entry"):
        opened(of, by).search(query(of, 1), top=5)
    assert server().count(name(of, 1)) == 0


def test_a_query_of_another_length_is_refused(milvus: object, of: Recogniser, by: Actor) -> None:
    with pytest.raises(TemplateMismatch, match="A template of 3 numbers"):
        opened(of, by).search(RowQuery(probe=np.zeros(3, np.float32), direct=1.0, scaled=0.0, offset=0.0), top=5)
