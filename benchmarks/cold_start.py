"""From process start to the first candidate list, gallery enrolled: `antigone search` against the peer's command.

The peer keeps nothing between runs: its command encodes the known folder again each time, which is what its users wait
for; a restart costs Antigone only the opening of a snapshot.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import parser, photographs, report
from peers.environment import peer_python


def prepare(paths: list[Path], workspace: Path) -> Path:
    """A home with the photographs enrolled, one a subject; returns the folder of portraits."""
    gallery = workspace / "portraits"
    gallery.mkdir()
    for path in paths:
        (gallery / path.name).symlink_to(path.resolve())
    home = ["--home", str(workspace / "home")]
    run = [sys.executable, "-m", "antigone"]
    subprocess.run([*run, "init", *home], check=True, capture_output=True)
    enrol = [*run, "enrol", str(gallery), "--gallery", "bench", "--basis", "consent", *home]
    subprocess.run(enrol, check=False, capture_output=True)
    return gallery


def search(probe: Path, workspace: Path) -> float:
    command = [sys.executable, "-m", "antigone", "search", str(probe), "--case", "bench", "--json"]
    began = time.perf_counter()
    done = subprocess.run([*command, "--home", str(workspace / "home")], check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    json.loads(done.stdout)
    return seconds


def peer(gallery: Path, probe: Path) -> float:
    command = [str(peer_python().parent / "face_recognition"), str(gallery), str(probe)]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--gallery", type=int, default=100)
    options = arguments.parse_args()
    *paths, probe = photographs(options.gallery + 1)
    figures: dict[str, list[float]] = {"antigone search": [], "face_recognition command": []}
    peer_python()
    with tempfile.TemporaryDirectory() as workspace:
        gallery = prepare(paths, Path(workspace))
        for _ in range(options.runs):
            figures["antigone search"].append(search(probe, Path(workspace)))
            figures["face_recognition command"].append(peer(gallery, probe))
    title = f"Process start to first list, {options.gallery} portraits known"
    report(title, figures, unit="s", better="less", as_json=options.json)


if __name__ == "__main__":
    main()
