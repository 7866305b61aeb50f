"""The board."""

import csv
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format

from antigone.casework.accounts.roles import Right
from antigone.casework.reports.statistics import monthly_counts
from antigone.web.overview.charts import HEIGHT, WIDTH, bars
from antigone.web.shared.access import SignedIn, page


@page(Right.READ_STATISTICS)
def board(request: SignedIn) -> HttpResponse:
    """The last twelve months."""
    months, series = monthly_counts(request.actor, today=timezone.localdate())
    labels = [date_format(month, "YEAR_MONTH_FORMAT") for month in months]
    return render(
        request,
        "web/overview/board.html",
        {
            "months": months,
            "charts": [(one, bars(one.counts, labels)) for one in series],
            "rows": list(zip(months, *(one.counts for one in series), strict=True)),
            "width": WIDTH,
            "height": HEIGHT,
        },
    )


@page(Right.READ_STATISTICS)
def table(request: SignedIn) -> HttpResponse:
    """The same numbers as CSV; its column names are for programs and are not translated."""
    months, series = monthly_counts(request.actor, today=timezone.localdate())
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(["month", *(one.key for one in series)])
    writer.writerows(
        [f"{month:%Y-%m}", *counts] for month, *counts in zip(months, *(one.counts for one in series), strict=True)
    )
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="counts-by-month.csv"'
    return response
