"""The arithmetic, and the wait for the slowest shard."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from scale.costs import ShardCost
from scale.published import Published

HOURS_A_MONTH = 730


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What a reader replaces by figures of their own.

    node_memory_gib, usable: a node's memory, and the share that templates may fill. node_bandwidth_gb_s: at which all
    its cores together read memory. node_cores: for batches. price_hour: of a node, in any currency. replicas: of every
    shard. round_trip_ms: between the asking process and a shard. merge_us: to take in one shard's list. measured_cores,
    measured_bandwidth_gb_s: of the machine that shards were measured on. longest_ms: where set, shards are made small
    enough that half of the searches are done by then.
    """

    node_memory_gib: float = 256.0
    usable: float = 0.85
    node_bandwidth_gb_s: float = 200.0
    node_cores: int = 32
    price_hour: float = 1.0
    replicas: int = 2
    round_trip_ms: float = 0.5
    merge_us: float = 20.0
    measured_cores: int = 2
    measured_bandwidth_gb_s: float = 20.0
    longest_ms: float | None = None
    searches: int = 4000
    seed: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.usable <= 1 or self.replicas < 1:
            raise ValueError(
                f"usable must be above 0 and at most 1, replicas at least 1: {self.usable}, {self.replicas}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """shards: nodes that hold the gallery once; nodes: with replicas. p50_ms, p99_ms: of a search, None where a source
    says nothing of it.

    searches_per_s: of all nodes, in batches. build_hours: every shard at once. lost: share of mates, or of what
    `lost_is` says.
    """

    system: str
    templates: float
    shards: int
    nodes: int
    p50_ms: float | None
    p99_ms: float | None
    searches_per_s: float | None
    build_hours: float | None
    price_month: float
    lost: float | None
    lost_is: str


def plan_measured(cost: ShardCost, templates: float, assumed: Assumptions) -> Plan:
    """As many shards as memory asks for, more where `longest_ms` does; every search asks all of them."""
    shards = max(1, math.ceil(templates * cost.bytes_each / _room(assumed)))
    if assumed.longest_ms is not None:
        shards = max(shards, _shards_for(cost, templates, assumed, assumed.longest_ms))
    times = _times(cost, templates / shards, shards, assumed)
    nodes = shards * assumed.replicas
    batch = cost.batch_millions / (templates / shards / 1e6) * assumed.node_cores / assumed.measured_cores
    return Plan(
        system=cost.name,
        templates=templates,
        shards=shards,
        nodes=nodes,
        p50_ms=float(np.quantile(times, 0.5)),
        p99_ms=float(np.quantile(times, 0.99)),
        searches_per_s=batch * assumed.replicas,
        build_hours=cost.build_s_million
        * templates
        / shards
        / 1e6
        / 3600
        * assumed.measured_cores
        / assumed.node_cores,
        price_month=nodes * assumed.price_hour * HOURS_A_MONTH,
        lost=cost.lost,
        lost_is="mates, measured",
    )


def plan_published(system: Published, templates: float, assumed: Assumptions) -> Plan:
    """As many machines as its authors took for so many; their latency and a round trip. No tail: none is published."""
    shards = max(1, math.ceil(templates / system.per_node))
    nodes = shards * assumed.replicas
    each = None if system.searches_per_s is None else system.searches_per_s / system.machines
    # Every machine of DiskANN or SPANN sees every search; DistributedANN's share them.
    together = None if each is None else each * (assumed.replicas if system.machines == 1 else nodes)
    return Plan(
        system=system.name,
        templates=templates,
        shards=shards,
        nodes=nodes,
        p50_ms=system.ms + assumed.round_trip_ms,
        p99_ms=None,
        searches_per_s=together,
        build_hours=None,
        price_month=nodes * assumed.price_hour * HOURS_A_MONTH,
        lost=system.lost,
        lost_is=system.lost_is,
    )


def shard_ms(cost: ShardCost, templates: float, assumed: Assumptions) -> float:
    """The median time of one shard of so many templates, on a node.

    A scan's share that grows with the templates is memory's, and shrinks with the node's bandwidth; a graph's grows
    with the logarithm of the templates.
    """
    if cost.scans:
        quicker = assumed.node_bandwidth_gb_s / assumed.measured_bandwidth_gb_s
        return cost.ms_fixed + cost.ms_million * templates / 1e6 / quicker
    measured = cost.ms_fixed + cost.ms_million * cost.largest / 1e6
    return measured * max(1.0, math.log(templates) / math.log(cost.largest))


def _times(cost: ShardCost, each: float, shards: int, assumed: Assumptions) -> NDArray[np.float64]:
    """Milliseconds of simulated searches: the slowest of all shards, a round trip, the lists put together."""
    rng = np.random.default_rng(assumed.seed)
    # The largest of n independent draws is drawn at once: its distribution function is the one's to the n-th power.
    share = rng.random(assumed.searches) ** (1.0 / shards)
    slowest = shard_ms(cost, each, assumed) * np.exp(cost.spread * ndtri(share))
    times: NDArray[np.float64] = slowest + assumed.round_trip_ms + shards * assumed.merge_us / 1000
    return times


def _shards_for(cost: ShardCost, templates: float, assumed: Assumptions, longest_ms: float) -> int:
    """The fewest shards whose median search is done in time. Raises ValueError where no number of shards is enough."""
    shards = 1
    while np.quantile(_times(cost, templates / shards, shards, assumed), 0.5) > longest_ms:
        shards = math.ceil(shards * 1.05) if shards > 20 else shards + 1
        if templates / shards < 1e4:
            raise ValueError(f"{cost.name}: no number of shards answers {templates:.0e} templates in {longest_ms} ms")
    return shards


def _room(assumed: Assumptions) -> float:
    return assumed.node_memory_gib * 2**30 * assumed.usable
