"""From requests to figures: percentiles by kind of page, and whether the promise was kept."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from workbench.visitor import Request

PAGE_LIMIT, SEARCH_LIMIT = 500.0, 1000.0
IDLE_LIMIT = 0.02
ENOUGH = 20
"""Requests of a kind below which its 95th percentile says nothing; they count among all pages."""

FAILURES_SHOWN = 10

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


def failures_of(requests: Sequence[Request]) -> list[str]:
    """The first ten, a line each; the server's own log says more, and `--keep` keeps it."""
    failed = [one for one in requests if one.failed]
    return [f"{one.kind}, {one.path}: {one.status or 'no answer'}" for one in failed[:FAILURES_SHOWN]]


def by_kind(requests: Sequence[Request]) -> list[Figures]:
    """All pages first, then each kind, the slowest first."""
    counted = [one for one in requests if one.kind not in NOT_PAGES]
    kinds: dict[str, list[Request]] = defaultdict(list)
    for one in counted:
        kinds[one.kind].append(one)
    rows = [_row(kind, found) for kind, found in kinds.items()]
    return [_row("all", counted), *sorted(rows, key=lambda row: -row.p95)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that is reported. kinds: all pages first; idle: share of a core; imported: photographs a second; memory: of
    each process, megabytes."""

    kinds: list[Figures]
    searches: Figures
    floor: Figures
    idle: float
    imported: float
    memory: dict[str, dict[str, float]]
    failures: list[str]

    @property
    def missed(self) -> list[str]:
        """What was promised and not kept, a sentence each."""
        said = [f"{row.kind}: {row.errors} of {row.requests} requests failed." for row in self.kinds if row.errors]
        slow = [row for row in self.kinds if row.requests >= ENOUGH and row.p95 >= PAGE_LIMIT]
        said += [f"{row.kind}: p95 is {row.p95:.0f} ms, promised below {PAGE_LIMIT:.0f}." for row in slow]
        if not self.searches.p95 < SEARCH_LIMIT:
            said.append(f"Searches: p95 is {self.searches.p95:.0f} ms, promised below {SEARCH_LIMIT:.0f}.")
        if self.idle > IDLE_LIMIT:
            said.append(f"Idle it takes {self.idle:.1%} of a core, promised at most {IDLE_LIMIT:.0%}.")
        return said

    @property
    def ratios(self) -> dict[str, float]:
        """To the bare page."""
        ours, floor = self.kinds[0], self.floor
        return {"median": round(ours.median / floor.median, 2), "p95": round(ours.p95 / floor.p95, 2)}

    def as_document(self) -> dict[str, object]:
        """For JSON."""
        return {**asdict(self), "ratios": self.ratios}

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"  {'':<26}{'requests':>9}{'errors':>8}{'median':>9}{'p95':>9}{'p99':>9}{'most':>9}  ms"
        yield from map(_line, [*self.kinds, self.searches, self.floor])
        yield f"  ratio to the bare page: {self.ratios['median']} x in the median, {self.ratios['p95']} x at p95"
        yield f"  imported meanwhile: {self.imported:.1f} photographs/s; idle: {self.idle:.1%} of a core"
        for name, megabytes in self.memory.items():
            first, last, most = (megabytes[when] for when in ("first", "last", "most"))
            yield f"  {name:<30} {first:5.0f} MB after a minute, {last:5.0f} at the end, {most:5.0f} at most"
        yield from (f"MISSED: {sentence}" for sentence in self.missed)
        yield from (f"  failed: {failure}" for failure in self.failures)


def _line(row: Figures) -> str:
    times = "".join(f"{value:>9.0f}" for value in (row.median, row.p95, row.p99, row.most))
    return f"  {row.kind:<26}{row.requests:>9}{row.errors:>8}{times}"


def _row(kind: str, found: Sequence[Request]) -> Figures:
    return figures_of(kind, [one.seconds for one in found], sum(one.failed for one in found))


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """Milliseconds; the nearest rank, so that it is a time that was measured."""
    if not ordered:
        return math.nan
    return round(1000 * ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)], 1)
