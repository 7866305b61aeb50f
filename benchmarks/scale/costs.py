"""What a shard costs, read from what `search_field.py --json` measured."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

_NORMAL_95 = 1.6449


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardCost:
    """A system's cost on the machine it was measured on, for templates of `length` numbers.

    bytes_each: of memory a template, beyond what the empty process takes. ms_fixed, ms_million: a search takes
    ms_fixed + ms_million * templates / 10^6. spread: standard deviation of the logarithm of a search's time.
    build_s_million: seconds a million templates take. batch_millions: searches a second in a batch, times millions of
    templates. lost: share of mates that a full float scan lists and this does not. largest: templates it was measured
    with. scans: its time is memory's, so that a node with more bandwidth is quicker; else a graph's, which grows with
    the logarithm of the templates and gains nothing.
    """

    name: str
    length: int
    bytes_each: float
    ms_fixed: float
    ms_million: float
    spread: float
    build_s_million: float
    batch_millions: float
    lost: float
    largest: int
    scans: bool

    def __post_init__(self) -> None:
        if min(self.bytes_each, self.ms_million, self.build_s_million, self.batch_millions) <= 0:
            raise ValueError(f"{self.name}: a cost of nothing was measured: {self}")

    @classmethod
    def measured(cls, cases: Sequence[Mapping[str, Any]], name: str, length: int, *, scans: bool) -> Self | None:
        """From the smallest and the largest gallery it was measured with; None where there is none.

        With one size only, everything counts as the templates' and nothing as fixed.
        """
        found = sorted(
            (case["rows"], side)
            for case in cases
            for side in case["sides"]
            if case["length"] == length and side["name"] == name and side["p50_ms"] is not None
        )
        if not found:
            return None
        (few, small), (many, large) = found[0], found[-1]
        ms_million = _slope(few, small["p50_ms"], many, large["p50_ms"])
        return cls(
            name=name,
            length=length,
            bytes_each=_slope(few, _megabytes(small), many, _megabytes(large)) * 1.048576,
            ms_fixed=max(0.0, large["p50_ms"] - ms_million * many / 1e6),
            ms_million=ms_million,
            spread=math.log(max(1.0, large["p95_ms"] / large["p50_ms"])) / _NORMAL_95,
            build_s_million=large["build_s"] / many * 1e6,
            batch_millions=large["batch_per_second"] * many / 1e6,
            lost=large["mates_lost"] / large["mates"],
            largest=many,
            scans=scans,
        )


def _megabytes(side: Mapping[str, Any]) -> float:
    return float(side["anonymous_mb"] + side["mapped_mb"])


def _slope(few: int, small: float, many: int, large: float) -> float:
    """A million templates' share; of the larger gallery alone where the smaller cost no less or is the same."""
    if many > few and large > small:
        return (large - small) / (many - few) * 1e6
    return large / many * 1e6


def measured_bandwidth(cases: Sequence[Mapping[str, Any]], name: str) -> float:
    """GB/s at which the largest gallery's bytes were read once."""
    rates = [
        (case["rows"] * case["length"], case["rows"] * case["length"] / side["p50_ms"] / 1e6)
        for case in cases
        for side in case["sides"]
        if side["name"] == name and side["p50_ms"] is not None
    ]
    if not rates:
        raise ValueError(f"nobody measured the {name}")
    return max(rates)[1]
