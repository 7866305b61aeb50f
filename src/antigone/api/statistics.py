"""Counts over time, as the overview shows them."""

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Schema

from antigone.api.shared.callers import Called
from antigone.api.shared.resources import Resource
from antigone.casework.accounts.roles import Right
from antigone.casework.reports.statistics import monthly_counts

statistics = Resource("statistics")


class StatisticsAnswer(Schema):
    """months: the first day of each, oldest first. counts: of each kind, element i of the month i."""

    months: list[date]
    counts: dict[str, list[int]]


@statistics.get("/statistics", Right.READ_STATISTICS, answers=StatisticsAnswer)
def show_statistics(request: Called) -> dict[str, Any]:
    """Cases, searches, conclusions and identities established in the last twelve months."""
    months, series = monthly_counts(request.actor, today=timezone.localdate())
    return {"months": months, "counts": {one.key: list(one.counts) for one in series}}
