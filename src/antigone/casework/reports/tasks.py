"""What the workers do for this room."""

from django.utils import timezone
from django_tasks import task

from antigone.casework.audit import tree, verify_log
from antigone.casework.jobs.running import running

__all__ = ["verify_audit_log"]


@task(queue_name="bulk")
def verify_audit_log(job_id: str) -> None:
    """Check the whole log, as `antigone audit verify` does; the findings are the job's result."""
    with running(job_id) as run:
        if run is None:
            return
        size, checked = tree.size(), 0

        def advance(count: int) -> None:
            nonlocal checked
            checked += count
            run.progress(min(checked, size), size)

        report = verify_log(now=timezone.now(), on_events=advance)
        run.result.update(clean=report.clean, size=report.size, sentences=report.sentences())
