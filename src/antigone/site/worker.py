"""A process that takes what waits in its queue, one thing after the other on each of its lanes."""

import os
import signal
import threading
import time
from collections.abc import Sequence
from types import FrameType

from django.db import close_old_connections, connections
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from antigone.casework.jobs.workers import this_worker

LONGEST_ID = 64
BROKEN_OFF = 1


def work_for_ever(queue: str, *, interval: float, lanes: int) -> None:
    """Until SIGTERM, which lets tasks be finished; a second one breaks them off.

    lanes: tasks that are done side by side: the first here, each other on a thread with connections of its own.
    Searches that wait for the index at the same time share a pass over it.
    """
    # What tasks import takes seconds, and the first person to search would wait for it.
    autodiscover_modules("tasks")
    looking = threading.Lock()
    others = [_Lane(queue, interval, looking) for _ in range(lanes - 1)]
    first = _Lane(queue, interval, looking, beside=others)
    first.configure_signals()
    # Daemons: what is broken off is as if killed, and handed out again by the next who starts.
    threads = [threading.Thread(target=lane.work_aside, name="lane", daemon=True) for lane in others]
    for thread in threads:
        thread.start()
    try:
        try:
            first.work()
        finally:
            first.end()
            for thread in threads:
                thread.join()
    except SystemExit as asked:
        if asked.code and any(thread.is_alive() for thread in threads):
            # Threads in the midst of things do not survive the interpreter's own way out.
            os._exit(BROKEN_OFF)
        raise


class _Lane(Worker):
    """django-tasks-db's worker, one of several. looking: held by the one that looks for work while the others have
    some, or wait their turn. beside: lanes that end when it is to end."""

    def __init__(self, queue: str, interval: float, looking: threading.Lock, *, beside: Sequence["_Lane"] = ()) -> None:
        super().__init__(
            queue_names=[queue],
            excluded_queue_names=[],
            interval=interval,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=this_worker()[-LONGEST_ID:],
        )
        self._looking = looking
        self._beside = beside

    def work(self) -> None:
        """Until it is to end.

        The library's own loop takes the database's only write lock each time it looks, and waits for it behind every
        import. This one looks first, which waits for nobody, and lets that loop run while there is something.
        """
        while self.running:
            with self._looking:
                self._wait_for_work()
            if self.running:
                self.run()

    def _wait_for_work(self) -> None:
        while self.running:
            close_old_connections()
            if DBTaskResult.objects.ready().filter(queue_name__in=self.queue_names).exists():
                return
            time.sleep(self.interval)

    def work_aside(self) -> None:
        """On a thread; what ends it unasked ends the process, as it would on the main thread."""
        try:
            self.work()
        finally:
            connections.close_all()
            if self.running:
                os.kill(os.getpid(), signal.SIGTERM)

    def end(self) -> None:
        """Once what is at work is finished."""
        for lane in (self, *self._beside):
            lane.running = False

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """A signal's handler. Raises SystemExit where nothing is at work here, or what is must not be finished."""
        for lane in self._beside:
            lane.running = False
        super().shutdown(signum, frame)
