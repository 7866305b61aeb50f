"""Nodes, latency and price against the number of templates."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from scale.simulation import Assumptions, Plan

_STYLES = ("o-", "s--", "^:", "D-.", "v-", "P--", "X:")


def draw(plans: Sequence[Plan], assumed: Assumptions, title: str, target: Path) -> None:
    """Three panels; systems side by side. The band of a simulated one goes from its median to its 99th in a hundred."""
    figure = Figure(figsize=(15, 5), layout="constrained")
    figure.suptitle(title)
    nodes, latency, price = figure.subplots(1, 3)
    for style, system in zip(_STYLES, dict.fromkeys(plan.system for plan in plans), strict=False):
        own = [plan for plan in plans if plan.system == system]
        sizes = [plan.templates for plan in own]
        nodes.plot(sizes, [plan.nodes for plan in own], style, label=system)
        (line,) = latency.plot(sizes, [plan.p50_ms for plan in own], style, label=system)
        simulated = [plan for plan in own if plan.p50_ms is not None and plan.p99_ms is not None]
        latency.fill_between(
            [plan.templates for plan in simulated],
            [plan.p50_ms or 0.0 for plan in simulated],
            [plan.p99_ms or 0.0 for plan in simulated],
            color=line.get_color(),
            alpha=0.15,
        )
        price.plot(sizes, [plan.price_month for plan in own], style, label=system)
    nodes.set(title=f"Nodes of {assumed.node_memory_gib:.0f} GiB, {assumed.replicas} of each shard", ylabel="nodes")
    latency.set(title="One search, median to 99th in a hundred", ylabel="ms")
    price.set(title=f"A month, a node's hour at {assumed.price_hour:g}", ylabel="price")
    for axes in (nodes, latency, price):
        axes.set(xscale="log", yscale="log", xlabel="templates")
        axes.grid(alpha=0.3, which="both")
    nodes.legend(fontsize=8)
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, dpi=100)
