"""How often examiners are wrong, from lists whose answer is known: for the supervisor, and each one's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.roles import Right
from antigone.casework.examinations.error_rates import ErrorRates, Rate, error_rates, error_rates_of_agency
from antigone.web.shared.access import SignedIn, page

_KINDS: tuple[tuple[str, str | Promise], ...] = (
    ("misses", _("Missed: the person was on the list and was found not to be a candidate")),
    ("undecided", _("Undecided: the person was on the list and was left inconclusive")),
    ("false_candidates", _("False candidates: others who were found potential candidates")),
    ("absent_lists_with_candidate", _("Lists without the person on which somebody was found a potential candidate")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One examiner's rate. low, high, point: per cent; no point where nothing was counted."""

    name: str
    rate: Rate

    @property
    def low(self) -> float:
        return 100 * self.rate.low

    @property
    def high(self) -> float:
        return 100 * self.rate.high

    @property
    def point(self) -> float | None:
        return None if self.rate.value is None else 100 * self.rate.value

    @property
    def percent(self) -> str:
        return "" if self.point is None else f"{self.point:.0f}\N{NO-BREAK SPACE}%"

    @property
    def interval(self) -> str:
        return f"{self.low:.0f}\N{EN DASH}{self.high:.0f}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One kind of error of all examiners."""

    title: str | Promise
    bars: list[Bar]


@page(Right.SEE_ERROR_RATES)
def agency(request: SignedIn) -> HttpResponse:
    """Every examiner of the agency."""
    return _page(request, error_rates_of_agency(request.actor))


@page(Right.EXAMINE)
def own(request: SignedIn) -> HttpResponse:
    """One's own."""
    return _page(request, (error_rates(request.actor, request.actor.user),))


def _page(request: SignedIn, people: Iterable[ErrorRates]) -> HttpResponse:
    people = list(people)
    charts = [_chart(title, kind, people) for kind, title in _KINDS]
    return render(request, "web/examinations/rates.html", {"people": people, "charts": charts})


def _chart(title: str | Promise, kind: str, people: list[ErrorRates]) -> Chart:
    return Chart(title=title, bars=[Bar(name=one.name, rate=getattr(one, kind)) for one in people])
