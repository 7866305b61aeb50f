"""A search's outcome and settings in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from antigone.casework.galleries.filters import SubjectFilter, parse_where
from antigone.casework.searches.models import FrozenCandidate, Outcome, Search

__all__ = ["Summary", "filters_in_words", "summaries_of", "summary_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """candidates: all of the list; excluded: those that an earlier decision covers. outcome, filters: in words."""

    search: Search
    candidates: int
    excluded: int
    outcome: str
    filters: tuple[str, ...]

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


def filters_in_words(where: str) -> tuple[str, ...]:
    """What a search's `where` asked for, a phrase each."""
    return tuple(_phrases(parse_where(where))) if where else ()


def _phrases(asked: SubjectFilter) -> Iterator[str]:
    if asked.sex:
        yield _("sex: %(sex)s") % {"sex": {"female": _("female"), "male": _("male"), "other": _("other")}[asked.sex]}
    if asked.age:
        yield _("age today: %(from)d to %(to)d") % {"from": asked.age[0], "to": asked.age[1]}
    if asked.nationality:
        yield _("nationality: %(nationality)s") % {"nationality": asked.nationality}
    if asked.place:
        yield _("place: %(place)s") % {"place": asked.place}
    if asked.captured:
        first, last = asked.captured
        names = {"from": date_format(first), "to": date_format(last)}
        if first == date.min:
            yield _("photographed until %(to)s") % names
        elif last == date.max:
            yield _("photographed from %(from)s on") % names
        else:
            yield _("photographed from %(from)s to %(to)s") % names


def summary_of(search: Search) -> Summary:
    """How a search ended."""
    (summary,) = summaries_of([search])
    return summary


def summaries_of(searches: Iterable[Search]) -> list[Summary]:
    """How each of them ended, in the same order; their lists are counted in one query."""
    rows = list(searches)
    lists = FrozenCandidate.objects.filter(search__in=rows).order_by().values("search")
    counted = lists.annotate(number=Count("pk"), excluded=Count("exclusion"))
    found = {one["search"]: (one["number"], one["excluded"]) for one in counted}
    return [_summary(search, *found.get(search.pk, (0, 0))) for search in rows]


def _summary(search: Search, candidates: int, excluded: int) -> Summary:
    return Summary(
        search=search,
        candidates=candidates,
        excluded=excluded,
        outcome=_outcome(search, candidates),
        filters=filters_in_words(search.settings["where"]),
    )


def _outcome(search: Search, candidates: int) -> str:
    if search.outcome == Outcome.NO_FACE:
        return _("No face was found in the photographs")
    if search.outcome == Outcome.NONE:
        return _("No candidate")
    return ngettext("%(number)d candidate", "%(number)d candidates", candidates) % {"number": candidates}
