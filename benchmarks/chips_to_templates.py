"""Aligned faces to templates on all cores: our extractor against insightface's recognition class, same ONNX file."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from antigone.engine.extraction import Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import Device, installation_packs, open_pack
from antigone.engine.types import FloatArray, PixelArray
from common import parser, photographs, report
from peers.environment import insightface_python

BLOCK = 16


@dataclass(slots=True)
class _Desk:
    extractor: Extractor | None = None


_desk = _Desk()


def begin(pack: Path, device: Device) -> None:
    _desk.extractor = Extractor(open_pack(pack, threads=1, device=device))


def embed(chips_file: Path, start: int) -> FloatArray:
    assert _desk.extractor is not None
    return _desk.extractor.embed(np.load(chips_file, mmap_mode="r")[start : start + BLOCK])


def cut(pack: Path, count: int) -> PixelArray:
    """That many faces of lfw-dev as the pack's recogniser wants them."""
    extractor = Extractor(open_pack(pack))
    chips = []
    for path in photographs(count + count // 10):
        image = read_image(path)
        if (faces := extractor.find_faces(image)) and len(chips) < count:
            chips.append(extractor.chip(image, faces[0]))
    return np.stack(chips)


def ours(pack: Path, device: Device, chips_file: Path, count: int, processes: int) -> tuple[float, FloatArray]:
    """Templates a second, and the templates; processes as bulk extraction has them, models loaded before."""
    context = multiprocessing.get_context("spawn")
    starts = range(0, count, BLOCK)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=begin, initargs=(pack, device)) as pool:
        list(pool.map(embed, [chips_file] * len(starts), starts))
        began = time.perf_counter()
        templates = list(pool.map(embed, [chips_file] * len(starts), starts))
        return count / (time.perf_counter() - began), np.concatenate(templates)


def peer(model: Path, chips_file: Path, count: int, *how: str) -> tuple[float, FloatArray]:
    """Templates a second of one process of theirs, and the templates."""
    script = Path(__file__).parent / "peers" / "embed_chips.py"
    out = chips_file.with_name("peer.npy")
    command = [str(insightface_python()), str(script), str(model), str(chips_file), *how, str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return count / float(done.stdout), np.load(out)


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--pack", type=Path, default=installation_packs() / "starter", help="folder of a pack")
    arguments.add_argument("--chips", type=int, default=1000)
    arguments.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--device", type=Device, choices=list(Device), default=Device.CPU, help="of our side")
    options = arguments.parse_args()
    recogniser = open_pack(options.pack).manifest.recogniser
    model, wanted = options.pack / recogniser.file, recogniser.input
    mean, std = str(np.mean(wanted.mean)), str(np.mean(wanted.std))
    sides: dict[str, tuple[str, ...]] = {
        "insightface get_feat, same template": (mean, std, "1", "mirror"),
        "the same, lists of 16": (mean, std, "16", "mirror"),
        "insightface get_feat, no mirror image": (mean, std, "1", "alone"),
    }
    if open_pack(options.pack).recogniser.one_at_a_time:
        sides.pop("the same, lists of 16")
    figures: dict[str, list[float]] = {"antigone": [], **{name: [] for name in sides}}
    with tempfile.TemporaryDirectory() as workspace:
        chips_file = Path(workspace) / "chips.npy"
        np.save(chips_file, cut(options.pack, options.chips))
        for _ in range(options.runs):
            rate, mine = ours(options.pack, options.device, chips_file, options.chips, options.processes)
            figures["antigone"].append(rate)
            for name, how in sides.items():
                rate, theirs = peer(model, chips_file, options.chips, *how)
                figures[name].append(rate)
                if how[-1] == "mirror" and len(set(wanted.mean)) == len(set(wanted.std)) == 1:
                    alike = float((mine * theirs).sum(axis=1).min())
                    if alike < 0.999:
                        sys.exit(f"the two sides do not make the same templates: cosine {alike:.4f}")
    title = (
        f"{options.chips} aligned faces to templates of {recogniser.id}, {options.processes} cores, {options.device}"
    )
    report(title, figures, unit="templates/s", better="more", as_json=options.json)


if __name__ == "__main__":
    main()
