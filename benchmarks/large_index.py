"""The index alone at the size of a nation: build, open, search, many clients, and whether one row is ever lost.

    python benchmarks/fit_templates.py --out out/templates
    python benchmarks/large_index.py --model out/templates/starter.npz --rows 10000000

Templates are synthetic, fitted to real ones (benchmarks/templates). `read` is what this machine's memory gives two
threads that only add up the same kind of bytes; ratios are to that. A search lists 20 subjects by normalised score as
`antigone search` asks for them (200 places are proven). Compared with a full scan of the float16, entry by entry.
"""

import argparse
import itertools
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from antigone.engine.index import (
    EVERYTHING,
    IndexHeader,
    IndexRows,
    RowQuery,
    SubjectHits,
    TemplateIndex,
    open_snapshot,
    write_snapshot,
)
from antigone.engine.index.columns import BLOCK_ROWS, Columns
from antigone.engine.index.looking import Looked
from antigone.engine.index.ranking import best_rows
from antigone.engine.index.rowvalue import row_values
from antigone.engine.types import ModelIdentity
from templates import Model

PHOTOGRAPHS = 3
PLACES = 200
SEED = 5
READ_BYTES = 1 << 30
ROUNDS = 3
CLOSE = 0.01
"""Far more than a value in float32 can be wrong by."""


def main() -> None:
    options = _options()
    model = Model.load(options.model).stretched(options.stretch)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="antigone-index-"))
    try:
        figures = measure(folder, model, options)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(
                f"{name:<58} {value:>14,.3f}\n" if isinstance(value, float) else f"{name:<58} {value:>14,}\n"
            )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help=".npz that fit_templates.py wrote")
    parser.add_argument("--stretch", type=int, default=1, help="as many numbers times that: benchmarks/templates")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--probes", type=int, default=1000, help="searches that are timed, each proven")
    parser.add_argument("--exact", type=int, default=1000, help="of these, compared with a full scan")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="keep the snapshot here, and use the one that is there")
    parser.add_argument("--open", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.open:
        _first_search(options)
    return options


def header(length: int) -> IndexHeader:
    return IndexHeader(recogniser=ModelIdentity(id="bench", sha256="0" * 64), cohort_sha256="", length=length)


def rows_of(model: Model, rows: int, *, seed: int, first: int = 0) -> Iterator[IndexRows]:
    start = first
    for vectors, persons in model.portions(rows, seed, photographs=PHOTOGRAPHS):
        entries = np.arange(start, start + len(vectors), dtype=np.int64)
        yield IndexRows(
            entries=entries,
            subjects=persons + first,
            galleries=np.ones_like(entries),
            vectors=vectors,
            cohort=model.cohort_figures(len(vectors), seed + start),
        )
        start += len(vectors)


def queries_of(model: Model, probes: int, rows: int) -> list[RowQuery]:
    vectors, _ = model.probes(probes, rows, SEED, photographs=PHOTOGRAPHS)
    figures = model.cohort_figures(probes, SEED + 1).astype(np.float64)
    return [
        RowQuery(probe=vector, direct=0.5 / deviation, scaled=0.5, offset=-mean / deviation / 2)
        for vector, (mean, deviation) in zip(vectors, figures, strict=True)
    ]


def measure(folder: Path, model: Model, options: argparse.Namespace) -> dict[str, float | int]:
    length, rows = model.length, options.rows
    figures: dict[str, float | int] = {"rows": rows, "numbers of a template": length}
    if not (folder / "CURRENT").exists():
        began = time.perf_counter()
        write_snapshot(folder, header(length), rows_of(model, rows, seed=SEED), 1)
        figures["build, drawing templates included, s"] = time.perf_counter() - began
    figures |= {f"in a new process: {name}": value for name, value in _in_a_new_process(options, folder).items()}
    index = open_snapshot(folder, header(length))
    chart = index.state.chart
    figures["numbers that every search reads"] = chart.head if chart else length
    queries = queries_of(model, options.probes, rows)
    index.search(queries[0], top=PLACES)
    figures |= _searched("search", index, queries)
    figures |= _memory(index)
    figures["probes compared with a full scan"] = options.exact
    figures["lists that differ from it"] = _differing(index, queries[: options.exact])
    figures |= _clients(index, queries, options.clients)
    figures |= _crossmatched(index, queries)
    _change(index, model, rows)
    figures |= _searched("5 % erased, 1 % added: search", index, queries)
    figures["5 % erased, 1 % added: lists that differ"] = _differing(index, queries[: options.exact])
    return figures | {f"5 % erased, 1 % added: {name}": value for name, value in _memory(index).items()}


def _searched(name: str, index: TemplateIndex, queries: Sequence[RowQuery]) -> dict[str, float | int]:
    """Three rounds, each with a look at what memory gives beside it; the median of each figure."""
    rounds = []
    for portion in np.array_split(np.arange(len(queries)), ROUNDS):
        bandwidth = _bandwidth()
        times = [_seconds(partial(index.search, queries[place], top=PLACES)) for place in portion]
        numbers, median = index.state.count * index.header.length, statistics.median(times)
        rounds.append(
            {
                f"{name}, read by two threads, GB/s": bandwidth / 1e9,
                f"{name}, ms, median": 1000 * median,
                f"{name}, ms, p95": 1000 * float(np.quantile(times, 0.95)),
                f"{name}, ms, least": 1000 * min(times),
                f"{name}, by reading one byte a number": median / (numbers / bandwidth),
                f"{name}, by reading the float16": median / (2 * numbers / bandwidth),
            }
        )
    return {figure: statistics.median(one[figure] for one in rounds) for figure in rounds[0]}


def _bandwidth() -> float:
    """Bytes a second that two threads read."""
    words = np.ones(READ_BYTES // 8, dtype=np.uint64)
    halves = np.array_split(words, 2)
    with ThreadPoolExecutor(2) as threads:
        times = [_seconds(lambda: list(threads.map(np.sum, halves))) for _ in range(9)]
    return READ_BYTES / statistics.median(times)


def _differing(index: TemplateIndex, queries: Sequence[RowQuery]) -> int:
    """Lists that are not, to the last bit, those of a full scan: of every row in float32, of those near exactly."""
    lists = index.search_batch(queries, top=PLACES)
    lasts = np.array([hits.values[-1] for hits in lists], dtype=np.float32)
    probes = np.stack([query.probe for query in queries])
    direct, scaled, offset = (
        np.array([getattr(query, name) for query in queries], dtype=np.float32)[:, None]
        for name in ("direct", "scaled", "offset")
    )
    near: list[list[Columns]] = [[] for _ in queries]
    for _, block, mask in index.state.view(EVERYTHING).parts():
        for at in range(0, len(block), BLOCK_ROWS):
            rows = block.take(slice(at, at + BLOCK_ROWS))
            mean, deviation = rows.cohort.T
            scores = probes @ rows.vectors.astype(np.float32).T
            values = direct * scores + scaled * (scores - mean) / deviation + offset
            close = values >= (lasts - CLOSE)[:, None]
            if mask is not None:
                close &= mask[at : at + BLOCK_ROWS]
            for place in np.flatnonzero(close.any(axis=1)):
                near[place].append(rows.take(close[place]))
    return sum(
        not _same(hits, Columns.concatenated(parts), query)
        for hits, parts, query in zip(lists, near, queries, strict=True)
    )


def _same(hits: SubjectHits, rows: Columns, query: RowQuery) -> bool:
    exact = Looked(entries=rows.entries, subjects=rows.subjects, values=row_values(rows, query))
    best = exact.take(best_rows(exact)[:PLACES])
    return np.array_equal(hits.entries, best.entries) and np.array_equal(hits.values, best.values)


def _clients(index: TemplateIndex, queries: Sequence[RowQuery], clients: int) -> dict[str, float | int]:
    """Each client asks again as soon as it has its answer, for as long as one by one took them."""
    single = [_seconds(partial(index.search, query, top=PLACES)) for query in queries]
    times: list[float] = []
    end = time.perf_counter() + sum(single)

    def ask(number: int) -> None:
        for query in itertools.cycle([*queries[number:], *queries[:number]]):
            if time.perf_counter() >= end:
                return
            times.append(_seconds(partial(index.search, query, top=PLACES)))

    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (time.perf_counter() - began)
    return {
        f"{clients} clients: searches/s": rate,
        f"{clients} clients: throughput by one by one": rate * statistics.mean(single),
        f"{clients} clients: p95 by the single latency": float(np.quantile(times, 0.95)) / statistics.median(single),
    }


def _crossmatched(index: TemplateIndex, queries: Sequence[RowQuery]) -> dict[str, float | int]:
    seconds = _seconds(lambda: index.search_batch(queries, top=PLACES))
    floor = float(np.quantile([hits.values[0] for hits in index.search_batch(queries, top=1)], 0.9))
    above = _seconds(lambda: index.search_batch(queries, top=PLACES, floor=floor))
    return {
        f"crossmatch of {len(queries)}: probes/s, {PLACES} places each": len(queries) / seconds,
        f"crossmatch of {len(queries)}: probes/s, what one in ten reaches": len(queries) / above,
    }


def _change(index: TemplateIndex, model: Model, rows: int) -> None:
    gone = np.random.default_rng(9).choice(rows, size=rows // 20, replace=False)
    index.apply(2, erased=gone)
    index.apply(3, added=rows_of(model, rows // 100, seed=SEED + 7, first=rows))


def _memory(index: TemplateIndex) -> dict[str, float | int]:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    anonymous = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon"))
    tails = sum(
        block.stored_codes.tail.nbytes
        for block in index.state.blocks
        if block.stored_codes is not None and block.seals is not None
    )
    return {
        "anonymous memory, GB": anonymous * 1024 / 1e9,
        "with the codes in the file, GB": (anonymous * 1024 + tails) / 1e9,
    }


def _in_a_new_process(options: argparse.Namespace, folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--open", "--model", str(options.model), "--stretch", str(options.stretch)]
    command += ["--rows", str(options.rows), "--folder", str(folder)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def _first_search(options: argparse.Namespace) -> None:
    model = Model.load(options.model).stretched(options.stretch)
    query = queries_of(model, 1, options.rows)[0]
    began = time.perf_counter()
    index = open_snapshot(options.folder, header(model.length))
    opened = time.perf_counter()
    index.search(query, top=PLACES)
    done = time.perf_counter()
    sys.stdout.write(json.dumps({"open, s": opened - began, "open and first search, s": done - began}))
    sys.exit()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
