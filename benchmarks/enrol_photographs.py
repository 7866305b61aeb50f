"""Whole `antigone enrol` of LFW photographs against face_recognition on the same files and processes."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import parser, photographs, report
from peers.environment import peer_python


def enrol(paths: list[Path], workers: int, workspace: Path) -> float:
    """Photographs per second of the whole command: start, extraction, originals, database, audit log."""
    gallery = workspace / "portraits"
    gallery.mkdir()
    for path in paths:
        (gallery / path.name).symlink_to(path.resolve())
    home = str(workspace / "home")
    subprocess.run([sys.executable, "-m", "antigone", "init", "--home", home], check=True, capture_output=True)
    command = [sys.executable, "-m", "antigone", "enrol", str(gallery), "--gallery", "bench", "--basis", "consent"]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "--workers", str(workers), "--home", home], check=False, capture_output=True, text=True
    )
    seconds = time.perf_counter() - began
    if done.returncode not in {0, 4}:
        sys.exit(f"enrol failed:\n{done.stderr}")
    return len(paths) / seconds


def encode(paths: list[Path], workers: int, workspace: Path) -> float:
    """Photographs per second of the peer: detection and encoding only, nothing is stored."""
    listing = workspace / "paths.txt"
    listing.write_text("\n".join(map(str, paths)))
    script = Path(__file__).parent / "peers" / "encode_photographs.py"
    done = subprocess.run(
        [str(peer_python()), str(script), str(listing), str(workers)], check=True, capture_output=True, text=True
    )
    return len(paths) / float(done.stdout.split()[0])


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--photographs", type=int, default=1000)
    arguments.add_argument("--workers", type=int, default=2)
    options = arguments.parse_args()
    paths = photographs(options.photographs)
    figures: dict[str, list[float]] = {"antigone enrol": [], "face_recognition.face_encodings": []}
    peer_python()
    for _ in range(options.runs):
        for name, measure in (("antigone enrol", enrol), ("face_recognition.face_encodings", encode)):
            with tempfile.TemporaryDirectory() as workspace:
                figures[name].append(measure(paths, options.workers, Path(workspace)))
    title = f"Enrolment of {options.photographs} LFW photographs, {options.workers} processes"
    report(title, figures, unit="photographs/s", better="more", as_json=options.json)


if __name__ == "__main__":
    main()
