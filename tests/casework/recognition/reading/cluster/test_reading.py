"""Photographs read on a cluster as they are read here: order, refusals, originals; and clusters that are none."""

import importlib.util
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from antigone.casework.evidence.storage import stored_hashes
from antigone.casework.recognition.reading import PhotographItem, fingerprint, photograph_item, read_photographs
from antigone.casework.recognition.reading.cluster import gateway, open_cluster
from antigone.engine.errors import ChecksumMismatch, DamagedImage, StateError, UnreadableFile, UsageError
from antigone.engine.types import Extraction
from builders.ray_cluster import RayCluster
from casework.recognition.reading.builders import DeadlyOnANode, numbered, photograph, plan

pytestmark = pytest.mark.servers


def test_a_cluster_gives_what_this_machine_gives_in_the_same_order(cluster: RayCluster, tmp_path: Path) -> None:
    asked = replace(plan(tmp_path), originals=tmp_path / "there")
    items = numbered(photograph(seed) for seed in range(30))
    items[5] = (5, photograph_item(name="gone.jpg", load=tmp_path / "gone.jpg"))
    items[6] = (6, photograph_item(name="damaged.jpg", load=b"\xff\xd8\xff damaged"))
    with open_cluster(asked, address=cluster.address) as read:
        there = list(read(items))
    here = list(read_photographs(items, plan=replace(asked, originals=tmp_path / "here"), workers=1))
    assert [tag for tag, _ in there] == list(range(30))
    assert isinstance(there[5][1].outcome, UnreadableFile)
    for (_, near), (_, far) in zip(here, there, strict=True):
        if isinstance(near.outcome, Extraction):
            assert isinstance(far.outcome, Extraction)
            np.testing.assert_allclose(far.outcome.template.vector, near.outcome.template.vector, atol=1e-6)
        else:
            assert str(far.outcome) == str(near.outcome)
    assert list(stored_hashes(tmp_path / "there")) == list(stored_hashes(tmp_path / "here"))
    assert len(list(stored_hashes(tmp_path / "there"))) == 28


def test_the_photograph_that_kills_its_readers_is_refused_and_the_others_are_read(
    cluster: RayCluster, tmp_path: Path
) -> None:
    items = numbered(photograph(seed) for seed in range(20))
    items[9] = (9, PhotographItem(name="deadly.jpg", load=DeadlyOnANode(b"")))
    with open_cluster(plan(tmp_path), address=cluster.address, workers=1) as read:
        found = list(read(items))
    assert [tag for tag, _ in found] == list(range(20))
    refused = found.pop(9)[1]
    assert isinstance(refused.outcome, DamagedImage)
    assert refused.outcome.message == "deadly.jpg: reading this photograph ended the worker."
    assert all(isinstance(reading.outcome, Extraction) for _, reading in found)


def test_streams_follow_each_other_and_one_that_is_left_holds_up_no_other(cluster: RayCluster, tmp_path: Path) -> None:
    drawn = 0

    def endless() -> Iterator[tuple[int, PhotographItem]]:
        nonlocal drawn
        while True:
            drawn += 1
            yield drawn, photograph(1)

    with open_cluster(plan(tmp_path), address=cluster.address, workers=1) as read:
        first = read(endless())
        assert next(first)[0] == 1
        assert drawn <= 1 + 2 + 4 + 8
        first.close()  # type: ignore[attr-defined]
        second = list(read([("a", photograph(2)), ("b", photograph(3))]))
    assert [tag for tag, _ in second] == ["a", "b"]
    facts = [reading.facts for _, reading in second]
    assert [fact and fact.sha256 for fact in facts] == [fingerprint(photograph(seed)) for seed in (2, 3)]


def test_a_pack_with_a_changed_file_ends_the_reading(cluster: RayCluster, tmp_path: Path) -> None:
    asked = plan(tmp_path)
    (asked.pack / "recogniser.onnx").write_bytes(b"changed")
    with open_cluster(asked, address=cluster.address, workers=1) as read, pytest.raises(ChecksumMismatch):
        list(read(numbered([photograph(1)])))


def test_originals_that_cannot_be_written_end_the_reading(cluster: RayCluster, tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"")
    asked = replace(plan(tmp_path), originals=tmp_path / "a file" / "originals")
    with (
        open_cluster(asked, address=cluster.address, workers=1) as read,
        pytest.raises(StateError, match="does not take files"),
    ):
        list(read(numbered([photograph(1)])))


def test_a_node_with_another_version_is_named_with_both(cluster: RayCluster, tmp_path: Path) -> None:
    other = tmp_path / "other" / "antigone"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text('__version__ = "0.0.7"\n')
    node = cluster.add_node(num_cpus=1, env_vars={"PYTHONPATH": str(other.parent)})
    try:
        with pytest.raises(StateError) as refused, open_cluster(plan(tmp_path), address=cluster.address):
            pass
    finally:
        node.kill()
    assert " has antigone 0.0.7 (0.1.0.dev0 here)." in refused.value.message
    assert refused.value.advice.startswith("Install the same versions on every node")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1"])
def test_an_address_where_nothing_listens_is_one_sentence(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    with pytest.raises(StateError) as refused, open_cluster(plan(tmp_path), address=address):
        pass
    assert refused.value.message == f"The Ray cluster at {address} cannot be reached: connection refused."


@pytest.mark.usefixtures("cluster")
def test_what_listens_and_is_no_cluster_is_waited_for_no_longer_than_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "CONNECT_SECONDS", 3.0)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(StateError) as refused, open_cluster(plan(tmp_path), address=address):
            pass
    assert refused.value.message.startswith(f"The Ray cluster at {address} cannot be reached: ")


@pytest.mark.parametrize("address", ["", "local", "127.0.0.1", "http://127.0.0.1:6379", "a b:1"])
def test_what_is_no_address_is_refused(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    with pytest.raises(UsageError, match="no address of a Ray cluster"), open_cluster(plan(tmp_path), address=address):
        pass


def test_without_ray_the_command_that_installs_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as refused, open_cluster(plan(tmp_path), address="auto"):
        pass
    assert "pip install 'antigone[ray]'" in refused.value.advice
