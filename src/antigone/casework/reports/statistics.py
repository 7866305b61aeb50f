"""Counts over time, taken from the log alone: what was done, month by month."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor
from antigone.casework.audit.reading import acts_of_kinds
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
    counts = _counts(viewer)
    return shown, [_series(kind, counts, shown) for kind in _KINDS]


def _counts(viewer: Actor) -> Counter[tuple[str, str]]:
    """How often each kind's event stands in each month, YYYY-MM."""
    seeded = {str(case) for case in Case.objects.filter(agency=viewer.agency, seeded=True).values_list("id", flat=True)}
    counts: Counter[tuple[str, str]] = Counter()
    for month, name, payload in acts_of_kinds(viewer, [kind.event for kind in _KINDS]):
        if payload.get("case") not in seeded:
            counts[month, name] += 1
    return counts


def _series(kind: _Kind, counts: Counter[tuple[str, str]], months: Sequence[date]) -> Series:
    return Series(
        key=kind.key, label=kind.label, counts=tuple(counts[f"{month:%Y-%m}", kind.event] for month in months)
    )


def _last_months(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - months + 1, last + 1)]
