"""Fits the benchmarks' synthetic templates to real ones and shows both side by side.

    python benchmarks/fit_templates.py --out out/templates

Reads photographs of known people (lfw-dev) with a pack, fits a model, writes NAME.npz (statistics; no template or
photograph of anybody) and NAME.png: spectrum, mated and non-mated scores, real beside synthetic. Look at the picture
before you trust what is measured on the model. LFW is old news photographs, easy ones: a model of it, no more.
"""

import argparse
import os
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from antigone.engine.runtime import installation_packs
from common import REPOSITORY, lfw_dev
from templates import Model, Scores, compare, fit
from templates.drawing import draw
from templates.reading import read_templates

SHOWN = 8000


def main() -> None:
    options = _options()
    vectors, persons = _real(options)
    model = fit(vectors, persons, seed=options.seed)
    name = options.name or options.pack.name
    model.save(options.out / f"{name}.npz")
    sides = {"real": compare(vectors, persons), "synthetic": _drawn(model, options.seed)}
    if options.stretch > 1:
        sides[f"stretched to {options.stretch * model.length}"] = _drawn(model.stretched(options.stretch), options.seed)
    draw(sides, f"{name}: {len(vectors):,} templates of {model.length} numbers", options.out / f"{name}.png")
    for side, scores in sides.items():
        sys.stdout.write(
            f"{side:<20} mated {scores.mated.mean():.3f} +- {scores.mated.std():.3f}, "
            f"non-mated {scores.non_mated.mean():.3f} +- {scores.non_mated.std():.3f}, "
            f"one in a million {np.quantile(scores.non_mated, 1 - 1e-6):.3f}\n"
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, default=installation_packs() / "starter", help="folder of a pack")
    parser.add_argument("--templates", type=Path, help=".npz with vectors and persons that were read before")
    parser.add_argument("--name", help="of the files written; the pack's without it")
    parser.add_argument("--photographs", type=int, default=6000, help="to read at most")
    parser.add_argument("--stretch", type=int, default=1, help="also show a model with so many times the numbers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=REPOSITORY / "out/templates")
    return parser.parse_args()


def _real(options: argparse.Namespace) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    if options.templates:
        with np.load(options.templates) as read:
            return read["vectors"], read["persons"]
    return read_templates(lfw_dev(), options.pack, most=options.photographs, threads=os.cpu_count() or 1)


def _drawn(model: Model, seed: int) -> Scores:
    vectors, persons = next(iter(model.portions(SHOWN, seed, photographs=2)))
    return compare(vectors, persons)


if __name__ == "__main__":
    main()
