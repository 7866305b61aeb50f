"""The workers' part, done in this process."""

from django.utils.module_loading import import_string

from antigone.casework.jobs.models import Job, JobState


def work() -> int:
    """Run every waiting job, oldest first, and what they hand on; how many there were."""
    done = 0
    while (job := Job.objects.filter(state=JobState.WAITING).order_by("created_at").first()) is not None:
        import_string(job.task).call(str(job.id))
        done += 1
    return done
