"""What a template changes where its network is rounded to bfloat16, and what that costs on people who are known."""

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.engine.evaluation import EvaluationSet, accuracy
from antigone.engine.extraction import Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import Device, installation_packs, open_pack
from antigone.engine.types import FloatArray
from common import lfw_dev

BLOCK = 64
PAIRS = 1_000_000


def both(pack: Path, paths: Sequence[Path]) -> FloatArray:
    """Templates (2, N, D) of the first face in each photograph, in float32 and rounded, of the same aligned faces."""
    exact, rounded = (Extractor(open_pack(pack, device=device)) for device in (Device.CPU, Device.CPU_BF16))
    chips = []
    for path in paths:
        image = read_image(path)
        chips.append(exact.chip(image, exact.find_faces(image)[0]))
    return np.stack([exact.embed(np.stack(chips)), rounded.embed(np.stack(chips))])


def rank_one(probes: FloatArray, gallery: FloatArray, people: NDArray[np.int64]) -> float:
    """Of all photographs but each person's first, how many in a hundred find theirs among those; as in losses.py."""
    firsts = np.unique(people, return_index=True)[1]
    rows = np.setdiff1d(np.arange(len(people)), firsts)
    return float(100 * np.mean(np.argmax(probes[rows] @ gallery[firsts].T, axis=1) == people[rows]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pack", type=Path, default=installation_packs() / "starter", help="folder of a pack")
    arguments.add_argument("--json", action="store_true", help="one JSON document on stdout")
    options = arguments.parse_args()
    paths = sorted(lfw_dev().glob("*/*.jpg"))
    names, people = np.unique([path.parent.name for path in paths], return_inverse=True)
    context = multiprocessing.get_context("spawn")
    blocks = [paths[start : start + BLOCK] for start in range(0, len(paths), BLOCK)]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        exact, rounded = np.concatenate([*pool.map(both, [options.pack] * len(blocks), blocks)], axis=1)

    def decided(vectors: FloatArray) -> float:
        data = EvaluationSet(
            name="lfw-dev",
            people=tuple(names),
            photographs=tuple(path.name for path in paths),
            vectors=vectors,
            found=np.ones(len(paths), np.bool_),
            identities=people,
            recogniser=open_pack(options.pack).manifest.recogniser.identity,
        )
        return 100 * accuracy(data).verification

    cosines = (exact * rounded).sum(axis=1)
    pairs = np.random.default_rng(1).integers(0, len(paths), (2, PAIRS))
    shifts = [
        (a[pairs[0]] * b[pairs[1]]).sum(axis=1) for a, b in ((exact, exact), (rounded, rounded), (rounded, exact))
    ]
    figures = {
        "photographs": len(paths),
        "cosine to its float32 template, least": float(cosines.min()),
        "cosine to its float32 template, median": float(np.median(cosines)),
        "score of a pair, both rounded: largest change": float(np.abs(shifts[1] - shifts[0]).max()),
        "score of a pair, one rounded: largest change": float(np.abs(shifts[2] - shifts[0]).max()),
        "pairs decided rightly, float32": decided(exact),
        "pairs decided rightly, rounded": decided(rounded),
        "first in rank, float32": rank_one(exact, exact, people),
        "first in rank, rounded": rank_one(rounded, rounded, people),
        "first in rank, rounded probes, float32 gallery": rank_one(rounded, exact, people),
        "first in rank, float32 probes, rounded gallery": rank_one(exact, rounded, people),
    }
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
        return
    for name, figure in figures.items():
        sys.stdout.write(f"  {name:<48} {figure:.6g}\n")


if __name__ == "__main__":
    main()
