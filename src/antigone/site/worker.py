"""A process that takes what waits in its queue, one thing after the other."""

import time

from django.db import close_old_connections
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from antigone.casework.jobs.workers import this_worker

LONGEST_ID = 64


def work_for_ever(queue: str, *, interval: float) -> None:
    """Until SIGTERM, which lets a task be finished; a second one breaks it off.

    django-tasks-db's own loop takes the database's only write lock each time it looks, and waits for it behind every
    import. This one looks first, which waits for nobody, and lets that loop run while there is something.
    """
    # What tasks import takes seconds, and the first person to search would wait for it.
    autodiscover_modules("tasks")
    worker = Worker(
        queue_names=[queue],
        excluded_queue_names=[],
        interval=interval,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=this_worker()[-LONGEST_ID:],
    )
    worker.configure_signals()
    while worker.running:
        close_old_connections()
        if DBTaskResult.objects.ready().filter(queue_name=queue).exists():
            worker.run()
        else:
            time.sleep(interval)
