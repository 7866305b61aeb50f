"""Templates as one byte a number, with what each code can be wrong by at most."""

from antigone.engine.index.codes.chart import LACK_BYTES, QUAD, Chart, can_be_charted
from antigone.engine.index.codes.encoding import encode
from antigone.engine.index.codes.fitting import fit_chart
from antigone.engine.index.codes.layout import SIDES, TILE, Codes, Limits, code_bytes
from antigone.engine.index.codes.shorts import SHORT_ROUNDOFF, short_nearest

__all__ = [
    "LACK_BYTES",
    "QUAD",
    "SHORT_ROUNDOFF",
    "SIDES",
    "TILE",
    "Chart",
    "Codes",
    "Limits",
    "can_be_charted",
    "code_bytes",
    "encode",
    "fit_chart",
    "short_nearest",
]
