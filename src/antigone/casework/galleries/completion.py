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
from antigone.casework.recognition.indexing import rebuild_index
from antigone.engine.errors import StateError

__all__ = ["complete_erasures"]

TRIES = 40
SECONDS_BETWEEN = 0.25


def complete_erasures(
    *, home: Path, recogniser: Recogniser, by: Actor, clock: Callable[[], datetime] = timezone.now
) -> int:
    """Write the index's snapshot anew, empty the write-ahead log and mark the receipts; gives their number.

    Receipts of erasures that come while it is at work wait for the next. Raises StateError where others keep the
    write-ahead log from being emptied all the time.
    """
    waiting = list(ErasureReceipt.objects.filter(completed_at=None).values_list("pk", flat=True))
    rebuild_index(home=home, recogniser=recogniser, by=by)
    _empty_log()
    with writing():
        return ErasureReceipt.objects.filter(pk__in=waiting).update(completed_at=clock())


def _empty_log() -> None:
    for _try in range(TRIES):
        if empty_write_ahead_log():
            return
        time.sleep(SECONDS_BETWEEN)
    raise StateError(
        "The database's write-ahead log could not be emptied: others read and write all the time.",
        advice="Run `antigone index rebuild` when fewer people are at work.",
    )
