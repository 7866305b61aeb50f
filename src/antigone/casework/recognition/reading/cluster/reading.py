"""The caller's side: batches to the gateway, readings back, in the order of the items."""

import importlib.util
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import TypeVar

from antigone.casework.recognition.reading.cluster.gateway import Gateway, open_gateway
from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading
from antigone.casework.recognition.reading.pool import PhotographReading
from antigone.engine.errors import UsageError
from antigone.engine.runtime import Device

__all__ = ["open_cluster"]

Tag = TypeVar("Tag")

BATCH = 8
BATCH_BYTES = 4 * 1024 * 1024
"""A batch ends with the photograph that takes it past either."""

BATCHES_AHEAD = 4
"""For each process: one being read, one waiting there, and two read already that wait for one that was lost."""

_ADDRESS = re.compile(r"auto|(ray://)?[^\s/:]+:\d{1,5}|(ray://)?\[[0-9A-Fa-f:.]+\]:\d{1,5}")


@contextmanager
def open_cluster(plan: ReaderPlan, *, address: str, workers: int | None = None) -> Iterator[PhotographReading]:
    """A way to read many streams of photographs, by processes on the nodes of a Ray cluster.

    address: `auto`, `host:port` or `ray://host:port`. workers: processes at most, one for each CPU without.
    Batches of a node that is lost are read by another; a photograph that has ended two processes is refused, as
    `read_photographs` refuses it. The originals are kept by this machine.
    Raises UsageError where Ray is not installed or the address is none, StateError where the cluster cannot be reached
    or its nodes have other versions; the reading also raises StateError where the cluster is lost in the middle.
    """
    if importlib.util.find_spec("ray") is None:
        raise UsageError(
            "Ray is not installed here, and --ray needs it.",
            advice="Install it with: pip install 'antigone[ray]' -- on every node of the cluster, too.",
        )
    if not _ADDRESS.fullmatch(address):
        raise UsageError(
            f"{address!r} is no address of a Ray cluster.", advice="Give auto, HOST:6379 or ray://HOST:10001."
        )
    if plan.device is not Device.CPU:
        raise UsageError(
            f"The nodes of a cluster read on {Device.CPU}, not on {plan.device}.",
            advice="Say --device cpu, or leave --ray and read on this machine.",
        )
    with open_gateway(plan, address=address, workers=workers) as gateway:
        yield partial(_read, gateway)


def _read(gateway: Gateway, items: Iterable[tuple[Tag, PhotographItem]]) -> Iterator[tuple[Tag, Reading]]:
    pending: deque[tuple[list[Tag], int]] = deque()
    for batch in _batches(items, gateway.readers):
        number = gateway.send([_absolute(item) for _, item in batch])
        pending.append(([tag for tag, _ in batch], number))
        if len(pending) >= gateway.readers * BATCHES_AHEAD:
            yield from _received(gateway, *pending.popleft())
    while pending:
        yield from _received(gateway, *pending.popleft())


def _received(gateway: Gateway, tags: list[Tag], number: int) -> Iterator[tuple[Tag, Reading]]:
    return zip(tags, gateway.receive(number), strict=True)


def _batches(items: Iterable[tuple[Tag, PhotographItem]], readers: int) -> Iterator[list[tuple[Tag, PhotographItem]]]:
    """Small batches at first, so that a dozen photographs keep every process busy."""
    sizes = chain(repeat(1, readers), repeat(2, readers), repeat(4, readers), repeat(BATCH))
    batch: list[tuple[Tag, PhotographItem]] = []
    size, taken = next(sizes), 0
    for tag, item in items:
        batch.append((tag, item))
        taken += _bytes_of(item)
        if len(batch) >= size or taken >= BATCH_BYTES:
            yield batch
            batch, size, taken = [], next(sizes), 0
    if batch:
        yield batch


def _bytes_of(item: PhotographItem) -> int:
    """0 where the file cannot be asked: reading it will say why."""
    if isinstance(item.load, bytes):
        return len(item.load)
    try:
        return item.load.stat().st_size
    except OSError:
        return 0


def _absolute(item: PhotographItem) -> PhotographItem:
    """The gateway works in another folder."""
    return replace(item, load=item.load.absolute()) if isinstance(item.load, Path) else item
