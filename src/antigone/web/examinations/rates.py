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
# Of the drawing, in its own units: where 0 and 1 lie, and how far lines are apart.
_LEFT, _WIDTH, _LINE, _TOP = 150.0, 420.0, 34.0, 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One examiner's rate as it is drawn: a point on its interval; no point where nothing was counted."""

    name: str
    rate: Rate
    y: float

    @property
    def low(self) -> float:
        return _LEFT + _WIDTH * self.rate.low

    @property
    def high(self) -> float:
        return _LEFT + _WIDTH * self.rate.high

    @property
    def point(self) -> float | None:
        return None if self.rate.value is None else _LEFT + _WIDTH * self.rate.value

    @property
    def percent(self) -> str:
        return "" if self.rate.value is None else f"{100 * self.rate.value:.0f} %"

    @property
    def interval(self) -> str:
        return f"{100 * self.rate.low:.0f}\N{EN DASH}{100 * self.rate.high:.0f} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One kind of error of all examiners, on a scale from 0 to 100 %."""

    title: str | Promise
    bars: list[Bar]

    @property
    def height(self) -> float:
        return _TOP + _LINE * len(self.bars) + 4

    @property
    def ticks(self) -> list[tuple[str, float]]:
        return [(f"{percent} %", _LEFT + _WIDTH * percent / 100) for percent in (0, 25, 50, 75, 100)]


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
    return Chart(
        title=title,
        bars=[
            Bar(name=one.name, rate=getattr(one, kind), y=_TOP + _LINE * (place + 0.5))
            for place, one in enumerate(people)
        ],
    )
