"""Searches with Milvus against the home's own index, on the same rows in the same run; and who is lost.

    python benchmarks/milvus_search.py --model out/templates/starter.npz --url milvus://127.0.0.1:19530

People, one template each, and other photographs of some of them are drawn from a model that fit_templates.py wrote.
Both sides give the 50 highest subjects with values from the stored float16: by the ranking score with the starter
pack's calibration, or with --stretch by the cosine. The home's index compares every template: a person is lost whom it
lists and Milvus does not. Beside them pymilvus's own search of the same collection, `bare`: as many rows as a list has
places, no more asked of them than their numbers. A server must be running: docs/milvus.md.
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
from templates import Model

TOP = 50
SEED = 1
OWN = "own index"
READY_S = 900


def main() -> None:
    arguments = parser("Searches with Milvus and with the home's own index.")
    arguments.add_argument("--url", default="milvus://127.0.0.1:19530", help="the server; its collections are dropped")
    arguments.add_argument("--model", type=Path, required=True, help=".npz that fit_templates.py wrote for `starter`")
    arguments.add_argument("--stretch", type=int, default=1, help="templates of so many times the numbers, by cosine")
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--kinds", nargs="+", default=["FLAT", "IVF_SQ8", "HNSW"])
    arguments.add_argument("--probes", type=int, default=200)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="antigone-milvus-") as folder:
        os.environ |= {"ANTIGONE_HOME": folder, "DJANGO_SETTINGS_MODULE": "antigone.site.settings"}
        subprocess.run([sys.executable, "-m", "antigone", "init"], check=True, capture_output=True)
        import django

        django.setup()
        measure(asked.url, Model.load(asked.model).stretched(asked.stretch), asked.rows, asked.kinds, asked.probes)


def measure(url: str, model: Model, rows: int, kinds: list[str], probes: int) -> None:
    """Fill the home, then each kind of collection, and print a line for each."""
    from django.conf import settings

    from antigone.casework.accounts.selectors import local_operator
    from antigone.casework.audit import Door
    from antigone.casework.recognition.indexing import open_index
    from antigone.casework.recognition.milvus.address import parse_address
    from antigone.casework.recognition.milvus.client import connect
    from antigone.casework.recognition.milvus.collections import collection_name, own_prefix
    from antigone.casework.recognition.milvus.lifecycle import open_milvus_index

    by, of = local_operator().actor(Door.CLI), recogniser_of(model.length)
    fill(of, model, rows)
    home = Path(settings.ANTIGONE_HOME)
    local = open_index(home=home, recogniser=of, by=by)
    photographs, mates = model.probes(probes, rows, SEED, photographs=1)
    queries = [query(of, probe) for probe in photographs]
    sides = {OWN: local}
    for kind in kinds:
        address = replace(parse_address(url), index=kind)
        begin = time.perf_counter()
        sides[kind] = open_milvus_index(address=address, recogniser=of, by=by)
        sides[kind].search(queries[0], top=TOP)
        filled = time.perf_counter() - begin
        server = connect(address)
        server.flush(collection_name(of, address, 1))
        wait_until_built(server, collection_name(of, address, 1))
        print(f"{kind}: filled in {filled:.0f} s, built after {time.perf_counter() - begin:.0f} s", flush=True)
        sides[f"{kind}, bare"] = Bare(address, collection_name(of, address, 1))
    compare(sides, mates.tolist(), queries, f"{rows} x {model.length}")
    for name in server.collections(own_prefix()):
        server.drop(name)


class Bare:
    """pymilvus by itself: numbers of rows, and nothing read from anywhere else."""

    def __init__(self, address: object, name: str) -> None:
        from pymilvus import MilvusClient

        self._client, self._name, self._address = MilvusClient(f"http://{address.place}"), name, address

    def search(self, asked: object, *, top: int) -> object:
        from antigone.casework.recognition.milvus.client import search_parameters
        from antigone.casework.recognition.milvus.listing import first_count
        from antigone.casework.recognition.milvus.points import point_of_query

        return self._client.search(
            self._name,
            data=[point_of_query(asked)],
            anns_field="point",
            limit=top,
            search_params=search_parameters(self._address, first_count(top)),
            consistency_level="Eventually",
        )


def compare(sides: dict[str, object], mates: list[int], queries: list[object], what: str) -> None:
    """Each probe with one side after the other; prints medians, and who was lost."""
    kinds = [side for side in sides if f"{side}, bare" in sides]
    taken: dict[str, list[float]] = {side: [] for side in sides}
    lost, kept, mates_held, held = Counter(), Counter(), 0, 0
    for mate, asked in zip(mates, queries, strict=True):
        found = {side: timed(index, asked, taken[side]) for side, index in sides.items()}
        own = set(found[OWN].subjects.tolist())
        held += len(own)
        mates_held += mate in own
        for kind in kinds:
            listed = set(found[kind].subjects.tolist())
            kept[kind] += len(own & listed)
            lost[kind] += mate in own - listed
    milliseconds = {side: float(np.median(seconds)) * 1e3 for side, seconds in taken.items()}
    own = milliseconds[OWN]
    print(f"{what}, top {TOP}, {len(queries)} probes: own index {own:.1f} ms, lists {mates_held} of {len(mates)} mates")
    for kind in kinds:
        took, alone = milliseconds[kind], milliseconds[f"{kind}, bare"]
        print(
            f"  {kind:8} {took:6.1f} ms, {took / own:.2f} x the own index's, {took / alone:.2f} x bare pymilvus's "
            f"{alone:.1f} ms; lost {lost[kind]} of {mates_held} mates, {held - kept[kind]} of {held} listed",
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


def fill(of: object, model: Model, rows: int) -> None:
    """One template a person, numbered from 0, in gallery 1."""
    from antigone.casework.audit import writing
    from antigone.casework.recognition.models import StoredTemplate
    from antigone.casework.recognition.services import NewEntry, add_entries

    for vectors, persons in model.portions(rows, SEED, photographs=1):
        figures = of.cohort_figures(vectors)
        with writing():
            templates = StoredTemplate.objects.bulk_create(
                StoredTemplate(
                    recogniser=of.identity.id,
                    recogniser_sha256=of.identity.sha256,
                    vector=of.stored_form(vector).tobytes(),
                    cohort_sha256=of.cohort_sha256,
                    cohort_mean=float(mean),
                    cohort_deviation=float(deviation),
                    landmarks_by="machine",
                )
                for vector, (mean, deviation) in zip(vectors, figures, strict=True)
            )
            add_entries(
                [
                    NewEntry(template=one, gallery_key=1, subject_key=person)
                    for one, person in zip(templates, persons.tolist(), strict=True)
                ]
            )


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
