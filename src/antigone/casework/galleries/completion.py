"""The end of an erasure: no file of the home holds what was erased any longer."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from antigone.casework.audit import Actor, writing
from antigone.casework.galleries.models import ErasureReceipt
from antigone.casework.galleries.services import empty_write_ahead_log
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.choosing import end_erasure
from antigone.engine.errors import StateError

__all__ = ["complete_erasures"]

TRIES = 40
SECONDS_BETWEEN = 0.25


def complete_erasures(
    *, home: Path, recogniser: Recogniser, by: Actor, clock: Callable[[], datetime] = timezone.now
) -> int:
    """Clear the index, empty the write-ahead log and mark the receipts; gives their number.

    Receipts of erasures that come while it is at work wait for the next. Raises StateError where others keep the
    write-ahead log from being emptied all the time, or where Milvus holds the index and cannot be reached.
    """
    waiting = list(ErasureReceipt.objects.filter(completed_at=None).values_list("pk", flat=True))
    remark = end_erasure(home=home, recogniser=recogniser, by=by)
    _empty_log()
    with writing():
        receipts = list(ErasureReceipt.objects.filter(pk__in=waiting))
        for receipt in receipts:
            receipt.completed_at = clock()
            if remark:
                receipt.document["index"] = remark
        return ErasureReceipt.objects.bulk_update(receipts, ["completed_at", "document"])


def _empty_log() -> None:
    for _try in range(TRIES):
        if empty_write_ahead_log():
            return
        time.sleep(SECONDS_BETWEEN)
    raise StateError(
        "The database's write-ahead log could not be emptied: others read and write all the time.",
        advice="Run `antigone index rebuild` when fewer people are at work.",
    )
