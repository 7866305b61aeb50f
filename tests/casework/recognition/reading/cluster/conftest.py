"""A Ray cluster of node processes on this machine, which the tests of this folder share."""

import importlib.util
from collections.abc import Iterator

import pytest

from builders.ray_cluster import RayCluster, ray_cluster
from builders.required import missing


@pytest.fixture(scope="session")
def cluster() -> Iterator[RayCluster]:
    """A head and a node, each with one CPU; a test that kills a node adds it first."""
    if importlib.util.find_spec("ray") is None:
        missing("Ray is not installed: pip install 'antigone[ray]'")
    with ray_cluster(num_cpus=1) as running:
        running.add_node(num_cpus=1)
        yield running


@pytest.fixture(autouse=True)
def as_the_cluster_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this account keeps for clusters of its own."""
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
