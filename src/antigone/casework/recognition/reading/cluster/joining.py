"""Into a cluster and out of it again; what is found wrong with it is said in a sentence."""

import importlib
import socket
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from antigone.casework.recognition.reading.cluster.versions import (
    SAME_VERSIONS,
    differences,
    found_versions,
    unfit,
    versions_probe,
)
from antigone.engine.errors import StateError

__all__ = ["Cluster", "joined", "no_entry", "one_line"]

LISTEN_SECONDS = 5.0
PROBE_SECONDS = 30.0
SAID = 400


class Cluster:
    """A cluster that this process is a driver of. ray: the library, which has no types worth the name.

    versions: what this machine and every node that was asked have.
    """

    def __init__(self, ray: Any, address: str) -> None:
        self.ray = ray
        self.address = address
        self.versions = found_versions()

    def nodes(self) -> list[Mapping[str, Any]]:
        """Those that are alive and have a CPU to lend, as Ray describes them."""
        return [node for node in self.ray.nodes() if node["Alive"] and node["Resources"].get("CPU", 0) >= 1]

    def cpus(self) -> int:
        return sum(int(node["Resources"]["CPU"]) for node in self.nodes())

    def is_alive(self, node_id: str) -> bool:
        return any(node["NodeID"] == node_id and node["Alive"] for node in self.ray.nodes())

    def describe(self, node_id: str) -> str:
        """The node as its operator knows it."""
        found = (node for node in self.ray.nodes() if node["NodeID"] == node_id)
        return next((f"{node['NodeManagerHostname']} ({node['NodeManagerAddress']})" for node in found), node_id)

    def check(self) -> None:
        """Raises StateError where a node has other versions than this machine, or none has a CPU."""
        nodes = self.nodes()
        if not nodes:
            raise StateError(
                f"No node of the Ray cluster at {self.address} has a CPU to lend.",
                advice="Start nodes on the machines that should read: ray start --address=HOST:6379.",
            )
        affinity = importlib.import_module("ray.util.scheduling_strategies").NodeAffinitySchedulingStrategy
        probe = self.ray.remote(num_cpus=0, max_retries=0)(versions_probe())
        asked = {
            probe.options(scheduling_strategy=affinity(node["NodeID"], soft=False)).remote(): node["NodeID"]
            for node in nodes
        }
        answered, silent = self.ray.wait([*asked], num_returns=len(asked), timeout=PROBE_SECONDS)
        for answer in answered:
            self._check_node(asked[answer], answer)
        for answer in silent:
            raise StateError(
                f"The node {self.describe(asked[answer])} did not answer within {PROBE_SECONDS:.0f} seconds.",
                advice="See with `ray status` whether it is well, or take it out of the cluster.",
            )

    def _check_node(self, node_id: str, answer: Any) -> None:
        try:
            there = self.ray.get(answer)
        except self.ray.exceptions.RayError as error:
            if self.is_alive(node_id):
                raise StateError(
                    f"The node {self.describe(node_id)} cannot run a process: {one_line(error)}."
                ) from error
            return
        if differing := differences(here=self.versions, there=there):
            raise unfit(self.describe(node_id), differing)


@contextmanager
def joined(address: str) -> Iterator[Cluster]:
    """The cluster, its nodes asked for their versions. Raises StateError where it cannot be reached or is not fit."""
    _see_that_something_listens(address)
    ray = importlib.import_module("ray")
    try:
        ray.init(address=address, log_to_driver=False, configure_logging=False)
    except (ConnectionError, RuntimeError, OSError, ValueError, ImportError, ray.exceptions.RayError) as error:
        said = one_line(error)
        raise _other_versions(said) if "version mismatch" in said.lower() else no_entry(address, said) from error
    try:
        cluster = Cluster(ray, address)
        cluster.check()
        yield cluster
    finally:
        ray.shutdown()


def no_entry(address: str, why: str) -> StateError:
    """why: a clause."""
    return StateError(
        f"The Ray cluster at {address} cannot be reached: {why}.",
        advice="See that `ray status` on its head lists the nodes, and that this machine is one of them.",
    )


def one_line(error: BaseException) -> str:
    """What it says, as a clause: Ray's errors have lines and tables."""
    return textwrap.shorten(str(error), SAID).rstrip(".")


def _other_versions(said: str) -> StateError:
    """Ray compares its own version and Python's by itself, and names both."""
    return StateError(
        f"The head of the Ray cluster has other versions than this machine: {said}.", advice=SAME_VERSIONS
    )


def _see_that_something_listens(address: str) -> None:
    """Ray would try for half a minute, and then end the process. `auto` is its own to find."""
    if address == "auto":
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=LISTEN_SECONDS).close()
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise no_entry(address, why[:1].lower() + why[1:]) from error
