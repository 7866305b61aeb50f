"""The log, page by page; its verification; its export."""

from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from antigone.casework.accounts.roles import Right
from antigone.casework.audit import exported_log
from antigone.casework.audit.reading import ActFilter
from antigone.casework.jobs.models import Job
from antigone.casework.jobs.selectors import jobs_of
from antigone.casework.jobs.services import submit
from antigone.casework.reports.logbook import read_log
from antigone.casework.reports.tasks import verify_audit_log
from antigone.web.log.forms import FilterForm
from antigone.web.shared.access import SignedIn, act, page

PAGE = 50
VERIFICATION = "antigone.casework.reports.tasks.verify_audit_log"


@page(Right.READ_LOG)
def log(request: SignedIn) -> HttpResponse:
    """Acts newest first, fifty a page; `before` is the number of the last one of the page above."""
    form = FilterForm(request.GET, viewer=request.actor)
    wanted = form.wanted() if form.is_valid() else ActFilter()
    before = request.GET.get("before", "")
    found = read_log(request.actor, wanted, before=int(before) if before.isdecimal() else None, most=PAGE + 1)
    shown = found[:PAGE]
    return render(
        request,
        "web/log/log.html",
        {
            "form": form,
            "acts": shown,
            "next": _next_page(request.GET, shown[-1].seq) if len(found) > PAGE else "",
            "verification": last_verification(request),
        },
    )


@act(Right.READ_LOG)
def verify(request: SignedIn) -> HttpResponse:
    """Have the whole log checked by a worker."""
    submit(verify_audit_log, by=request.actor)
    return redirect("log:list")


@page(Right.READ_LOG)
def verification(request: SignedIn) -> HttpResponse:
    """How far the check is, or what it found; asked for again while it runs."""
    return render(request, "web/log/verification.html", {"verification": last_verification(request)})


@page(Right.READ_LOG)
def export(_request: SignedIn) -> FileResponse:
    """The log as JSON Lines, as `antigone audit export` writes it: ids and commitments, no names."""
    return FileResponse(
        exported_log(), as_attachment=True, filename="audit-log.jsonl", content_type="application/jsonl"
    )


def last_verification(request: SignedIn) -> Job | None:
    """The check that this person asked for last."""
    return jobs_of(request.actor).filter(task=VERIFICATION).first()


def _next_page(asked: QueryDict, last: int) -> str:
    following = asked.copy()
    following["before"] = str(last)
    return following.urlencode()
