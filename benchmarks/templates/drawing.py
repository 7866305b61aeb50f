"""Real beside synthetic, as a picture."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from templates.scores import Scores

_STYLES = (
    {"color": "#0072b2", "linewidth": 2.0},
    {"color": "#d55e00", "linewidth": 2.0, "linestyle": "--"},
    {"color": "#009e73", "linewidth": 1.5, "linestyle": ":"},
)


def draw(sides: Mapping[str, Scores], title: str, target: Path) -> None:
    """Spectrum, mated and non-mated scores of each side, and the share of strangers above a score."""
    figure = Figure(figsize=(12, 8), layout="constrained")
    figure.suptitle(title)
    (spectrum, mated), (non_mated, tail) = figure.subplots(2, 2)
    for style, (name, scores) in zip(_STYLES, sides.items(), strict=False):
        share = scores.spectrum.clip(min=0)
        places = np.arange(1, len(share) + 1) / len(share)
        spectrum.plot(places, len(share) * share / share.sum(), label=name, **style)
        _density(mated, scores.mated, name, style)
        _density(non_mated, scores.non_mated, name, style)
        ordered = np.sort(scores.non_mated)[::-1][:: max(1, len(scores.non_mated) // 200_000)]
        tail.plot(ordered, np.arange(1, len(ordered) + 1) / len(ordered), label=name, **style)
    spectrum.set(
        title="Spectrum", xlabel="component, as a share of all", ylabel="variance / mean variance", yscale="log"
    )
    spectrum.set_ylim(bottom=1e-2)
    mated.set(title="Mated: two photographs of one person", xlabel="cosine", ylabel="density")
    non_mated.set(title="Non-mated: two persons", xlabel="cosine", ylabel="density")
    tail.set(title="Non-mated: the tail", xlabel="cosine", ylabel="share of pairs at or above", yscale="log")
    for axes in (spectrum, mated, non_mated, tail):
        axes.grid(alpha=0.3)
        axes.legend()
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, dpi=110)


def _density(axes: Axes, scores: NDArray[np.float32], name: str, style: Mapping[str, object]) -> None:
    heights, edges = np.histogram(scores, bins=120, density=True)
    axes.plot((edges[1:] + edges[:-1]) / 2, heights, label=f"{name} ({len(scores):,} pairs)", **style)
