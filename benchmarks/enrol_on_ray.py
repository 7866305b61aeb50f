"""Whole `antigone enrol` of LFW photographs by two processes of this machine, and by a Ray cluster of 1 and 3 nodes.

All nodes are on this machine, so this shows what Ray costs and not what more machines give.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import REPOSITORY, parser, photographs, report

sys.path.insert(0, str(REPOSITORY / "tests"))
from builders.ray_cluster import ray_cluster


def enrol(paths: list[Path], *how: str) -> float:
    """Photographs per second of the whole command: start, connection, models to the nodes, reading, database, log."""
    with tempfile.TemporaryDirectory() as workspace:
        source = Path(workspace) / "portraits"
        source.mkdir()
        for path in paths:
            (source / path.name).symlink_to(path.resolve())
        home = ["--home", str(Path(workspace) / "home")]
        antigone = [sys.executable, "-m", "antigone"]
        subprocess.run([*antigone, "init", *home], check=True, capture_output=True)
        command = [*antigone, "enrol", str(source), "--gallery", "bench", "--basis", "consent", *home, *how]
        began = time.perf_counter()
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        seconds = time.perf_counter() - began
    if done.returncode not in {0, 4}:
        sys.exit(f"enrol failed:\n{done.stderr}")
    return len(paths) / seconds


def main() -> None:
    arguments = parser(__doc__ or "")
    arguments.add_argument("--photographs", type=int, default=400)
    options = arguments.parse_args()
    paths = photographs(options.photographs)
    two, one, three = "2 processes here", "Ray: 1 node of 2 CPUs", "Ray: 3 nodes of 1 CPU"
    figures: dict[str, list[float]] = {one: [], two: [], three: []}
    for _ in range(options.runs):
        figures[two].append(enrol(paths, "--workers", "2"))
        with ray_cluster(num_cpus=2) as cluster:
            figures[one].append(enrol(paths, "--ray", cluster.address))
        with ray_cluster(num_cpus=1) as cluster:
            cluster.add_node(num_cpus=1)
            cluster.add_node(num_cpus=1)
            figures[three].append(enrol(paths, "--ray", cluster.address))
    title = f"Enrolment of {options.photographs} LFW photographs, and on Ray"
    report(title, figures, unit="photographs/s", better="more", as_json=options.json)


if __name__ == "__main__":
    main()
