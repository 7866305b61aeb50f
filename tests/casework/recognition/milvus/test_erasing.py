"""What of an erased template stays on the server's disk, and where."""

import time
from typing import TYPE_CHECKING

import pytest

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.milvus.lifecycle import clear_erased
from antigone.casework.recognition.services import erase_entries
from casework.recognition.milvus.builders import address, filled, name, opened, query, server

if TYPE_CHECKING:
    from builders.milvus_server import MilvusProcess

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

SECONDS = 60


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
