"""A search's outcome and settings in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antigone.casework.searches.models import Outcome, Search

__all__ = ["Summary", "summary_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """candidates: all of the list; excluded: those among them that an earlier decision covers; outcome: a sentence."""

    search: Search
    candidates: int
    excluded: int
    outcome: str

    @property
    def to_examine(self) -> int:
        return self.candidates - self.excluded

    @property
    def is_none(self) -> bool:
        return self.search.outcome == Outcome.NONE

    @property
    def is_faceless(self) -> bool:
        return self.search.outcome == Outcome.NO_FACE

    @property
    def strangers(self) -> float | None:
        """At how many expected strangers the list was cut; None for a closed list."""
        limit = self.search.settings["strangers"]
        return None if limit is None else float(limit)


def summary_of(search: Search) -> Summary:
    """How a search ended."""
    candidates = search.candidates.count()
    return Summary(
        search=search,
        candidates=candidates,
        excluded=search.candidates.exclude(exclusion=None).count(),
        outcome=_outcome(search, candidates),
    )


def _outcome(search: Search, candidates: int) -> str:
    if search.outcome == Outcome.NO_FACE:
        return _("No face was found in the photographs")
    if search.outcome == Outcome.NONE:
        return _("No candidate")
    return ngettext("%(number)d potential candidate", "%(number)d potential candidates", candidates) % {
        "number": candidates
    }
