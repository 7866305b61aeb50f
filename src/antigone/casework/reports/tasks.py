"""What the workers do for this room."""

from django.utils import timezone
from django_tasks import task

from antigone.casework.audit import Actor, tree, verify_log
from antigone.casework.jobs.running import running
from antigone.casework.jobs.services import submit
from antigone.casework.recognition.serving import models_in_use
from antigone.casework.reports.overlays import MapQuestion, job_of, kept_map, make_map

__all__ = ["draw_similarity_map", "order_map", "verify_audit_log"]


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


@task(queue_name="searches")
def draw_similarity_map(job_id: str) -> None:
    """Make a similarity map for an examiner who waits before it; done again, it finds the map there."""
    with running(job_id) as run:
        if run is not None:
            with models_in_use():
                make_map(MapQuestion.of_job(run.parameters), by=run.by)


def order_map(asked: MapQuestion, *, by: Actor) -> None:
    """Have a worker make the map, unless it is there or on its way. Raises as `map_so_far` does."""
    job = job_of(by, asked)
    if kept_map(by, asked) is None and (job is None or job.is_over):
        submit(
            draw_similarity_map,
            by=by,
            assignment=str(asked.assignment),
            position=asked.position,
            probe=asked.probe,
            reference=asked.reference,
        )
