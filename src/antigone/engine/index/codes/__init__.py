"""Templates as one byte a number, with what each code can be wrong by at most."""

from antigone.engine.index.codes.chart import (
    LACK,
    LACK_BYTES,
    LEAN,
    PULL,
    PUSH,
    QUAD,
    REST,
    SCALE,
    SIDES,
    WHOLE_LACK,
    Chart,
    can_be_charted,
)
from antigone.engine.index.codes.encoding import encode, gridded
from antigone.engine.index.codes.fitting import fit_chart
from antigone.engine.index.codes.grids import MISFIT, highest
from antigone.engine.index.codes.layout import TILE, Codes, Limits, code_bytes
from antigone.engine.index.codes.shorts import short_nearest

__all__ = [
    "LACK",
    "LACK_BYTES",
    "LEAN",
    "MISFIT",
    "PULL",
    "PUSH",
    "QUAD",
    "REST",
    "SCALE",
    "SIDES",
    "TILE",
    "WHOLE_LACK",
    "Chart",
    "Codes",
    "Limits",
    "can_be_charted",
    "code_bytes",
    "encode",
    "fit_chart",
    "gridded",
    "highest",
    "short_nearest",
]
