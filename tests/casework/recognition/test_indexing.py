"""The index's life: the database is the truth, whatever becomes of the files."""

from pathlib import Path

import numpy as np
import pytest

from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.recognition import indexing
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.indexing import (
    LiveIndex,
    SnapshotState,
    catch_up,
    index_status,
    open_index,
    rebuild_index,
)
from antigone.casework.recognition.models import ChangeCounter, IndexEntry, StoredTemplate
from antigone.casework.recognition.selectors import index_rows
from antigone.casework.recognition.services import erase_entries
from antigone.casework.recognition.verification import verify_index
from antigone.engine.errors import SnapshotError, StateError
from antigone.engine.index import IndexRows, TemplateIndex, open_snapshot
from builders.calibrations import unit
from casework.galleries.builders import operator
from casework.recognition.builders import OTHER_COHORT_SEED, entered, recogniser, vector_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()


def held(index: TemplateIndex) -> set[int]:
    """Entries of the database that the index has."""
    present = set()
    for entry in IndexEntry.objects.values_list("pk", flat=True):
        try:
            index.rows_of([entry])
        except StateError:
            continue
        present.add(entry)
    return present


def test_an_empty_home_has_an_empty_index(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    index = open_index(home=antigone_home, recogniser=of, by=by)
    assert (index.count, index.change) == (0, 0)


def test_opening_writes_the_snapshot_that_the_next_opening_maps(
    antigone_home: Path, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = entered(5, of=of, by=by)
    assert index_status(home=antigone_home, recogniser=of).state is SnapshotState.MISSING
    open_index(home=antigone_home, recogniser=of, by=by)
    assert index_status(home=antigone_home, recogniser=of).state is SnapshotState.CURRENT
    monkeypatch.setattr(indexing, "write_snapshot", None)
    index = open_index(home=antigone_home, recogniser=of, by=by)
    assert index.count == 5
    np.testing.assert_array_equal(index.rows_of([entries[3].pk])[0], vector_of(entries[3]).astype(np.float16))


def test_what_came_after_the_snapshot_is_replayed(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    first = entered(3, of=of, by=by, seed=1)
    open_index(home=antigone_home, recogniser=of, by=by)
    later = entered(2, of=of, by=by, seed=2)
    erase_entries([first[0].pk, later[0].pk])
    status = index_status(home=antigone_home, recogniser=of)
    assert (status.state, status.behind, status.rows, status.change) == (SnapshotState.BEHIND, 3, 3, 6)
    index = open_index(home=antigone_home, recogniser=of, by=by)
    assert held(index) == {first[1].pk, first[2].pk, later[1].pk}
    assert (index.count, index.change) == (3, 6)


def test_an_open_index_catches_up(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    live = LiveIndex(home=antigone_home, recogniser=of, by=by)
    assert live.current().count == 0
    entries = entered(3, of=of, by=by)
    assert held(live.current()) == {entry.pk for entry in entries}
    erase_entries([entries[1].pk])
    assert held(live.current()) == {entries[0].pk, entries[2].pk}
    assert catch_up(live.current(), of) == 0


def test_catching_up_takes_in_all_or_nothing(
    antigone_home: Path, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("antigone.casework.recognition.selectors.ROWS_AT_ONCE", 2)
    index = open_index(home=antigone_home, recogniser=of, by=by)
    entries = entered(5, of=of, by=by)
    last = StoredTemplate.objects.filter(pk=entries[4].template_id)
    whole = last.get().vector
    last.update(vector=np.zeros(16, "<f2").tobytes())
    with pytest.raises(StateError, match="a template that is none"):
        catch_up(index, of)
    assert (index.count, index.change) == (0, 0)
    last.update(vector=whole)
    assert catch_up(index, of) == 5
    assert (index.count, index.change) == (5, 5)


def test_an_index_ahead_of_the_database_is_opened_anew(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    live = LiveIndex(home=antigone_home, recogniser=of, by=by)
    entries = entered(4, of=of, by=by)
    rebuild_index(home=antigone_home, recogniser=of, by=by)
    opened = live.current()
    assert opened.count == 4
    # A backup of an earlier day was restored.
    IndexEntry.objects.filter(pk__in=[entries[2].pk, entries[3].pk]).delete()
    ChangeCounter.objects.update(value=2)
    with pytest.raises(SnapshotError, match="stands at change 4, the database at 2"):
        catch_up(opened, of)
    assert held(live.current()) == {entries[0].pk, entries[1].pk}


@pytest.mark.parametrize("broken", ["CURRENT", "header.json"])
def test_a_torn_snapshot_is_rebuilt_and_told(
    antigone_home: Path, of: Recogniser, by: Actor, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    entered(4, of=of, by=by)
    open_index(home=antigone_home, recogniser=of, by=by)
    assert not caplog.messages, "none was there yet, which is no damage"
    for file in (antigone_home / "index").rglob(broken):
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[:7])
    assert index_status(home=antigone_home, recogniser=of).reason
    assert open_index(home=antigone_home, recogniser=of, by=by).count == 4
    assert index_status(home=antigone_home, recogniser=of).state is SnapshotState.CURRENT
    (told,) = caplog.messages
    assert told.endswith("It is written anew from the database.")


def test_a_far_behind_snapshot_is_replaced(
    antigone_home: Path, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "DELTA_ROWS", 4)
    entered(10, of=of, by=by, seed=1)
    open_index(home=antigone_home, recogniser=of, by=by)
    entered(4, of=of, by=by, seed=2)
    open_index(home=antigone_home, recogniser=of, by=by)
    assert index_status(home=antigone_home, recogniser=of).behind == 4
    entered(1, of=of, by=by, seed=3)
    open_index(home=antigone_home, recogniser=of, by=by)
    assert index_status(home=antigone_home, recogniser=of).behind == 0


@pytest.mark.django_db(transaction=True)
def test_a_living_index_has_its_snapshot_written_anew_while_it_is_searched(
    antigone_home: Path, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "DELTA_ROWS", 4)
    entered(10, of=of, by=by, seed=1)
    live = LiveIndex(home=antigone_home, recogniser=of, by=by)
    before = live.current()
    entered(5, of=of, by=by, seed=2)
    assert live.current() is before
    assert (before.count, before.added) == (15, 5)
    live.rewriting.wait()
    assert index_status(home=antigone_home, recogniser=of).behind == 0
    more = entered(1, of=of, by=by, seed=3)
    after = live.current()
    assert after is not before
    assert (after.count, after.added) == (16, 1)
    assert after.rows_of([more[0].pk]).shape[0] == 1
    assert before.count == 15


@pytest.mark.django_db(transaction=True)
def test_searches_go_on_where_the_snapshot_cannot_be_written(
    antigone_home: Path, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(indexing, "DELTA_ROWS", 1)
    live = LiveIndex(home=antigone_home, recogniser=of, by=by)
    assert live.current().count == 0

    def refuse(*_: object) -> None:
        raise StateError("The disk is full.")

    with monkeypatch.context() as full:
        full.setattr(indexing, "write_snapshot", refuse)
        entered(5, of=of, by=by)
        assert live.current().count == 5
        live.rewriting.wait()
        assert live.current().count == 5
        live.rewriting.wait()
    assert "was not written anew" in caplog.text
    live.current()
    live.rewriting.wait()
    assert index_status(home=antigone_home, recogniser=of).behind == 0


def test_another_cohort_recomputes_every_figure_and_says_so(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    entered(3, of=of, by=by)
    open_index(home=antigone_home, recogniser=of, by=by)
    other = recogniser(cohort_seed=OTHER_COHORT_SEED)
    assert index_status(home=antigone_home, recogniser=other).stale == 3
    index = open_index(home=antigone_home, recogniser=other, by=by)
    assert index.header.cohort_sha256 == other.cohort_sha256
    for row in StoredTemplate.objects.all():
        ((mean, deviation),) = other.cohort_figures(np.frombuffer(bytes(row.vector), "<f2")[None])
        assert (row.cohort_mean, row.cohort_deviation) == pytest.approx((mean, deviation), rel=1e-6)
    event = Event.objects.get(name="recognition.templates.renormalised")
    assert '"templates":3' in event.payload.replace(" ", "")
    assert not Event.objects.filter(name="recognition.index.rebuilt").exists()


def test_rebuilding_deletes_the_snapshots_of_other_cohorts(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    entered(2, of=of, by=by)
    open_index(home=antigone_home, recogniser=of, by=by)
    other = recogniser(cohort_seed=OTHER_COHORT_SEED)
    rebuild_index(home=antigone_home, recogniser=other, by=by)
    (left,) = (antigone_home / "index").iterdir()
    assert open_snapshot(left, other.index_header).count == 2
    assert Event.objects.filter(name="recognition.index.rebuilt").count() == 1


def test_erased_numbers_are_gone_from_the_disk_after_a_rebuild(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    entries = entered(3, of=of, by=by)
    numbers = bytes(StoredTemplate.objects.get(entries=entries[1]).vector)
    rebuild_index(home=antigone_home, recogniser=of, by=by)
    on_disk = [path for path in (antigone_home / "index").rglob("*") if path.is_file()]
    assert any(numbers in path.read_bytes() for path in on_disk)
    erase_entries([entries[1].pk])
    rebuild_index(home=antigone_home, recogniser=of, by=by)
    on_disk = [path for path in (antigone_home / "index").rglob("*") if path.is_file()]
    assert on_disk
    assert not any(numbers in path.read_bytes() for path in on_disk)


def test_verification_compares_every_row(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    entries = entered(6, of=of, by=by)
    found = verify_index(home=antigone_home, recogniser=of, by=by, rng=np.random.default_rng(0), samples=3)
    assert found.sound
    assert (found.rows, found.scan.samples) == (6, 3)
    # Behind the log's back: other numbers, another subject, two rows that go, and one under a number given before.
    numbers, subject, gone, hidden = entries[:4]
    StoredTemplate.objects.filter(pk=numbers.template_id).update(vector=unit(1, seed=99)[0].astype("<f2").tobytes())
    IndexEntry.objects.filter(pk=subject.pk).update(subject_key=9999)
    IndexEntry.objects.filter(pk=hidden.pk).update(recogniser_sha256="0" * 64)
    IndexEntry.objects.filter(pk=gone.pk).delete()
    row = {"recogniser_sha256": of.identity.sha256, "gallery_key": 1, "subject_key": 1, "change": gone.change}
    IndexEntry.objects.create(pk=1000, template_id=gone.template_id, **row)
    found = verify_index(home=antigone_home, recogniser=of, by=by, rng=np.random.default_rng(0), samples=0)
    assert (found.rows, found.missing, found.different, found.extra) == (5, 1, 2, 2)
    assert not found.sound


def test_a_template_changed_into_none_is_refused_with_what_to_do(of: Recogniser, by: Actor) -> None:
    (entry,) = entered(1, of=of, by=by)
    StoredTemplate.objects.filter(pk=entry.template_id).update(vector=np.zeros(16, "<f2").tobytes())
    with pytest.raises(StateError, match="holds a template that is none: entry") as refused:
        list(index_rows(of, after=0, upto=1))
    assert "restore the home from a backup" in refused.value.diagnostics()


def test_rows_come_in_order_some_at_a_time(of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antigone.casework.recognition.selectors.ROWS_AT_ONCE", 2)
    entries = entered(5, of=of, by=by)
    parts: list[IndexRows] = list(index_rows(of, after=1, upto=4))
    assert [part.entries.tolist() for part in parts] == [[entries[1].pk, entries[2].pk], [entries[3].pk]]
