"""What of an erased template stays on the server's disk, and where."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.indexing import open_index
from antigone.casework.recognition.milvus.lifecycle import LiveMilvusIndex, clear_erased
from antigone.casework.recognition.services import erase_entries
from casework.recognition.milvus.builders import address, filled, name, opened, query, require_same, server

if TYPE_CHECKING:
    from builders.milvus_server import MilvusProcess

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

SECONDS = 240


def test_numbers_leave_the_segment_files_and_stay_in_the_message_log(
    milvus: "MilvusProcess", of: Recogniser, by: Actor
) -> None:
    """Here the server deletes replaced files after seconds; docs/milvus.md says how long it takes elsewhere."""
    entries = filled(of, by, {1: 60})
    opened(of, by).search(query(of, 1), top=5)
    server().flush(name(of, 1))
    points = server().points(name(of, 1), [entry.pk for entry in entries])
    # Without the last number of a point: it is the same where a template is.
    gone, kept = (points[entries[place].pk][:-1].tobytes() for place in (7, 40))
    for numbers in (gone, kept):
        assert {"insert_log", "rocksmq"} <= set(milvus.files_with(numbers))
    erase_entries([entries[7].pk])
    clear_erased(address=address(), recogniser=of)
    end = time.monotonic() + SECONDS
    while "insert_log" in milvus.files_with(gone) and time.monotonic() < end:
        time.sleep(0.5)
    assert set(milvus.files_with(gone)) == {"rocksmq"}
    assert "insert_log" in milvus.files_with(kept)
    assert server().count(name(of, 1)) == 59


def test_started_empty_the_server_is_filled_without_what_was_erased(
    antigone_home: Path, milvus: "MilvusProcess", of: Recogniser, by: Actor
) -> None:
    """What docs/milvus.md calls sure: its data folder deleted, whoever searches meanwhile and a new process go on."""
    entries = filled(of, by, {1: 60})
    searching = LiveMilvusIndex(address=address(), recogniser=of, by=by)
    searching.current().search(query(of, 1), top=5)
    points = server().points(name(of, 1), [entry.pk for entry in entries])
    gone, kept = (points[entries[place].pk][:-1].tobytes() for place in (7, 40))
    erase_entries([entries[7].pk])
    assert "rocksmq" in milvus.files_with(gone)
    milvus.empty()
    milvus.start()
    expected = open_index(home=antigone_home, recogniser=of, by=by).search(query(of, 1), top=60)
    require_same(searching.current().search(query(of, 1), top=60), expected)
    require_same(opened(of, by).search(query(of, 1), top=60), expected)
    assert server().count(name(of, 1)) == 59
    assert milvus.files_with(gone) == []
    assert milvus.files_with(kept)
