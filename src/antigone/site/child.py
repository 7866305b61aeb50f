"""What the supervisor starts: `python -m antigone.site.child web ...` or `... worker QUEUE`, each with its lifeline."""

import os
import signal
import socket
import sys
import threading

# How often a worker looks whether there is something to do. Somebody waits for a search.
INTERVALS = {"searches": 0.1, "bulk": 0.5}
# Tasks side by side. Searches wait for memory and for the database's lock in turn, and share passes over the index;
# models run in one at a time all the same (`casework.recognition.serving`). Imports take the cores they get.
LANES = {"searches": 4, "bulk": 1}
# Pages come first. No lower: a worker holds the lock of the database while it writes, and pages wait for it. What
# computes for an import stands back further (`casework.recognition.reading.pool`).
LOWER_PRIORITY = 5


def main(role: str, *words: str) -> None:
    """Run until asked to end. The last word is the number of the lifeline."""
    *words_of_role, lifeline = words
    threading.Thread(target=_end_with_supervisor, args=(int(lifeline),), daemon=True).start()
    # The terminal's Ctrl-C is the supervisor's to pass on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antigone.site.settings")
    if role == "web":
        _answer(*words_of_role)
    else:
        _work(*words_of_role)


def _end_with_supervisor(lifeline: int) -> None:
    """Wait for the pipe to close, which it does with the supervisor, then go with all that was started from here."""
    os.read(lifeline, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _answer(listener: str, threads: str, log: str) -> None:
    from antigone.site.web_process import serve_requests  # noqa: PLC0415 (sets up Django, after the lifeline)

    serve_requests(socket.socket(fileno=int(listener)), threads=int(threads), log_requests=log == "log")


def _work(queue: str) -> None:
    import django  # noqa: PLC0415 (after the lifeline)

    os.nice(LOWER_PRIORITY)
    django.setup()

    from antigone.casework.jobs.services import recover  # noqa: PLC0415 (needs Django set up)
    from antigone.site.logs import log_errors  # noqa: PLC0415
    from antigone.site.worker import work_for_ever  # noqa: PLC0415

    log_errors()
    recover()
    work_for_ever(queue, interval=INTERVALS[queue], lanes=LANES[queue])


if __name__ == "__main__":
    main(*sys.argv[1:])
