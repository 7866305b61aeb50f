"""What else could be left unread with the proof kept? The share of rows that stay open, for each way of leaving out.

    python benchmarks/pruning.py --model out/templates/starter.npz

Every way gives each row an upper bound of its score from fewer bytes than one a number; a row is open where that bound
reaches the height at which a list of 200 begins in a gallery of `--gallery` rows. What is open must be read after all,
from elsewhere in memory. `bytes` counts what the way reads of every row and, for open rows, the rest of the code and as
many bytes again as memory gives in the time of two cache misses (2,500): below the 1.0 of reading every byte it pays.

- head: the leading principal directions of one-byte codes, the rest by Cauchy-Schwarz, and the same of four bits (what
  the index does);
- bits: all numbers in 1, 2 or 4 bits, what they lack by Cauchy-Schwarz;
- balls: blocks of rows with a centre and a radius, as the rows came and after k-means: a block whose ball is too far is
  skipped whole.
"""

import argparse
import json
import sys
from pathlib import Path
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from templates import Model

ROWS = 131_072
PROBES = 64
PLACES = 200
SEED = 11
MISSES = 2500
BALL_ROWS = 512
BALL_ROUNDS = 6

Floats = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help=".npz that fit_templates.py wrote")
    parser.add_argument("--stretch", type=int, default=1)
    parser.add_argument("--gallery", type=int, default=10_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    model = Model.load(options.model).stretched(options.stretch)
    found = [*measure(model, options.gallery)]
    if options.json:
        sys.stdout.write(json.dumps([dict(zip(("way", "open", "bytes"), row, strict=True)) for row in found]) + "\n")
        return
    for way, still_open, read in found:
        sys.stdout.write(f"{way:<44} open {100 * still_open:8.3f} %   bytes {read:6.3f} x\n")


def measure(model: Model, gallery: int) -> "list[tuple[str, float, float]]":
    rows = np.concatenate([part for part, _ in model.portions(ROWS, SEED)]).astype(np.float32)
    asked, _ = model.probes(PROBES, ROWS, SEED)
    mean = rows.mean(axis=0)
    centred = rows - mean
    shares = asked @ mean / float(mean @ mean)
    rests = asked - shares[:, None] * mean
    leaning = shares[:, None] * (centred @ mean)
    scores = leaning + rests @ centred.T
    height = scores.mean(axis=1) + NormalDist().inv_cdf(1 - PLACES / gallery) * scores.std(axis=1)
    length = model.length
    _, turn = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    turn = turn[:, ::-1].astype(np.float32)
    turned, probes = centred @ turn, rests @ turn
    found = []
    for head in range(length // 16, length, length // 16):
        tails = _product(probes[:, head:], turned[:, head:])
        tops = leaning + probes[:, :head] @ turned[:, :head].T + tails
        found.append(_row(f"head of {head}", _open(tops, height), head, length))
        coarse = _coarse(turned[:, :head], 4)
        tops = leaning + probes[:, :head] @ coarse.T + _product(probes[:, :head], turned[:, :head] - coarse) + tails
        found.append(_row(f"head of {head}, 4 bits", _open(tops, height), head / 2, length))
    for bits in (1, 2, 4):
        coarse = _coarse(centred, bits)
        tops = leaning + rests @ coarse.T + _product(rests, centred - coarse)
        found.append(_row(f"{bits} bit a number", _open(tops, height), length * bits / 8, length))
    for name, order in (("as they came", np.arange(ROWS)), ("after k-means", _gathered(turned[:, :32]))):
        found.append((f"balls of {BALL_ROWS} rows, {name}", *_balls(centred[order], leaning[:, order], rests, height)))
    return found


def _product(probes: Floats, rows: Floats) -> Floats:
    product: Floats = np.linalg.norm(probes, axis=1)[:, None] * np.linalg.norm(rows, axis=1)
    return product


def _open(tops: Floats, height: Floats) -> float:
    return float((tops >= height[:, None]).mean())


def _row(way: str, still_open: float, read: float, length: int) -> tuple[str, float, float]:
    return way, still_open, (read + still_open * (length - read + MISSES)) / length


def _coarse(rows: Floats, bits: int) -> Floats:
    """Rows in steps of their own size: the sign alone, or 2**bits levels over three deviations."""
    deviation = np.sqrt(np.square(rows).mean(axis=1, keepdims=True))
    if bits == 1:
        return np.sign(rows) * np.abs(rows).mean(axis=1, keepdims=True)
    step = deviation * 6 / 2**bits
    kept: Floats = ((np.floor(rows / step) + 0.5).clip(-(2 ** (bits - 1)) + 0.5, 2 ** (bits - 1) - 0.5) * step).astype(
        np.float32
    )
    return kept


def _gathered(rows: Floats) -> NDArray[np.int64]:
    """An order in which rows of one k-means cluster stand together."""
    centres = rows[:: max(1, len(rows) // (len(rows) // BALL_ROWS))]
    nearest = np.zeros(len(rows), dtype=np.int64)
    for _ in range(BALL_ROUNDS):
        squares = np.square(centres).sum(axis=1)
        for start in range(0, len(rows), 8192):
            part = rows[start : start + 8192]
            nearest[start : start + 8192] = (squares - 2 * part @ centres.T).argmin(axis=1)
        counts = np.bincount(nearest, minlength=len(centres))
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, rows)
        centres = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centres)
    return np.argsort(nearest, kind="stable")


def _balls(centred: Floats, leaning: Floats, rests: Floats, height: Floats) -> tuple[float, float]:
    """A ball's highest score: the most its rows lean to the mean, its centre's, and its radius by the probe's rest."""
    count = len(centred) // BALL_ROWS
    blocks = centred[: count * BALL_ROWS].reshape(count, BALL_ROWS, -1)
    centres = blocks.mean(axis=1)
    radii = np.linalg.norm(blocks - centres[:, None], axis=2).max(axis=1)
    most = leaning[:, : count * BALL_ROWS].reshape(len(leaning), count, BALL_ROWS).max(axis=2)
    tops = most + rests @ centres.T + np.linalg.norm(rests, axis=1)[:, None] * radii
    share = float((tops >= height[:, None]).mean())
    return share, share


if __name__ == "__main__":
    main()
