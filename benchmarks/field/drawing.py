"""Latency, and mates kept, against gallery size."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

_MARKS = "osD^v<>PX*hpd"


def draw(cases: Sequence[dict[str, Any]], target: Path) -> None:
    """cases: as in the JSON document. A column a template length: times above, mates lost below."""
    lengths = sorted({case["length"] for case in cases})
    figure = Figure(figsize=(7.5 * len(lengths), 10), layout="constrained")
    grid = figure.subplots(2, len(lengths), squeeze=False, sharex="col")
    names = list(dict.fromkeys(side["name"] for case in cases for side in case["sides"]))
    colours = mpl.colormaps["tab20"].colors
    for column, length in enumerate(lengths):
        chosen = sorted((case for case in cases if case["length"] == length), key=lambda case: case["rows"])
        above, below = grid[:, column]
        for number, name in enumerate(names):
            points = [
                (case["rows"], side)
                for case in chosen
                for side in case["sides"]
                if side["name"] == name and side["p50_ms"]
            ]
            style = {
                "color": colours[number % len(colours)],
                "marker": _MARKS[number % len(_MARKS)],
                "linewidth": 3 if name.startswith("antigone") else 1.2,
                "label": name,
            }
            if points:
                above.plot([rows for rows, _ in points], [side["p50_ms"] for _, side in points], **style)
            kept = [(rows, 100 * side["mates_lost"] / side["mates"]) for rows, side in points if side["mates"]]
            if kept:
                below.plot([rows for rows, _ in kept], [share for _, share in kept], **style)
        above.set(title=f"{length} numbers: one search", ylabel="ms, median", xscale="log", yscale="log")
        below.set(
            title="Mates lost", ylabel="% of those a full float scan lists in its 50", xlabel="templates", xscale="log"
        )
        below.set_yscale("symlog", linthresh=0.1)
        below.set_ylim(bottom=-0.02)
        for axes in (above, below):
            axes.grid(alpha=0.3, which="both")
    figure.legend(*grid[0][0].get_legend_handles_labels(), loc="outside right upper", fontsize=8)
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, dpi=100)
