"""Search against the field: numpy, faiss, usearch, hnswlib, DeepFace's find, Milvus, pgvector.

    python benchmarks/fit_templates.py            (once: the synthetic templates)
    python benchmarks/search_field.py --rows 100000 1000000 --json > field.json

Every side gets the same templates and the same cores, in a process of its own, one after the other, and lists 50 rows
by cosine. Mates lost are counted against a full float scan: rows of the probe's own person that it lists and the side
does not. The peers run in an environment of their own, made on the first run from pinned hashes (peers/field.txt).
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from common import REPOSITORY, parser
from field.drawing import draw
from field.gallery import Gallery
from field.run import run_field
from field.tables import table
from templates import Model

FITTED = REPOSITORY / "out/templates"


def main() -> None:
    options = _options()
    cases = []
    for case, text in _cases(options):
        cases.append(case)
        (sys.stderr if options.json else sys.stdout).write(text)
    if options.plot:
        draw(cases, options.plot)
    if options.json:
        machine = {"machine": platform.machine(), "cores": os.cpu_count(), "threads": options.threads}
        sys.stdout.write(json.dumps({**machine, "cases": cases}, indent=1) + "\n")


def _options() -> argparse.Namespace:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    arguments.add_argument(
        "--models",
        nargs="+",
        default=["starter", "mobilefacenet:4"],
        help="of out/templates, with how many times the numbers: NAME or NAME:TIMES",
    )
    arguments.add_argument("--probes", type=int, default=1000)
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    arguments.add_argument("--only", nargs="+", default=[], metavar="PART", help="sides whose name has one of these")
    arguments.add_argument("--slow", action="store_true", help="also sides that take many minutes at this size")
    arguments.add_argument("--workspace", type=Path, help="folder for the galleries; a temporary one without it")
    arguments.add_argument("--plot", type=Path, help="write latency and mates lost against size to this PNG")
    return arguments.parse_args()


def _cases(options: argparse.Namespace) -> Iterator[tuple[dict[str, Any], str]]:
    for name in options.models:
        fitted, _, times = name.partition(":")
        path = FITTED / f"{fitted}.npz"
        if not path.exists():
            sys.exit(f"{path} is missing: run benchmarks/fit_templates.py --pack ... first.")
        model = Model.load(path).stretched(int(times or 1))
        for rows in options.rows:
            with tempfile.TemporaryDirectory(dir=options.workspace) as workspace:
                gallery = Gallery.make(Path(workspace), model, name, rows=rows, probes=options.probes)
                results = list(
                    run_field(
                        gallery, threads=options.threads, rounds=options.runs, slow=options.slow, only=options.only
                    )
                )
            title = f"{rows:,} x {model.length} ({name}), {options.threads} threads, {options.probes} probes"
            case = {"model": name, "rows": rows, "length": model.length, "sides": [asdict(each) for each in results]}
            yield case, table(title, results)


if __name__ == "__main__":
    main()
