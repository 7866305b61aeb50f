"""The arithmetic of benchmarks/simulate_scale.py."""

import json
from typing import Any

import numpy as np
import pytest

from common import REPOSITORY
from scale.costs import ShardCost, measured_bandwidth
from scale.published import PUBLISHED
from scale.simulation import Assumptions, plan_measured, plan_published, shard_ms
from simulate_scale import KEPT, SIZES, assumed_on, costs_of, page_with, plans_of

PLAIN = Assumptions(
    node_memory_gib=100,
    usable=0.5,
    node_bandwidth_gb_s=200,
    node_cores=16,
    price_hour=2,
    replicas=3,
    round_trip_ms=1,
    merge_us=10,
    measured_cores=2,
    measured_bandwidth_gb_s=20,
)


def scan(**changed: Any) -> ShardCost:
    figures = {
        "name": "scan",
        "length": 512,
        "bytes_each": 536.870912,
        "ms_fixed": 2.0,
        "ms_million": 30.0,
        "spread": 0.0,
        "build_s_million": 36.0,
        "batch_millions": 100.0,
        "lost": 0.0,
        "largest": 1_000_000,
        "scans": True,
    }
    return ShardCost(**{**figures, **changed})


def side(**changed: Any) -> dict[str, Any]:
    figures = {
        "name": "ours",
        "p50_ms": 12.0,
        "p95_ms": 12.0,
        "build_s": 3.0,
        "batch_per_second": 500.0,
        "anonymous_mb": 60.0,
        "mapped_mb": 40.0,
        "mates": 200,
        "mates_lost": 3,
    }
    return {**figures, **changed}


def cases(*sides: tuple[int, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"rows": rows, "length": 512, "sides": [each]} for rows, each in sides]


def test_two_sizes_tell_what_is_fixed_from_what_grows() -> None:
    small = side(anonymous_mb=60.0, mapped_mb=40.0, p50_ms=12.0)
    large = side(anonymous_mb=600.0, mapped_mb=400.0, p50_ms=102.0, p95_ms=204.0, build_s=30.0, batch_per_second=50.0)
    cost = ShardCost.measured(cases((100_000, small), (1_000_000, large)), "ours", 512, scans=True)
    assert cost is not None
    assert cost.bytes_each == pytest.approx(900 / 900_000 * 2**20)
    assert (cost.ms_million, cost.ms_fixed) == (pytest.approx(100), pytest.approx(2))
    assert (cost.build_s_million, cost.batch_millions, cost.lost) == (30, 50, 0.015)
    assert cost.spread == pytest.approx(np.log(2) / 1.6449)


def test_one_size_counts_everything_as_growing() -> None:
    cost = ShardCost.measured(cases((100_000, side())), "ours", 512, scans=True)
    assert cost is not None
    assert (cost.ms_million, cost.ms_fixed, cost.spread) == (120, 0, 0)
    assert cost.bytes_each == pytest.approx(100 / 100_000 * 2**20)


def test_what_was_left_out_has_no_cost() -> None:
    assert ShardCost.measured(cases((100_000, side(p50_ms=None))), "ours", 512, scans=True) is None
    assert ShardCost.measured(cases((100_000, side())), "ours", 128, scans=True) is None


def test_a_cost_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="a cost of nothing"):
        scan(bytes_each=0.0)


def test_bandwidth_is_that_of_the_largest_gallery() -> None:
    found = measured_bandwidth(cases((100_000, side(p50_ms=1.0)), (1_000_000, side(p50_ms=25.6))), "ours")
    assert found == pytest.approx(1_000_000 * 512 / 25.6e-3 / 1e9)


def test_memory_says_how_many_shards() -> None:
    """50 GiB of room: 10^8 templates of 536.870912 bytes fill it to the last."""
    assert [plan_measured(scan(), size, PLAIN).shards for size in (1e6, 1e8, 1.001e8, 1e10)] == [1, 1, 2, 100]


def test_a_plan_by_hand() -> None:
    plan = plan_measured(scan(), 1e10, PLAIN)
    # 10^8 templates a shard at ten times the bandwidth: 2 + 30 * 100 / 10; a round trip; 100 lists of 10 microseconds.
    assert plan.p50_ms == pytest.approx(302 + 1 + 1)
    assert plan.p99_ms == plan.p50_ms
    assert plan.nodes == 300
    assert plan.price_month == 300 * 2 * 730
    assert plan.searches_per_s == pytest.approx(100 / 100 * 8 * 3)
    assert plan.build_hours == pytest.approx(36 * 100 / 3600 / 8)


def test_the_slowest_of_many_shards_is_waited_for() -> None:
    cost, assumed = scan(spread=0.3), Assumptions(searches=20_000)
    plan = plan_measured(cost, 1e10, assumed)
    one = shard_ms(cost, 1e10 / plan.shards, assumed)
    drawn = one * np.exp(0.3 * np.random.default_rng(9).standard_normal((20_000, plan.shards))).max(axis=1)
    drawn += assumed.round_trip_ms + plan.shards * assumed.merge_us / 1000
    assert plan.p50_ms == pytest.approx(np.quantile(drawn, 0.5), rel=0.01)
    assert plan.p99_ms == pytest.approx(np.quantile(drawn, 0.99), rel=0.03)
    assert plan.p50_ms > 1.5 * one


def test_smaller_shards_are_taken_until_a_search_is_in_time() -> None:
    plan = plan_measured(scan(), 1e9, Assumptions(longest_ms=100.0, merge_us=0, measured_bandwidth_gb_s=200.0))
    # 2 + 30 * 1000 / shards + 0.5 within 100 ms: 307.7 shards; shards are tried in steps of a twentieth.
    assert 308 <= plan.shards <= 1.05 * 308 + 1
    assert plan.p50_ms is not None
    assert plan.p50_ms <= 100


def test_no_number_of_shards_beats_what_is_fixed() -> None:
    with pytest.raises(ValueError, match="no number of shards"):
        plan_measured(scan(ms_fixed=200.0), 1e9, Assumptions(longest_ms=100.0))


def test_a_graph_gains_nothing_from_bandwidth_and_grows_slowly() -> None:
    graph = scan(scans=False)
    assert shard_ms(graph, 1e6, PLAIN) == 32
    assert shard_ms(graph, 1e12, PLAIN) == pytest.approx(64)


def test_published_systems_keep_their_authors_density() -> None:
    disk, _, distributed = PUBLISHED
    plan = plan_published(disk, 1e10, PLAIN)
    assert (plan.shards, plan.nodes, plan.p50_ms, plan.p99_ms, plan.searches_per_s) == (10, 30, 4.0, None, 15_000)
    plan = plan_published(distributed, 5e10, PLAIN)
    assert (plan.shards, plan.searches_per_s) == (1000, 300_000)


def test_assumptions_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="usable"):
        Assumptions(usable=0)


def test_the_page_shows_what_the_simulator_says() -> None:
    """After `simulate_scale.py FIELD --keep --page docs/scale.md`."""
    document = json.loads(KEPT.read_text(encoding="utf-8"))
    costs = costs_of(document, 512)
    plans = plans_of(costs, assumed_on(document), list(SIZES))
    page = (REPOSITORY / "docs" / "scale.md").read_text(encoding="utf-8")
    assert page_with(page, costs, plans) == page
