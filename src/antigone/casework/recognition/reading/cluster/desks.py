"""The reading processes of a cluster: what each has before it, and who does the work of one that is lost.

Not `ray.data`: see docs/ray.md. Ray restarts and retries nothing here, for it cannot know which photograph ended a
process; an actor does what it was sent first in first, so the oldest batch that has no answer is the one it had open.
"""

import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Self

from antigone.casework.evidence.storage import store_original
from antigone.casework.recognition.reading.cluster.joining import Cluster, one_line
from antigone.casework.recognition.reading.cluster.messages import Batch, Read
from antigone.casework.recognition.reading.cluster.node import NodeReader, PackFiles
from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading, item_bytes
from antigone.casework.recognition.reading.pool import killer
from antigone.engine.errors import AntigoneError, PhotographError, StateError
from antigone.engine.runtime import read_manifest

__all__ = ["Desks"]

IN_FLIGHT = 2
"""Batches a process has: one being read, one waiting there."""

STEP_SECONDS = 0.05
WAIT_SECONDS = 60.0
"""For which work waits while no process is there to take it."""

BLAMED, TRIED = 2, 6
"""A photograph is refused that ended two processes on healthy nodes, or was lost six times in whatever way."""

FALSE_STARTS = 5


@dataclass(slots=True, eq=False)
class _Order:
    """A batch of the caller's, and what has come of it: a reading for each place."""

    number: int
    items: list[PhotographItem]
    readings: dict[int, Reading] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        return len(self.readings) == len(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Portion:
    """What of an order one process reads. blamed, tried: how often a process ended with it, or was lost with it."""

    order: _Order
    places: tuple[int, ...]
    blamed: int = 0
    tried: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """A portion on its way. items: with their bytes; a place whose file cannot be read was answered already."""

    portion: _Portion
    places: tuple[int, ...]
    items: list[PhotographItem]
    answer: Any


@dataclass(slots=True, eq=False)
class _Desk:
    """A reading process. beginning: what it answers when it is ready, None once it has; node: where it then is."""

    actor: Any
    beginning: Any
    node: str = ""
    sent: deque[_Sent] = field(default_factory=deque)

    @property
    def awaited(self) -> Any:
        """What it answers next; None where it has nothing to do."""
        if self.beginning is not None:
            return self.beginning
        return self.sent[0].answer if self.sent else None

    @property
    def free(self) -> bool:
        return self.beginning is None and len(self.sent) < IN_FLIGHT


class Desks:
    """Takes batches, has them read, gives the readings in the order of the batches."""

    def __init__(self, cluster: Cluster, plan: ReaderPlan, count: int) -> None:
        self._cluster = cluster
        self._ray = cluster.ray
        self._plan = plan
        self._recogniser = read_manifest(plan.pack).recogniser.identity.sha256
        self._pack = self._ray.put(_pack_files(plan))
        self._keepers = ThreadPoolExecutor(8)
        self._orders: deque[_Order] = deque()
        self._waiting: deque[_Portion] = deque()
        self._false_starts = 0
        self._manned = time.monotonic()
        self._desks = [self._engaged() for _ in range(count)]

    @classmethod
    def opened(cls, cluster: Cluster, plan: ReaderPlan, *, limit: int | None) -> Self:
        """A process for each CPU of the cluster, at most `limit`; each loads the models while others read already."""
        cpus = max(1, cluster.cpus())
        return cls(cluster, plan, cpus if limit is None else min(cpus, limit))

    @property
    def count(self) -> int:
        return len(self._desks)

    @property
    def idle(self) -> bool:
        return not self._orders

    def add(self, batch: Batch) -> None:
        order = _Order(number=batch.number, items=batch.items)
        self._orders.append(order)
        self._waiting.append(_Portion(order=order, places=tuple(range(len(batch.items)))))
        if len(self._orders) == 1:
            self._manned = time.monotonic()

    def step(self) -> Iterator[Read]:
        """Hand out what waits, wait a moment for answers, give what is finished.

        Raises PackError and StateError, which concern every photograph.
        """
        self._hand_out()
        self._take_answers()
        self._see_that_there_is_anybody()
        while self._orders and self._orders[0].finished:
            order = self._orders.popleft()
            yield Read(number=order.number, readings=[order.readings[place] for place in range(len(order.items))])

    def _hand_out(self) -> None:
        while self._waiting:
            desk = min((desk for desk in self._desks if desk.free), key=lambda desk: len(desk.sent), default=None)
            if desk is None:
                return
            self._send(desk, self._waiting.popleft())

    def _send(self, desk: _Desk, portion: _Portion) -> None:
        loaded = {}
        for place in portion.places:
            item = portion.order.items[place]
            try:
                loaded[place] = replace(item, load=item_bytes(item, self._plan.limits))
            except PhotographError as error:
                portion.order.readings[place] = Reading(facts=None, outcome=error)
        if loaded:
            items = [*loaded.values()]
            answer = desk.actor.read.remote(items)
            desk.sent.append(_Sent(portion=portion, places=tuple(loaded), items=items, answer=answer))

    def _take_answers(self) -> None:
        awaited = {desk.awaited: desk for desk in self._desks if desk.awaited is not None}
        if not awaited:
            return
        answered, _ = self._ray.wait([*awaited], num_returns=1, timeout=STEP_SECONDS)
        for answer in answered:
            desk = awaited[answer]
            try:
                value = self._ray.get(answer)
            except self._ray.exceptions.RayTaskError as error:
                raise self._failed(desk, error) from error
            except self._ray.exceptions.RayError as error:
                self._lost(desk, error)
                continue
            if desk.beginning is not None:
                desk.beginning, desk.node = None, value
            else:
                self._keep(desk.sent.popleft(), value)
                self._false_starts = 0

    def _keep(self, sent: _Sent, readings: list[Reading]) -> None:
        """Originals first: a reading that has facts says that they are stored."""
        list(self._keepers.map(self._store, sent.items, readings))
        sent.portion.order.readings.update(zip(sent.places, readings, strict=True))

    def _store(self, item: PhotographItem, reading: Reading) -> None:
        if self._plan.originals is not None and reading.facts is not None and isinstance(item.load, bytes):
            store_original(self._plan.originals, item.load, reading.facts.sha256)

    def _failed(self, desk: _Desk, error: Any) -> AntigoneError:
        """What a process raised itself: a defect, or something that concerns every photograph."""
        cause = error.cause
        where = self._cluster.describe(desk.node) if desk.node else "of the Ray cluster"
        if isinstance(cause, AntigoneError):
            return cause
        return StateError(f"A reading process on the node {where} failed: {one_line(cause)}.")

    def _lost(self, desk: _Desk, error: Any) -> None:
        """Another process takes its place and its work. Which photograph did it shows only when each is read alone."""
        begun = desk.beginning is None
        self._desks[self._desks.index(desk)] = self._engaged()
        self._ray.kill(desk.actor)
        if not begun:
            self._count_false_start(error)
        if not desk.sent:
            return
        died = isinstance(error, self._ray.exceptions.ActorDiedError)
        first = desk.sent.popleft()
        self._waiting.extendleft(sent.portion for sent in reversed(desk.sent))
        self._again(first, at_fault=died and self._cluster.is_alive(desk.node))

    def _again(self, sent: _Sent, *, at_fault: bool) -> None:
        portion = replace(sent.portion, places=sent.places, blamed=sent.portion.blamed + at_fault)
        portion = replace(portion, tried=portion.tried + 1)
        if len(portion.places) > 1 and at_fault:
            self._waiting.extendleft(replace(portion, places=(place,)) for place in reversed(portion.places))
        elif len(portion.places) == 1 and (portion.blamed >= BLAMED or portion.tried >= TRIED):
            (place,) = portion.places
            portion.order.readings[place] = Reading(facts=None, outcome=killer(portion.order.items[place]))
        else:
            self._waiting.appendleft(portion)

    def _engaged(self) -> _Desk:
        """A new process, wherever a CPU is free; until then it only waits."""
        kind = self._ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0, scheduling_strategy="SPREAD")
        actor = kind(NodeReader).remote()
        beginning = actor.begin.remote(self._pack, self._plan, self._recogniser, self._cluster.versions)
        return _Desk(actor=actor, beginning=beginning)

    def _count_false_start(self, error: Any) -> None:
        """A process that ended before it had read anything: its node may have been lost, or nothing can run there."""
        self._false_starts += 1
        if self._false_starts >= FALSE_STARTS:
            raise StateError(
                f"Reading processes on the Ray cluster at {self._cluster.address} end as they begin: "
                f"{one_line(error)}.",
                advice="The logs of Ray on the nodes say more.",
            )

    def _see_that_there_is_anybody(self) -> None:
        now = time.monotonic()
        if any(desk.beginning is None for desk in self._desks):
            self._manned = now
        if now - self._manned > WAIT_SECONDS:
            raise StateError(
                f"No CPU of the Ray cluster at {self._cluster.address} was free for {WAIT_SECONDS:.0f} seconds.",
                advice="What was acknowledged is kept. See with `ray status` what takes them; then the same command "
                "goes on.",
            )


def _pack_files(plan: ReaderPlan) -> PackFiles:
    manifest = read_manifest(plan.pack)
    paths = [plan.pack / "pack.toml", *(manifest.path(model) for model in manifest.models)]
    return {path.name: path.read_bytes() for path in paths}
