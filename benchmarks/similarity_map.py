"""Both similarity maps of a pair of faces on two threads, beside the comparison that they explain.

The maps take the aligned faces and open the recogniser, as `--map` and `compare --sheet` do. The comparison is all of
`antigone compare` from process start to its figures, without a sheet. There is no peer: none draws such maps.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antigone.site.settings")

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

from antigone.engine.extraction import Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import installation_packs, open_pack
from common import parser, photographs, report


def compare(paths: list[Path], home: Path) -> float:
    """Milliseconds of the whole command."""
    command = [sys.executable, "-m", "antigone", "compare", *map(str, paths), "--case", "bench", "--home", str(home)]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    options = parser(__doc__ or "").parse_args()
    with tempfile.TemporaryDirectory() as workspace:
        home = Path(workspace) / "home"
        os.environ["ANTIGONE_HOME"] = str(home)
        django.setup()
        from antigone.casework.recognition.bridge import open_recogniser  # noqa: PLC0415 (needs Django set up)
        from antigone.casework.recognition.explaining import explain_chips  # noqa: PLC0415

        subprocess.run([sys.executable, "-m", "antigone", "init", "--home", str(home)], check=True, capture_output=True)
        paths = photographs(2)
        extractor = Extractor(open_pack(installation_packs() / "starter", threads=1))
        chips = [extractor.chip(image, extractor.find_faces(image)[0]) for image in map(read_image, paths)]
        recogniser = open_recogniser(home, "starter")
        names = ("both similarity maps", "antigone compare, whole command", "the maps' CPU time, both threads")
        figures: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(options.runs):
            began, spent = time.perf_counter(), time.process_time()
            explain_chips(*chips, recogniser=recogniser)
            maps, work = time.perf_counter() - began, time.process_time() - spent
            for name, milliseconds in zip(names, (1000 * maps, compare(paths, home), 1000 * work), strict=True):
                figures[name].append(milliseconds)
    report("Similarity maps of a pair, two threads", figures, unit="ms", better="less", as_json=options.json)


if __name__ == "__main__":
    main()
