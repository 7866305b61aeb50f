"""Reads of the room; a person sees their own jobs."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.jobs.models import Job
from antigone.engine.errors import NotFound

__all__ = ["job_by_id", "jobs_of"]


def jobs_of(viewer: Actor) -> QuerySet[Job]:
    """What the viewer asked for, newest first."""
    return Job.objects.filter(agency=viewer.agency, owner=viewer.user)


def job_by_id(viewer: Actor, job: UUID) -> Job:
    """Raises NotFound where the viewer has no such job."""
    found = jobs_of(viewer).filter(pk=job).first()
    if found is None:
        raise NotFound(_("There is no such job."))
    return found
