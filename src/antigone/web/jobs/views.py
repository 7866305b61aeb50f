"""Views of the section: a person's own jobs."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from antigone.casework.jobs.selectors import job_by_id, jobs_of
from antigone.casework.jobs.services import stop_job
from antigone.web.jobs.standing import standing_of
from antigone.web.shared.access import Open, SignedIn, act, page

JOBS_A_PAGE = 50


@page(Open.SIGNED_IN)
def list_jobs(request: SignedIn) -> HttpResponse:
    """What the person asked for, newest first."""
    jobs = Paginator(jobs_of(request.actor), JOBS_A_PAGE).get_page(request.GET.get("page"))
    standings = [standing_of(job, now=timezone.now()) for job in jobs]
    return render(request, "web/jobs/list.html", {"standings": standings, "page": jobs})


@page(Open.SIGNED_IN)
def show(request: SignedIn, job: UUID) -> HttpResponse:
    """How far a job is. Whoever waited for its outcome is sent on to it."""
    standing = standing_of(job_by_id(request.actor, job), now=timezone.now())
    if standing.awaited and standing.outcome:
        return redirect(standing.outcome)
    return render(request, "web/jobs/show.html", {"standing": standing})


@page(Open.SIGNED_IN)
def progress(request: SignedIn, job: UUID) -> HttpResponse:
    """The part of the page that changes; it asks for itself again until the job is over."""
    standing = standing_of(job_by_id(request.actor, job), now=timezone.now())
    if standing.awaited and standing.outcome:
        return HttpResponseClientRedirect(standing.outcome)
    return render(request, "web/jobs/progress.html", {"standing": standing})


@act(Open.SIGNED_IN)
def stop(request: SignedIn, job: UUID) -> HttpResponse:
    """Ask the job to end."""
    stop_job(job=job_by_id(request.actor, job))
    return redirect("jobs:show", job)
