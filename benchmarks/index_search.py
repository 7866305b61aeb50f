"""One exact search of a large gallery on one thread, against numpy on the same templates.

Ours goes over float16 as stored, ranks by cohort-normalised score and lists the best reference of each subject, proven
equal to a full scan. numpy does less: one product over float32 templates held in memory, the same normalisation, the
highest rows. `pure read` is what memory alone allows. Opening is measured in a new process, the file in the page cache.
"""

import os

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # read by numpy when it is imported

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.engine.index import IndexHeader, IndexRows, RowQuery, TemplateIndex, open_snapshot, write_snapshot
from antigone.engine.types import ModelIdentity
from common import parser, report

TOP = 20
PORTION = 10_000
PROBE_DEVIATION = 0.04


def header(length: int) -> IndexHeader:
    return IndexHeader(recogniser=ModelIdentity(id="bench", sha256="0" * 64), cohort_sha256="", length=length)


def portions(rows: int, length: int) -> Iterator[IndexRows]:
    """Random unit templates, three references a subject."""
    rng = np.random.default_rng(1)
    for start in range(0, rows, PORTION):
        entries = np.arange(start, min(start + PORTION, rows), dtype=np.int64)
        vectors = rng.standard_normal((len(entries), length), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        cohort = np.stack([rng.normal(0.1, 0.01, len(entries)), rng.uniform(0.03, 0.05, len(entries))], axis=1)
        yield IndexRows(
            entries=entries,
            subjects=entries // 3,
            galleries=np.ones_like(entries),
            vectors=vectors.astype(np.float16),
            cohort=cohort.astype(np.float32),
        )


def query(length: int) -> RowQuery:
    probe = np.random.default_rng(2).standard_normal(length)
    probe /= np.linalg.norm(probe)
    return RowQuery(
        probe=probe.astype(np.float32), direct=0.5 / PROBE_DEVIATION, scaled=0.5, offset=-0.05 / PROBE_DEVIATION
    )


def peer(vectors: NDArray[np.float32], cohort: NDArray[np.float32], asked: RowQuery) -> NDArray[np.int64]:
    scores = vectors @ asked.probe
    ranking = np.float32(asked.direct) * scores + np.float32(asked.scaled) * (scores - cohort[:, 0]) / cohort[:, 1]
    best = np.argpartition(ranking, -TOP)[-TOP:]
    return best[np.argsort(-ranking[best])]


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def open_and_search(folder: Path, length: int) -> float:
    """In a new process: from opening the snapshot, every checksum compared, to the first list."""
    command = [sys.executable, __file__, "--open", str(folder), "--length", str(length)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(folder: Path, index: TemplateIndex, length: int, runs: int) -> dict[str, list[float]]:
    asked = query(length)
    blocks = [block.columns for block in index.state.blocks]
    vectors = np.concatenate([block.vectors for block in blocks])
    cohort = np.concatenate([block.cohort for block in blocks])
    widened, words = vectors.astype(np.float32), vectors.view(np.uint64)
    if peer(widened, cohort, asked)[0] != index.search(asked, top=TOP).entries[0]:
        sys.exit("The two sides do not list the same first row.")
    sides: dict[str, Callable[[], float]] = {
        "antigone, exact, by subject": lambda: milliseconds(lambda: index.search(asked, top=TOP)),
        "numpy, float32 in memory": lambda: milliseconds(lambda: peer(widened, cohort, asked)),
        "numpy, float16 as stored": lambda: milliseconds(lambda: peer(vectors.astype(np.float32), cohort, asked)),
        "pure read of the float16": lambda: milliseconds(words.sum),
        "new process: open, first search": lambda: open_and_search(folder, length),
    }
    rounds = [{name: side() for name, side in sides.items()} for _ in range(runs)]
    return {name: [figures[name] for figures in rounds] for name in sides}


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--length", type=int, default=128)
    arguments.add_argument("--open", type=Path, help="open this snapshot, search once, print milliseconds")
    options = arguments.parse_args()
    expected = header(options.length)
    if options.open:
        print(milliseconds(lambda: open_snapshot(options.open, expected).search(query(options.length), top=TOP)))
        return
    with tempfile.TemporaryDirectory() as workspace:
        folder = Path(workspace)
        write_snapshot(folder, expected, portions(options.rows, options.length), 1)
        figures = measure(folder, open_snapshot(folder, expected), options.length, options.runs)
    title = f"One search of {options.rows:,} x {options.length}, one thread"
    report(title, figures, unit="ms", better="less", as_json=options.json)


if __name__ == "__main__":
    main()
