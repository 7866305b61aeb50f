"""What each kind of job is called on pages, and which page its outcome is on."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antigone.casework.jobs.models import Job, JobState

__all__ = ["Kind", "kind_of", "outcome_address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A task as people know it.

    route: the page of the outcome; arguments: what it is called with, entries of the job's result, or `about`.
    link: what leads there. awaited: whether somebody sits before the page, who is sent on as soon as it is there.
    """

    label: str | Promise
    link: str | Promise = ""
    route: str = ""
    arguments: tuple[str, ...] = ()
    awaited: bool = False


_UNKNOWN = Kind(label=_("Task"))

_KINDS = {
    "antigone.casework.searches.tasks.search": Kind(
        label=_("Search"), link=_("Open the result"), route="searches:show", arguments=("search",), awaited=True
    ),
    "antigone.casework.searches.tasks.compare": Kind(
        label=_("Comparison of two photographs"),
        link=_("Open the result"),
        route="searches:comparison",
        arguments=("comparison",),
        awaited=True,
    ),
    "antigone.casework.cases.tasks.read_case_photograph": Kind(
        label=_("Reading of a photograph"), link=_("Open the case"), route="cases:show", arguments=("about",)
    ),
    "antigone.casework.reports.tasks.draw_similarity_map": Kind(label=_("Similarity map")),
    "antigone.casework.galleries.tasks.import_photographs": Kind(
        label=_("Import into a gallery"), link=_("Open the gallery"), route="galleries:show", arguments=("about",)
    ),
    "antigone.casework.galleries.tasks.erase_whole_gallery": Kind(
        label=_("Erasure of a gallery"), link=_("Open the receipts"), route="galleries:receipts"
    ),
    "antigone.casework.galleries.tasks.finish_erasures": Kind(
        label=_("End of an erasure"), link=_("Open the receipts"), route="galleries:receipts"
    ),
}


def kind_of(job: Job) -> Kind:
    """What the job's task is to people."""
    return _KINDS.get(job.task, _UNKNOWN)


def outcome_address(job: Job) -> str:
    """Where the outcome of a job that ended well is shown; empty where there is no such page."""
    kind = kind_of(job)
    known = {**job.result, "about": job.about}
    arguments = [known.get(name) for name in kind.arguments]
    if job.state != JobState.DONE or not kind.route or None in arguments:
        return ""
    return reverse(kind.route, args=arguments)
