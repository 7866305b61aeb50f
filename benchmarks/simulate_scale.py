"""From measured shards to 10^7 ... 10^10 templates: nodes, latency, price, what is lost.

    python benchmarks/search_field.py --rows 100000 1000000 --json > field.json
    python benchmarks/simulate_scale.py field.json --plot scale.png --price-hour 2.4

Exact shards and Milvus from what was measured here; indexes on disk from what their authors published. Every
assumption is an option; docs/scale.md says what they mean and what the figures are worth.
"""

import argparse
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from field.registry import MILVUS, OURS, READ
from scale.costs import ShardCost, measured_bandwidth
from scale.drawing import draw
from scale.published import PUBLISHED
from scale.simulation import Assumptions, Plan, plan_measured, plan_published
from scale.tables import costs_table, plans_table

SYSTEMS = {OURS: True, MILVUS: True, "Milvus HNSW, ef 200": False}
"""Name to whether its time is memory's."""

SIZES = (1e7, 1e8, 1e9, 1e10)
_READ_OF_A_SIDE = (
    "p50_ms",
    "p95_ms",
    "build_s",
    "batch_per_second",
    "anonymous_mb",
    "mapped_mb",
    "mates",
    "mates_lost",
)
KEPT = Path(__file__).parent / "scale" / "measured.json"
"""The figures of the machine that docs/scale.md was written on."""

OPTIONS = [field for field in fields(Assumptions) if not field.name.startswith("measured")]


def main() -> None:
    options = _options()
    # What is kept is rounded, and the page must be what the kept figures say.
    document = essence(together([json.loads(path.read_text()) for path in options.field]))
    assumed = assumed_on(document, **{field.name: getattr(options, field.name) for field in OPTIONS})
    costs = costs_of(document, options.length)
    plans = plans_of(costs, assumed, options.sizes)
    if options.keep:
        KEPT.write_text(json.dumps(document, indent=1) + "\n")
    if options.page:
        options.page.write_text(page_with(options.page.read_text(encoding="utf-8"), costs, plans), encoding="utf-8")
    if options.plot:
        draw(plans, assumed, f"Templates of {options.length} numbers", options.plot)
    if options.json:
        whole = {"assumed": asdict(assumed), "costs": [*map(asdict, costs)], "plans": [*map(asdict, plans)]}
        sys.stdout.write(json.dumps(whole, indent=1) + "\n")
    else:
        sys.stdout.write(f"{costs_table(costs)}\n\n{plans_table(plans)}\n")


def together(documents: list[dict[str, Any]]) -> dict[str, Any]:
    """Several runs of one machine as one: some sides take too long to be measured in the same run as the rest."""
    threads = {document["threads"] for document in documents}
    if len(threads) != 1:
        raise ValueError(f"runs with {sorted(threads)} threads do not go together")
    return {"threads": threads.pop(), "cases": [case for document in documents for case in document["cases"]]}


def page_with(text: str, costs: list[ShardCost], plans: list[Plan]) -> str:
    """The page with both tables put in place of those between its marks."""
    for mark, table in (("costs", costs_table(costs)), ("plans", plans_table(plans))):
        before, opening, rest = text.partition(f"<!-- {mark} -->\n")
        _, closing, after = rest.partition(f"<!-- end of {mark} -->")
        if not opening or not closing:
            raise ValueError(f"the page has no place for {mark}")
        text = f"{before}{opening}{table}\n{closing}{after}"
    return text


def essence(document: dict[str, Any]) -> dict[str, Any]:
    """What the simulator reads of a document, to four digits."""
    cases = [
        {
            "rows": case["rows"],
            "length": case["length"],
            "sides": [_rounded(side) for side in case["sides"] if side["name"] in {READ, *SYSTEMS}],
        }
        for case in document["cases"]
    ]
    return {"threads": document["threads"], "cases": cases}


def _rounded(side: dict[str, Any]) -> dict[str, Any]:
    return {
        name: float(f"{side[name]:.4g}") if isinstance(side[name], float) else side[name]
        for name in ("name", *_READ_OF_A_SIDE)
    }


def costs_of(document: dict[str, Any], length: int) -> list[ShardCost]:
    """Of the systems that were measured with templates of so many numbers."""
    found = [ShardCost.measured(document["cases"], name, length, scans=scans) for name, scans in SYSTEMS.items()]
    return [cost for cost in found if cost is not None]


def plans_of(costs: list[ShardCost], assumed: Assumptions, sizes: list[float]) -> list[Plan]:
    """Size by size, measured systems first."""
    return [
        plan
        for size in sizes
        for plan in (
            *(plan_measured(cost, size, assumed) for cost in costs),
            *(plan_published(system, size, assumed) for system in PUBLISHED),
        )
    ]


def assumed_on(document: dict[str, Any], **chosen: Any) -> Assumptions:
    """Assumptions that go with a document's machine; what is not chosen is as it comes."""
    return Assumptions(
        **chosen,
        measured_cores=document["threads"],
        measured_bandwidth_gb_s=measured_bandwidth(document["cases"], READ),
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("field", type=Path, nargs="*", default=[KEPT], help="what search_field.py --json wrote")
    parser.add_argument("--keep", action="store_true", help="keep its figures as those that docs/scale.md shows")
    parser.add_argument("--length", type=int, default=512, help="numbers of a template")
    parser.add_argument("--sizes", type=float, nargs="+", default=SIZES, help="templates")
    parser.add_argument("--page", type=Path, help="write both tables anew into docs/scale.md")
    parser.add_argument("--plot", type=Path, help="PNG to write")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    for field in OPTIONS:
        kind = float if field.default is None else type(field.default)
        parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)
    return parser.parse_args()


if __name__ == "__main__":
    main()
