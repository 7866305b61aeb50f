import hashlib
import json
from datetime import timedelta, timezone
from functools import partial

import pytest
from django.db import transaction

from antigone.casework.audit import record, record_all, tree
from antigone.casework.audit.models import Event, Node
from antigone.engine.errors import AuditError
from casework.audit import naive_merkle
from casework.audit.builders import ACTOR, NOON, ThingDone, write_log


def test_an_act_outside_a_transaction_is_refused() -> None:
    with pytest.raises(AuditError, match=r"tests\.thing\.done was to be logged outside the transaction"):
        record(ThingDone(number=1), by=ACTOR)


@pytest.mark.django_db
def test_the_row_holds_what_the_leaf_is_made_of() -> None:
    assert record(ThingDone(number=5), by=ACTOR, clock=lambda: NOON) == 0
    row = Event.objects.get()
    leaf = (
        '{"actor":"00000000-0000-0000-0000-000000000001","agency":"00000000-0000-0000-0000-000000000002",'
        '"at":"2026-03-01T12:00:00.000000Z","clock_behind_us":0,"door":"cli","name":"tests.thing.done",'
        f'"payload":{row.payload},"seq":0}}'
    )
    assert row.leaf_hash == hashlib.sha256(b"\x00" + leaf.encode()).hexdigest()
    assert leaf == json.dumps(json.loads(leaf), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.django_db
def test_the_stored_tree_is_the_one_of_the_definition_at_every_size() -> None:
    write_log(21)
    leaf_hashes = [bytes.fromhex(text) for text in Event.objects.values_list("leaf_hash", flat=True)]
    oracle = naive_merkle.mth
    with pytest.MonkeyPatch.context() as patch:
        # The oracle hashes data; here the leaves are hashed already.
        patch.setattr(naive_merkle, "mth", lambda data: data[0] if len(data) == 1 else oracle(data))
        for size in range(22):
            assert tree.root(size) == naive_merkle.mth(leaf_hashes[:size])
    assert Node.objects.count() == 21 - (21).bit_count()


@pytest.mark.django_db(transaction=True)
def test_events_recorded_together_are_the_leaves_and_the_tree_of_one_by_one() -> None:
    """At every size of the log and of the batch: both logs are written, one is rolled back."""
    clocks = [NOON + timedelta(seconds=second) for second in (0, 3, 2, 9, 9, 10, 8, 11, 12, 13, 14)]
    for before in range(9):
        with transaction.atomic():
            for number, now in enumerate(clocks):
                record(ThingDone(number=number), by=ACTOR, clock=lambda now=now: now)
            one_by_one = rows_of_the_log()
            transaction.set_rollback(True)
        with transaction.atomic():
            clock = partial(next, iter(clocks))
            events = [ThingDone(number=number) for number in range(len(clocks))]
            numbers = record_all(events[:before], by=ACTOR, clock=clock)
            numbers += record_all(events[before:], by=ACTOR, clock=clock)
            together = rows_of_the_log()
            transaction.set_rollback(True)
        assert numbers == list(range(len(clocks)))
        assert together == one_by_one


def rows_of_the_log() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    return list(Event.objects.order_by("seq").values()), list(Node.objects.order_by("position").values())


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_gap() -> None:
    write_log(3)
    with transaction.atomic():
        record(ThingDone(number=3), by=ACTOR)
        transaction.set_rollback(True)
    write_log(2, first=3)
    assert list(Event.objects.values_list("seq", flat=True)) == [0, 1, 2, 3, 4]


@pytest.mark.django_db
def test_a_clock_that_went_back_is_held_and_written_down() -> None:
    for seconds in (10, 4, 11):
        record(ThingDone(number=seconds), by=ACTOR, clock=lambda seconds=seconds: NOON + timedelta(seconds=seconds))
    assert list(Event.objects.values_list("at", "clock_behind_us")) == [
        ("2026-03-01T12:00:10.000000Z", 0),
        ("2026-03-01T12:00:10.000000Z", 6_000_000),
        ("2026-03-01T12:00:11.000000Z", 0),
    ]


@pytest.mark.django_db
def test_time_is_written_in_utc() -> None:
    kyiv = NOON.astimezone(timezone(timedelta(hours=2)))
    record(ThingDone(number=1), by=ACTOR, clock=lambda: kyiv)
    assert Event.objects.get().at == "2026-03-01T12:00:00.000000Z"


@pytest.mark.django_db
def test_a_stored_tree_with_a_hole_says_so() -> None:
    write_log(1)
    with pytest.raises(AuditError, match="lacks the hash over events 4 to 7"):
        tree.stored_node(2, 1)
