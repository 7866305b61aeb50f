"""From requests to figures: percentiles by kind of page, and whether the promise was kept."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from workbench.visitor import Request

PAGE_LIMIT = 0.5
SEARCH_LIMIT = 1.0
ENOUGH = 20
"""Requests of a kind below which its 95th percentile says nothing; they count among all pages."""

NOT_PAGES = {"sign-in form", "sign-in", "import handed in"}
"""Before the clock runs: a password is slow to check on purpose, an archive is as long as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one kind of request; milliseconds."""

    kind: str
    requests: int
    errors: int
    median: float
    p95: float
    p99: float
    most: float


def figures_of(kind: str, seconds: Sequence[float], errors: int = 0) -> Figures:
    ordered = sorted(seconds)
    return Figures(
        kind=kind,
        requests=len(ordered),
        errors=errors,
        median=_percentile(ordered, 50),
        p95=_percentile(ordered, 95),
        p99=_percentile(ordered, 99),
        most=_percentile(ordered, 100),
    )


def by_kind(requests: Sequence[Request]) -> list[Figures]:
    """All pages first, then each kind, the slowest first."""
    counted = [one for one in requests if one.kind not in NOT_PAGES]
    kinds: dict[str, list[Request]] = defaultdict(list)
    for one in counted:
        kinds[one.kind].append(one)
    rows = [_row(kind, found) for kind, found in kinds.items()]
    return [_row("all", counted), *sorted(rows, key=lambda row: -row.p95)]


def broken(rows: Sequence[Figures], searches: Figures) -> list[str]:
    """What was promised and not kept, a sentence each."""
    said = [f"{row.errors} of {row.requests} requests failed ({row.kind})." for row in rows if row.errors]
    slow = [row for row in rows if row.requests >= ENOUGH and row.p95 >= 1000 * PAGE_LIMIT]
    said += [f"{row.kind}: p95 is {row.p95:.0f} ms, promised below {1000 * PAGE_LIMIT:.0f}." for row in slow]
    if not searches.requests:
        said.append("Nobody searched.")
    elif not searches.p95 < 1000 * SEARCH_LIMIT:
        said.append(f"Searches: p95 is {searches.p95:.0f} ms, promised below {1000 * SEARCH_LIMIT:.0f}.")
    return said


def lines(rows: Sequence[Figures]) -> list[str]:
    """A table."""
    head = f"  {'':<26}{'requests':>9}{'errors':>8}{'median':>9}{'p95':>9}{'p99':>9}{'most':>9}  ms"
    return [head] + [
        f"  {row.kind:<26}{row.requests:>9}{row.errors:>8}{row.median:>9.0f}{row.p95:>9.0f}{row.p99:>9.0f}{row.most:>9.0f}"
        for row in rows
    ]


def as_document(row: Figures) -> dict[str, object]:
    return asdict(row)


def _row(kind: str, found: Sequence[Request]) -> Figures:
    return figures_of(kind, [one.seconds for one in found], sum(one.failed for one in found))


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """Milliseconds; the nearest rank, so that it is a time that was measured."""
    if not ordered:
        return math.nan
    return round(1000 * ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)], 1)
