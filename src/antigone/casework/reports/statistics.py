"""Counts over time, taken from the log alone: what was done, month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.audit.reading import counts_by_month
from antigone.casework.cases.models import Case

__all__ = ["MONTHS", "Series", "monthly_counts"]

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line of counts. key: for files; counts: element i belongs to months[i] of the same call."""

    key: str
    label: str | Promise
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Of the months shown."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    key: str
    label: str | Promise
    event: str


_KINDS = (
    _Kind(key="cases_opened", label=_("Cases opened"), event="cases.case.opened"),
    _Kind(key="searches", label=_("Searches"), event="searches.search.run"),
    _Kind(key="conclusions", label=_("Conclusions on candidates"), event="examinations.candidate.resolved"),
    _Kind(key="identities", label=_("Identities established"), event="cases.case.closed"),
)


def monthly_counts(viewer: Actor, *, today: date, months: int = MONTHS) -> tuple[list[date], list[Series]]:
    """(first day of each month, oldest first; the series). Known-answer lists are not counted.

    Raises Forbidden for whoever may not read statistics.
    """
    require(viewer, Right.READ_STATISTICS)
    shown = _last_months(today, months)
    seeded = Case.objects.filter(agency=viewer.agency, seeded=True)
    names = [kind.event for kind in _KINDS]
    counts = counts_by_month(viewer, names, since=shown[0], leaving_out=seeded.values_list("id", flat=True))
    return shown, [_series(kind, counts, shown) for kind in _KINDS]


def _series(kind: _Kind, counts: Mapping[tuple[str, str], int], months: Sequence[date]) -> Series:
    in_order = tuple(counts.get((f"{month:%Y-%m}", kind.event), 0) for month in months)
    return Series(key=kind.key, label=kind.label, counts=in_order)


def _last_months(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - months + 1, last + 1)]
