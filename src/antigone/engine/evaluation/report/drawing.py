"""How figures look, and how they become SVG and PNG; matplotlib's settings are as before afterwards."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Okabe and Ito's colours, told apart by all; lines differ in dashes and marks as well.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#6B7280"
_INK = "#1F2933"

_STYLE: dict[Any, object] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#9AA5B1",
    "axes.grid": True,
    "axes.labelcolor": _INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 10,
    "grid.color": "#E4E7EB",
    "legend.frameon": False,
    "lines.linewidth": 2,
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "text.color": _INK,
    "xtick.color": "#52606D",
    "ytick.color": "#52606D",
}

WIDTH, HEIGHT = 7.2, 4.2
_DOTS_PER_INCH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One figure twice: `svg` is an element for a page, `png` a file."""

    name: str
    svg: str
    png: bytes


def draw(
    name: str, paint: Callable[[list[Axes]], None], *, panels: int = 1, height: float = HEIGHT, describe: str
) -> Drawing:
    """Let `paint` fill axes side by side. describe: what a reader who cannot see the figure is told."""
    with mpl.rc_context(_STYLE), mpl.rc_context({"svg.hashsalt": name}):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        paint([figure.add_subplot(1, panels, place + 1) for place in range(panels)])
        png, svg = io.BytesIO(), io.StringIO()
        figure.savefig(png, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return Drawing(name=name, svg=_element(svg.getvalue(), name, describe), png=png.getvalue())


def _element(document: str, name: str, describe: str) -> str:
    """The <svg> element, its ids made its own: several stand in one page."""
    element = document[document.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r'\bid="', f'id="{name}-', element)
    element = re.sub(r'((?:xlink:)?href="#|url\(#)', rf"\1{name}-", element)
    return element.replace("<svg ", f'<svg role="img" aria-label="{describe}" ', 1)
