"""Plans and costs as Markdown, for docs/scale.md."""

from collections.abc import Sequence

from scale.costs import ShardCost
from scale.simulation import Plan


def costs_table(costs: Sequence[ShardCost]) -> str:
    """What was measured of a shard."""
    head = "| system | numbers | bytes each | ms, 1M | of it fixed | build, s a million | mates lost | measured with |"
    lines = [
        f"| {cost.name} | {cost.length} | {cost.bytes_each:.0f} | {cost.ms_fixed + cost.ms_million:.1f} | "
        f"{cost.ms_fixed:.1f} | {cost.build_s_million:.0f} | {cost.lost:.2%} | {cost.largest:,} |"
        for cost in costs
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *lines])


def plans_table(plans: Sequence[Plan]) -> str:
    """A line a plan. Prices are in the currency of the price of a node's hour."""
    head = "| templates | system | shards | nodes | p50 ms | p99 ms | searches/s | built in h | price a month | lost |"
    return "\n".join([head, "|---|---|---|---|---|---|---|---|---|---|", *map(_line, plans)])


def _line(plan: Plan) -> str:
    power = f"{plan.templates:.0e}".replace("e+", " x 10^").replace("^0", "^").removeprefix("1 x ")
    lost = plan.lost_is if plan.lost is None or "%" in plan.lost_is else f"{plan.lost:.2%} of {plan.lost_is}"
    figures = map(_number, (plan.p50_ms, plan.p99_ms, plan.searches_per_s, plan.build_hours))
    cells = (power, plan.system, f"{plan.shards:,}", f"{plan.nodes:,}", *figures, f"{plan.price_month:,.0f}", lost)
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    """Three digits; a dash where nothing is known."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
