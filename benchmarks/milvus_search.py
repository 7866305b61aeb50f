"""Searches with Milvus against the home's own index, on the same rows in the same run; and who is lost.

Both give the 50 highest subjects with values from the stored float16. 128 numbers: strangers drawn from the starter
pack's own model of them, ranked by the cohort-normalised score. 512 numbers: random directions, ranked by cosine.
Probes are other photographs of people who are stored, made by adding noise (cosines about .54 +- .08 at 512, the
strangers' about 0 +- .05). A person is lost where the home's index, which compares every template, lists them and
Milvus does not. A server must be running: docs/milvus.md.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
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
    from antigone.casework.recognition.milvus.lifecycle import rebuild_collections

    by, of = local_operator().actor(Door.CLI), recogniser_of(length)
    stored = fill(of, rows)
    home = Path(settings.ANTIGONE_HOME)
    local = open_index(home=home, recogniser=of, by=by)
    mates = np.random.default_rng(5).choice(rows, size=probes, replace=False)
    queries = [query(of, other_photograph(stored[mate], seed)) for seed, mate in enumerate(mates.tolist())]
    for kind in kinds:
        address = replace(parse_address(url), index=kind)
        begin = time.perf_counter()
        index = rebuild_collections(address=address, recogniser=of, by=by)
        filled = time.perf_counter() - begin
        server = connect(address)
        wait_until_built(server, collection_name(of, address, 1))
        built = time.perf_counter() - begin
        index.search(queries[0], top=TOP)
        ours, theirs = [], []
        lost = held = 0
        for mate, asked in zip(mates.tolist(), queries, strict=True):
            expected, there = timed(lambda a=asked: local.search(a, top=TOP), ours)
            found, _ = timed(lambda a=asked: index.search(a, top=TOP), theirs)
            del there
            if mate in expected.subjects:
                held += 1
                lost += mate not in found.subjects
        medians = float(np.median(theirs)) * 1e3, float(np.median(ours)) * 1e3
        print(
            f"{rows} x {length} {kind:8} {medians[0]:7.1f} ms, own index {medians[1]:6.1f} ms, ratio {medians[0] / medians[1]:.2f};"
            f" lost {lost} of {held}; filled in {filled:.0f} s, built after {built:.0f} s",
            flush=True,
        )
        for name in server.collections(own_prefix()):
            server.drop(name)


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
            add_entries([NewEntry(template=one, gallery_key=1, subject_key=start + n) for n, one in enumerate(templates)])
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
        state = server._client.describe_index(name, "point")
        if not int(state.get("pending_index_rows", 0)) and str(state.get("state", "Finished")) == "Finished":
            break
        time.sleep(1)
    time.sleep(10)


def timed(act: Callable[[], object], into: list[float]) -> tuple[object, float]:
    begin = time.perf_counter()
    found = act()
    into.append(time.perf_counter() - begin)
    return found, into[-1]


if __name__ == "__main__":
    main()
