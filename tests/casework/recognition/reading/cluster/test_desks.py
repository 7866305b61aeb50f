"""Who is blamed for a process that is lost, on a cluster made by code: the real one does not fail on command."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from antigone.casework.recognition.reading import PhotographItem, Reading
from antigone.casework.recognition.reading.cluster import desks, joining
from antigone.casework.recognition.reading.cluster.messages import Batch
from antigone.engine.errors import DamagedImage, NoFaceFound, StateError
from casework.recognition.reading.builders import plan


class RayError(Exception):
    pass


class ActorDiedError(RayError):
    pass


class ActorUnavailableError(RayError):
    pass


class RayTaskError(RayError):
    pass


Answer = list[Reading] | Exception


class Ray:
    """Actors that begin on the node `n`, at once or never, and answer each batch by `answer`."""

    exceptions = SimpleNamespace(RayError=RayError, RayTaskError=RayTaskError, ActorDiedError=ActorDiedError)

    def __init__(self, answer: Callable[[list[str]], Answer], *, begins: bool = True) -> None:
        self.batches: list[list[str]] = []
        self._answer = answer
        self._begins = begins

    def put(self, value: object) -> object:
        return value

    def remote(self, **options: object) -> Callable[[type], Any]:
        return lambda kind: SimpleNamespace(remote=self._actor)

    def _actor(self) -> Any:
        began = SimpleNamespace(value="n") if self._begins else SimpleNamespace(value=None)
        begin, read = SimpleNamespace(remote=lambda *_: _Reference(began.value)), SimpleNamespace(remote=self._read)
        return SimpleNamespace(begin=begin, read=read)

    def _read(self, items: list[PhotographItem]) -> "_Reference":
        self.batches.append([item.name for item in items])
        return _Reference(self._answer(self.batches[-1]))

    def wait(self, awaited: Sequence["_Reference"], **_: object) -> tuple[list["_Reference"], list["_Reference"]]:
        return [each for each in awaited if each.value is not None][:1], []

    def get(self, reference: "_Reference") -> object:
        if isinstance(reference.value, Exception):
            raise reference.value
        return reference.value

    def kill(self, actor: object) -> None:
        pass


class _Reference:
    def __init__(self, value: object) -> None:
        self.value = value


def cluster(ray: Ray, *, alive: bool = True) -> Any:
    return SimpleNamespace(
        ray=ray, address="here:1", versions={}, cpus=lambda: 1, is_alive=lambda node: alive, describe=str
    )


def read(names: Iterable[str]) -> list[Reading]:
    return [Reading(facts=None, outcome=NoFaceFound(name, "no face was found")) for name in names]


def outcomes(tmp_path: Path, ray: Ray, names: str, *, alive: bool = True) -> list[str]:
    """The kind of each photograph's outcome, in the order of one batch with these names."""
    at_work = desks.Desks.opened(cluster(ray, alive=alive), plan(tmp_path), limit=None)
    at_work.add(Batch(number=1, items=[PhotographItem(name=name, load=b"bytes") for name in names]))
    for _ in range(100):
        for answer in at_work.step():
            assert answer.number == 1
            return [type(reading.outcome).__name__ for reading in answer.readings]
    raise AssertionError("no end to it")


def test_a_lost_node_is_nobodys_fault_and_its_batch_is_read_whole(tmp_path: Path) -> None:
    losses = iter([ActorDiedError("node"), ActorDiedError("node"), ActorDiedError("node")])
    ray = Ray(lambda names: next(losses, None) or read(names))
    assert outcomes(tmp_path, ray, "abc", alive=False) == ["NoFaceFound"] * 3
    assert ray.batches == [["a", "b", "c"]] * 4


def test_what_ends_a_process_of_a_healthy_node_is_found_by_reading_one_by_one(tmp_path: Path) -> None:
    ray = Ray(lambda names: ActorDiedError("killed") if "b" in names else read(names))
    assert outcomes(tmp_path, ray, "abc") == ["NoFaceFound", "DamagedImage", "NoFaceFound"]
    assert ray.batches.count(["b"]) == 1


def test_a_photograph_alone_in_its_batch_has_a_second_chance(tmp_path: Path) -> None:
    losses = iter([ActorDiedError("killed")])
    ray = Ray(lambda names: next(losses, None) or read(names))
    assert outcomes(tmp_path, ray, "a") == ["NoFaceFound"]


def test_a_photograph_that_is_lost_again_and_again_holds_up_the_run_no_longer(tmp_path: Path) -> None:
    ray = Ray(lambda names: ActorUnavailableError("gone"))
    assert outcomes(tmp_path, ray, "a") == [DamagedImage.__name__]
    assert len(ray.batches) == desks.TRIED


def test_a_defect_on_a_node_is_a_sentence_with_the_nodes_name(tmp_path: Path) -> None:
    defect = RayTaskError("page\nof trace")
    defect.cause = TypeError("no such thing")  # type: ignore[attr-defined]
    with pytest.raises(StateError) as failed:
        outcomes(tmp_path, Ray(lambda names: defect), "a")
    assert failed.value.message == "A reading process on the node n failed: no such thing."


def test_work_that_no_process_takes_does_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "WAIT_SECONDS", 0.0)
    with pytest.raises(StateError, match=r"^No CPU of the Ray cluster at here:1 was free for 0 seconds"):
        outcomes(tmp_path, Ray(read, begins=False), "a")


def test_a_cluster_without_a_cpu_is_refused() -> None:
    nodes = [{"Alive": True, "Resources": {"memory": 1.0}}, {"Alive": False, "Resources": {"CPU": 4.0}}]
    ray = SimpleNamespace(nodes=lambda: nodes)
    with pytest.raises(StateError, match=r"^No node of the Ray cluster at here:1 has a CPU to lend"):
        joining.Cluster(ray, "here:1").check()
