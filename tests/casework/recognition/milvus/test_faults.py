"""What a server may do: not be there, die in the middle, come back with less, or with more."""

import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import GallerySearcher, SearchQuestion
from antigone.casework.recognition.indexing import open_index
from antigone.casework.recognition.milvus import client, syncing
from antigone.casework.recognition.milvus.address import parse_address
from antigone.casework.recognition.milvus.ceilings import Spread
from antigone.casework.recognition.milvus.client import MilvusServer, connect
from antigone.casework.recognition.milvus.collections import Mark
from antigone.casework.recognition.milvus.lifecycle import (
    LiveMilvusIndex,
    clear_erased,
    milvus_status,
    rebuild_collections,
)
from antigone.casework.recognition.milvus.points import Frame
from antigone.casework.recognition.models import ChangeCounter, IndexEntry
from antigone.casework.recognition.services import erase_entries
from antigone.engine.errors import StateError
from builders.required import missing
from casework.recognition.builders import OTHER_COHORT_SEED, recogniser, template
from casework.recognition.milvus.builders import address, filled, name, opened, query, require_same, server

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


Work = tuple[Recogniser, Actor]


@pytest.fixture
def work(of: Recogniser, by: Actor) -> Work:
    return of, by


def question(of: Recogniser, *, top: int = 20) -> SearchQuestion:
    probe = template(query(of, 1).probe, of=of)
    return SearchQuestion(probes=(probe,), galleries=frozenset({1}), subjects=None, top=top, strangers=None)


def live(of: Recogniser, by: Actor) -> LiveMilvusIndex:
    return LiveMilvusIndex(address=address(), recogniser=of, by=by)


def test_a_server_that_is_not_there_is_said_to_be(
    antigone_home: Path, settings: object, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    if find_spec("pymilvus") is None:
        missing("the package pymilvus is not installed")
    monkeypatch.setattr(client, "_CONNECTING_S", 0.5)
    filled(of, by, {1: 3})
    settings.ANTIGONE_INDEX_URL = "milvus://127.0.0.1:9"  # type: ignore[attr-defined]
    with pytest.raises(StateError) as refused:
        GallerySearcher(home=antigone_home, recogniser=of, by=by).search(question(of))
    assert refused.value.diagnostics() == (
        "Milvus at 127.0.0.1:9 cannot be reached. Start it, look at ANTIGONE_INDEX_URL, or search at the command line "
        "with --local-index."
    )
    told = GallerySearcher(home=antigone_home, recogniser=of, by=by, local=True).search(question(of))
    assert told.galleries[0].templates == 3


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StateError) as refused:
        connect(parse_address("milvus://localhost"))
    assert "pip install 'antigone[milvus]'" in refused.value.diagnostics()


@pytest.mark.parametrize("at", ["upsert", "set_mark"])
def test_killed_in_the_middle_of_a_sync_nothing_is_lost(
    antigone_home: Path, milvus: object, work: Work, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """SIGKILL before the third portion of rows is written, or before it is marked, erasures and additions under way."""
    of, by = work
    monkeypatch.setattr(syncing, "ROWS_AT_ONCE", 20)
    first = filled(of, by, {1: 50})
    searching = live(of, by)
    searching.current().search(query(of, 1), top=5)
    erase_entries([entry.pk for entry in first[:25]])
    filled(of, by, {1: 90}, seed=5)
    # Three portions of rows; erasures, three more portions' marks.
    calls = iter(range(100))
    whole = getattr(MilvusServer, at)

    def dying(self: MilvusServer, *arguments: object) -> object:
        if next(calls) == 2:
            milvus.kill()  # type: ignore[attr-defined]
        return whole(self, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(MilvusServer, at, dying)
        patch.setattr(client, "_ANSWERING_S", 1.0)
        with pytest.raises(StateError, match="cannot be reached"):
            searching.current().search(query(of, 1), top=5)
    milvus.start()  # type: ignore[attr-defined]
    local = open_index(home=antigone_home, recogniser=of, by=by)
    for seed in range(3):
        require_same(searching.current().search(query(of, seed), top=20), local.search(query(of, seed), top=20))
    assert server().count(name(of, 1)) == 115


def test_killed_in_a_series_of_searches_the_next_ones_are_right(
    antigone_home: Path, milvus: object, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = filled(of, by, {1: 60})
    searcher = GallerySearcher(home=antigone_home, recogniser=of, by=by)
    before = searcher.search(question(of))
    milvus.kill()  # type: ignore[attr-defined]
    monkeypatch.setattr(client, "_ANSWERING_S", 1.0)
    monkeypatch.setattr(client, "_CONNECTING_S", 0.5)
    for _ in range(2):
        with pytest.raises(StateError, match="cannot be reached"):
            searcher.search(question(of))
    monkeypatch.undo()
    erase_entries([entries[0].pk])
    milvus.start()  # type: ignore[attr-defined]
    after = searcher.search(question(of))
    assert before.found is not None
    assert after.found is not None
    expected = [one.entry for one in before.found.candidates if one.entry != entries[0].pk]
    assert [one.entry for one in after.found.candidates][: len(expected)] == expected
    assert after == GallerySearcher(home=antigone_home, recogniser=of, by=by, local=True).search(question(of))


def test_a_collection_gone_behind_our_back_is_filled_again(milvus: object, of: Recogniser, by: Actor) -> None:
    filled(of, by, {1: 40})
    searcher = live(of, by)
    expected = searcher.current().search(query(of, 1), top=10)
    server().drop(name(of, 1))
    with pytest.raises(StateError, match="refused"):
        searcher.current().search(query(of, 1), top=10)
    require_same(searcher.current().search(query(of, 1), top=10), expected)


def test_rows_gone_behind_our_back_are_written_again(
    antigone_home: Path, milvus: object, of: Recogniser, by: Actor
) -> None:
    """A running process sees it by the list that comes back short, a new one by counting."""
    entries = filled(of, by, {1: 40})
    searcher = GallerySearcher(home=antigone_home, recogniser=of, by=by)
    expected = searcher.search(question(of))
    for again in (searcher, GallerySearcher(home=antigone_home, recogniser=of, by=by)):
        server().delete(name(of, 1), [entry.pk for entry in entries[:30]])
        assert server().count(name(of, 1)) == 10
        assert again.search(question(of)) == expected
        assert server().count(name(of, 1)) == 40


def test_a_database_restored_from_a_backup_gets_its_own_rows(
    antigone_home: Path, milvus: object, of: Recogniser, by: Actor
) -> None:
    """Restored to change 20, and as many added since as there had been: numbers are the same, people are not."""
    filled(of, by, {1: 20})
    events = list(Event.objects.values_list("seq", flat=True))
    later = filled(of, by, {1: 10}, seed=50)
    opened(of, by).search(query(of, 1), top=5)
    # What the mark says of the log is that of a home that went another way.
    held = Mark.parse(server().mark(name(of, 1)) or "")
    assert held is not None
    server().set_mark(name(of, 1), replace(held, log=(len(events), "0" * 64)).text())
    IndexEntry.objects.filter(pk__in=[entry.pk for entry in later]).update(subject_key=10_001)
    local = open_index(home=antigone_home, recogniser=of, by=by)
    require_same(opened(of, by).search(query(of, 1), top=30), local.search(query(of, 1), top=30))
    # And ahead of the database.
    IndexEntry.objects.filter(change__gt=20).delete()
    ChangeCounter.objects.update(value=20)
    found = opened(of, by).search(query(of, 1), top=30)
    assert found.references_total == server().count(name(of, 1)) == 20


def test_another_cohort_has_collections_of_its_own(
    antigone_home: Path, milvus: object, of: Recogniser, by: Actor
) -> None:
    filled(of, by, {1: 40})
    opened(of, by).search(query(of, 1), top=5)
    other = recogniser(cohort_seed=OTHER_COHORT_SEED)
    (missing,) = milvus_status(address=address(), recogniser=other).collections
    assert (missing.there, missing.behind, missing.rows) == (False, 40, 40)
    local = open_index(home=antigone_home, recogniser=other, by=by)
    require_same(opened(other, by).search(query(other, 1), top=20), local.search(query(other, 1), top=20))
    status = milvus_status(address=address(), recogniser=other)
    assert status.foreign == (name(of, 1),)
    assert [(one.there, one.behind) for one in status.collections] == [(True, 0)]
    assert rebuild_collections(address=address(), recogniser=other, by=by).count == 40
    assert milvus_status(address=address(), recogniser=other).foreign == ()
    assert server().count(name(other, 1)) == 40


def test_erasures_reach_collections_that_nobody_searches(milvus: object, of: Recogniser, by: Actor) -> None:
    entries = filled(of, by, {1: 12})
    opened(of, by).search(query(of, 1), top=5)
    erase_entries([entry.pk for entry in entries[:5]])
    clear_erased(address=address(), recogniser=of)
    assert server().count(name(of, 1)) == 7
    assert sorted(server().subjects(name(of, 1), [entry.pk for entry in entries])) == [
        entry.pk for entry in entries[5:]
    ]
    erase_entries([entry.pk for entry in entries])
    clear_erased(address=address(), recogniser=of)
    assert server().mark(name(of, 1)) is None


def test_a_mark_that_is_none_is_no_mark(of: Recogniser) -> None:
    """Nor is one of points that were made otherwise, as Antigone once did: its collection is filled anew."""
    spread = Spread(corners=((1.0, 2.0), (3.0, 4.0), (2.5, 5.0)), longest=6.0)
    mark = Mark(frame=Frame.of(of), added=3, erased=4, log=(5, "ab"), written=6, spread=spread)
    old = (
        '{"added":1,"erased":1,"log":[1,"ab"],"written":1,"spread":{"typical":1.0,"steep":[1.0,2.0],"shift":[0.0,0.1]}}'
    )
    for text in ("", "{}", "[]", "null", '{"added": 1}', mark.text()[:-1], old):
        assert Mark.parse(text) is None
    again = Mark.parse(mark.text())
    assert again is not None
    assert again.text() == mark.text()
    assert (again.added, again.erased, again.log, again.written, again.spread) == (3, 4, (5, "ab"), 6, spread)
