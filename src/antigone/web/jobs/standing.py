"""How far a job is, in words and numbers for a page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antigone.casework.jobs.models import Job, JobState
from antigone.web.jobs.kinds import kind_of, outcome_address

__all__ = ["Standing", "standing_of"]

# Before that much has been seen, a rate says nothing about the rest.
_SECONDS_TO_JUDGE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A job as its page shows it.

    per_minute, left: the rate so far and the time left in words, empty where nobody can say. outcome: an address,
    empty where there is none (yet). tone: the suffix of the tag's class.
    """

    job: Job
    label: str | Promise
    state: str | Promise
    tone: str
    per_minute: str
    left: str
    outcome: str
    link: str | Promise
    awaited: bool

    @property
    def goes_on(self) -> bool:
        return not self.job.is_over


_TONES = {JobState.DONE: "good", JobState.FAILED: "bad", JobState.STOPPED: "warn"}


def standing_of(job: Job, *, now: datetime) -> Standing:
    """How the job stands at that time."""
    kind, state = kind_of(job), JobState(job.state)
    per_second = _rate(job, now)
    stopping = job.asked_to_stop and state is JobState.RUNNING
    return Standing(
        job=job,
        label=kind.label,
        state=_("Stopping") if stopping else state.label,
        tone=_TONES.get(state, ""),
        per_minute=_("%(number)d a minute") % {"number": round(per_second * 60)} if per_second else "",
        left=_left((job.total - job.done) / per_second) if per_second and job.total is not None else "",
        outcome=outcome_address(job),
        link=kind.link,
        awaited=kind.awaited,
    )


def _rate(job: Job, now: datetime) -> float | None:
    """Done a second while it runs; None where nothing can be said."""
    if job.state != JobState.RUNNING or job.started_at is None or not job.done:
        return None
    seconds = (now - job.started_at).total_seconds()
    return job.done / seconds if seconds >= _SECONDS_TO_JUDGE else None


def _left(seconds: float) -> str:
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("about %(number)d minute left", "about %(number)d minutes left", minutes) % {"number": minutes}
    hours = round(seconds / 3600)
    return ngettext("about %(number)d hour left", "about %(number)d hours left", hours) % {"number": hours}
