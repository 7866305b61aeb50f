"""Do the compiled loops say what plain arithmetic says? Asked once a process, before they are used."""

from functools import cache

import numpy as np

from antigone.engine.index.blocks import row_checksums
from antigone.engine.index.codes import TILE, Chart, encode, gridded
from antigone.engine.index.codes.chart import UNGRIDDED
from antigone.engine.index.columns import Columns
from antigone.engine.index.kernels.blocks import Room, scan_codes
from antigone.engine.index.kernels.instructions import LEADING, PAIR
from antigone.engine.index.kernels.probes import Probes
from antigone.engine.index.kernels.products import AT_ONCE, PRODUCTS, tile_products
from antigone.engine.index.kernels.rows import ExactProbe
from antigone.engine.index.rowvalue import row_scores, row_values
from antigone.engine.index.values import RowQuery

_GROUPS = 2 * LEADING
_LENGTHS = (5, 127, 128, 200, 512, 1026)
"""Of templates: each way in which numpy parts a sum."""


@cache
def kernel_fault() -> str:
    """Why the compiled loops cannot be used on this machine; empty where they can."""
    try:
        return _fault()
    except Exception as error:  # noqa: BLE001 (a compiler may fail in any way, and nothing depends on it)
        return f"the compiled scan does not run on this machine: {error}"


def _fault() -> str:
    rng = np.random.default_rng(5)
    codes = rng.integers(0, 256, size=(_GROUPS, TILE, 4), dtype=np.uint8)
    for narrow, numbers in ((False, codes), (True, np.concatenate([codes & 15, codes >> 4], axis=2))):
        probes = rng.integers(-PAIR // 2, PAIR // 2 + 1, size=(AT_ONCE, _GROUPS, numbers.shape[2]), dtype=np.int16)
        sums = np.empty((AT_ONCE + 1, TILE), dtype=np.int32)
        asked = PRODUCTS.asked(probes.reshape(AT_ONCE, -1), groups=_GROUPS)
        tile_products(codes.reshape(-1), asked, _GROUPS, narrow, sums)
        right = np.einsum("grb,pgb->pr", numbers.astype(np.int32), probes.astype(np.int32))
        if (sums != np.concatenate([right, right[:1]])).any():
            return "the compiled scan multiplies wrongly on this machine"
    return _bounds_fault(rng, narrow=False) or _bounds_fault(rng, narrow=True) or _looks_fault(rng)


def _bounds_fault(rng: np.random.Generator, *, narrow: bool) -> str:
    vectors = rng.standard_normal((200, 32))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = Columns.empty(200, 32)
    rows.vectors[:] = vectors
    rows.cohort[:] = rng.uniform(0.05, 0.1, (200, 2))
    query = RowQuery(probe=vectors[0].astype(np.float32), direct=2.0, scaled=0.5, offset=-1.0)
    mean, weights = np.zeros(32, np.float32), np.ones(32, np.float32)
    chart = Chart(centre=0.0, mean=mean, weights=weights, turn=None, head=16, narrow=narrow, grids=UNGRIDDED)
    chart = gridded(chart, rows.vectors, rows.cohort)
    everything = np.full(1, -np.inf, dtype=np.float32)
    probes, values = Probes.of([query], chart, everything), row_values(rows, query)
    (found,) = scan_codes(encode(rows.vectors, rows.cohort, chart), slice(0, 200), None, probes, Room(1, 200))
    held = (
        np.array_equal(found.rows, np.arange(200))
        and (found.upper >= values).all()
        and (found.upper < values + 1).all()
    )
    return "" if held else "the compiled scan's bounds do not hold on this machine"


def _looks_fault(rng: np.random.Generator) -> str:
    for length in _LENGTHS:
        vectors = rng.standard_normal((20, length)).astype(np.float16)
        # Of sizes so different that the order of a sum shows: those of real probes are mostly exact in any order.
        probe = np.ldexp(rng.standard_normal(length), rng.integers(-12, 12, length)).astype(np.float32)
        rows = np.arange(0, 20, 2)
        scores = np.empty(len(rows), dtype=np.float64)
        checksums = ExactProbe(probe).scores(vectors, rows, out=scores)
        if (scores != row_scores(vectors[rows], probe)).any() or (checksums != row_checksums(vectors[rows])).any():
            return f"the compiled loops add up {length} numbers in another order than numpy does here"
    return ""
