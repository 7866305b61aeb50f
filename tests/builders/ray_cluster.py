"""A Ray cluster on this machine, each node processes of its own; started in another process, so that Ray's library,
its warnings and its handlers stay out of that of the tests.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parents[2] / "src"
TESTS = SOURCES.parent / "tests"


@dataclass(frozen=True, slots=True)
class Node:
    """raylet: the process that is the node; what it started ends with it."""

    raylet: int

    def children(self) -> list[str]:
        """What the processes of this node call themselves: `ray::NodeReader.read` while one reads."""
        found = []
        for task in Path(f"/proc/{self.raylet}/task").iterdir():
            for child in (task / "children").read_text().split():
                try:
                    title = Path(f"/proc/{child}/cmdline").read_bytes()
                except OSError:
                    continue
                found.append(title.replace(b"\0", b" ").decode().strip())
        return found

    def kill(self) -> None:
        """As when the machine loses its power."""
        os.kill(self.raylet, signal.SIGKILL)

    def reading(self) -> bool:
        return any(title.startswith("ray::NodeReader") for title in self.children())


class RayCluster:
    """A head, to which nodes are added. address: `host:port`, as `--ray` takes it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.address: str = self._said()["address"]

    def add_node(self, **arguments: Any) -> Node:
        """arguments: those of `Cluster.add_node`, such as num_cpus."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        return Node(self._said()["raylet"])

    def kill(self) -> None:
        """The head and all its nodes at once, as when a whole room loses its power."""
        os.killpg(self._process.pid, signal.SIGKILL)

    def _said(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                said = json.loads(line)
                assert isinstance(said, dict)
                return said
        raise AssertionError("the cluster did not start")


@contextmanager
def ray_cluster(**head: Any) -> Iterator[RayCluster]:
    """A cluster with a head of these arguments. Nodes find the program and the tests' modules in this checkout."""
    settings = {
        "PYTHONPATH": f"{SOURCES}:{TESTS}",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "disabled",
        # Its processes would stand back behind everything else on this machine, 15 by default.
        "RAY_worker_niceness": "0",
    }
    with subprocess.Popen(
        [sys.executable, __file__, json.dumps(head)],
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield RayCluster(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(60)


def _serve(head: dict[str, Any]) -> None:
    """Start the head; then a node for each line of arguments, until there are no more lines."""
    from ray._private import ray_constants
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"include_dashboard": False, **head})
    print(json.dumps({"address": cluster.address}), flush=True)
    for line in sys.stdin:
        node = cluster.add_node(**json.loads(line))
        (raylet,) = node.all_processes[ray_constants.PROCESS_TYPE_RAYLET]
        print(json.dumps({"raylet": raylet.process.pid}), flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    # Beside this file lie modules that are called as those of the library.
    sys.path.remove(str(Path(__file__).resolve().parent))
    _serve(json.loads(sys.argv[1]))
