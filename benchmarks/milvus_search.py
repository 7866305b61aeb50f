"""Searches with Milvus against the home's own index, on the same rows in the same run; and who is lost.

Both give the 50 highest subjects with values from the stored float16. 128 numbers: strangers drawn from the starter
pack's own model of them, ranked by the cohort-normalised score. 512 numbers: random directions, ranked by cosine.
Probes are other photographs of people who are stored, made by adding noise (cosines about .54 +- .08 at 512, the
strangers' about 0 +- .05). A person is lost where the home's index, which compares every template, lists them and
Milvus does not. A server must be running: docs/milvus.md.
"""

# ruff: noqa: PLC0415 (Django is set up first)

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from common import parser

TOP = 50
PORTION = 2000
READY_S = 900


def main() -> None:
    arguments = parser("Searches with Milvus and with the home's own index.")
    arguments.add_argument("--url", default="milvus://127.0.0.1:19530", help="the server; its collections are dropped")
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--length", type=int, choices=(128, 512), default=512)
    arguments.add_argument("--kinds", nargs="+", default=["FLAT", "IVF_SQ8", "HNSW"])
    arguments.add_argument("--probes", type=int, default=200)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="antigone-milvus-") as folder:
        os.environ |= {"ANTIGONE_HOME": folder, "DJANGO_SETTINGS_MODULE": "antigone.site.settings"}
        subprocess.run([sys.executable, "-m", "antigone", "init"], check=True, capture_output=True)
        import django

        django.setup()
        measure(asked.url, asked.rows, asked.length, asked.kinds, asked.probes)


def measure(url: str, rows: int, length: int, kinds: list[str], probes: int) -> None:
    """Fill the home, then each kind of collection, and print a line for each."""
    from django.conf import settings

    from antigone.casework.accounts.selectors import local_operator
    from antigone.casework.audit import Door
    from antigone.casework.recognition.indexing import open_index
    from antigone.casework.recognition.milvus.address import parse_address
    from antigone.casework.recognition.milvus.client import connect
    from antigone.casework.recognition.milvus.collections import collection_name, own_prefix
    from antigone.casework.recognition.milvus.lifecycle import open_milvus_index

    by, of = local_operator().actor(Door.CLI), recogniser_of(length)
    stored = fill(of, rows)
    home = Path(settings.ANTIGONE_HOME)
    local = open_index(home=home, recogniser=of, by=by)
    mates = np.random.default_rng(5).choice(rows, size=probes, replace=False)
    queries = [query(of, other_photograph(stored[mate], seed)) for seed, mate in enumerate(mates.tolist())]
    there = {}
    for kind in kinds:
        address = replace(parse_address(url), index=kind)
        begin = time.perf_counter()
        there[kind] = open_milvus_index(address=address, recogniser=of, by=by)
        there[kind].search(queries[0], top=TOP)
        filled = time.perf_counter() - begin
        server = connect(address)
        server.flush(collection_name(of, address, 1))
        wait_until_built(server, collection_name(of, address, 1))
        print(f"{kind}: filled in {filled:.0f} s, built after {time.perf_counter() - begin:.0f} s", flush=True)
    compare(local, there, mates.tolist(), queries, f"{rows} x {length}")
    for name in server.collections(own_prefix()):
        server.drop(name)


def compare(local: object, there: dict[str, object], mates: list[int], queries: list[object], what: str) -> None:
    """Each probe with one index after the other; prints medians, and who was lost."""
    taken: dict[str, list[float]] = {kind: [] for kind in ("own index", *there)}
    lost, held = Counter(), 0
    for mate, asked in zip(mates, queries, strict=True):
        listed = {
            kind: mate in timed(index, asked, taken[kind]).subjects
            for kind, index in {"own index": local, **there}.items()
        }
        held += listed["own index"]
        lost.update(kind for kind in there if listed["own index"] and not listed[kind])
    own = float(np.median(taken["own index"])) * 1e3
    print(f"{what}, top {TOP}, {len(queries)} probes: own index {own:.1f} ms, lists {held} of {len(mates)} mates")
    for kind in there:
        median = float(np.median(taken[kind])) * 1e3
        print(
            f"  {kind:8} {median:7.1f} ms, {median / own:.2f} x the own index's; lost {lost[kind]} of {held}",
            flush=True,
        )


def recogniser_of(length: int) -> object:
    """The starter pack with its calibration, or one of 512 numbers without."""
    from antigone.casework.recognition.bridge import Recogniser, open_recogniser

    starter = open_recogniser(Path(os.environ["ANTIGONE_HOME"]), "starter")
    if length == starter.template_length:
        return starter
    manifest = replace(starter.manifest, recogniser=replace(starter.manifest.recogniser, template_length=length))
    return Recogniser(manifest=manifest, calibration=None)


def fill(of: object, rows: int) -> np.ndarray:
    """One template a person, numbered from 0, in gallery 1."""
    from antigone.casework.audit import writing
    from antigone.casework.recognition.models import StoredTemplate
    from antigone.casework.recognition.services import NewEntry, add_entries
    from antigone.engine.scoring import synthetic_templates

    rng, stored = np.random.default_rng(1), []
    for start in range(0, rows, PORTION):
        count = min(PORTION, rows - start)
        if of.calibration is not None:
            vectors = synthetic_templates(of.calibration.cohort, count, seed=start)
        else:
            vectors = rng.standard_normal((count, of.template_length))
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors = vectors.astype("<f2")
        figures = of.cohort_figures(vectors)
        with writing():
            templates = StoredTemplate.objects.bulk_create(
                StoredTemplate(
                    recogniser=of.identity.id,
                    recogniser_sha256=of.identity.sha256,
                    vector=vector.tobytes(),
                    cohort_sha256=of.cohort_sha256,
                    cohort_mean=float(mean),
                    cohort_deviation=float(deviation),
                    landmarks_by="machine",
                )
                for vector, (mean, deviation) in zip(vectors, figures, strict=True)
            )
            add_entries(
                [NewEntry(template=one, gallery_key=1, subject_key=start + n) for n, one in enumerate(templates)]
            )
        stored.append(vectors)
    return np.concatenate(stored)


def other_photograph(vector: np.ndarray, seed: int) -> np.ndarray:
    """A template at a cosine of about .54 +- .08, or for 128 numbers, where strangers are alike, .93 +- .02."""
    rng = np.random.default_rng([7, seed])
    cosine = rng.normal(0.54, 0.08) if len(vector) == 512 else rng.normal(0.93, 0.02)
    base = vector.astype(np.float64) / np.linalg.norm(vector.astype(np.float64))
    noise = rng.standard_normal(len(base))
    noise -= (noise @ base) * base
    return (cosine * base + np.sqrt(1 - cosine**2) * noise / np.linalg.norm(noise)).astype(np.float32)


def query(of: object, probe: np.ndarray) -> object:
    from antigone.engine.index import RowQuery
    from antigone.engine.scoring import affine_query, cohort_statistics

    if of.calibration is None:
        return RowQuery(probe=probe, direct=1.0, scaled=0.0, offset=0.0)
    asked = affine_query(cohort_statistics(of.calibration.cohort, probe[None])[0])
    return RowQuery(probe=probe, direct=asked.direct, scaled=asked.scaled, offset=asked.offset)


def wait_until_built(server: object, name: str) -> None:
    """Milvus builds an index behind the rows; searches use it some seconds later."""
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        if not server.unindexed(name):
            break
        time.sleep(1)
    time.sleep(10)


def timed(index: object, asked: object, into: list[float]) -> object:
    begin = time.perf_counter()
    found = index.search(asked, top=TOP)
    into.append(time.perf_counter() - begin)
    return found


if __name__ == "__main__":
    main()
