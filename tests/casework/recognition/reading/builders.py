"""Photographs with a face drawn by hand, so that a pack of two operators can read them; and worse things."""

import os
import signal
from collections.abc import Iterable
from pathlib import Path, PosixPath

from antigone.casework.recognition.reading import FaceChoice, PhotographItem, ReaderPlan
from builders.packs import write_pack
from builders.pictures import encoded, noise

POINTS = ((30.0, 35.0), (60.0, 35.0), (45.0, 50.0), (33.0, 65.0), (57.0, 65.0))


def plan(tmp_path: Path, **fields: int) -> ReaderPlan:
    return ReaderPlan(pack=write_pack(tmp_path / "small"), originals=tmp_path / "originals", **fields)


def photograph(seed: int, *, side: int = 96) -> PhotographItem:
    data = encoded(noise(side, side, seed), "PNG")
    return PhotographItem(name=f"{seed}.png", load=data, choice=FaceChoice(points=POINTS))


def numbered(items: Iterable[PhotographItem]) -> list[tuple[int, PhotographItem]]:
    return list(enumerate(items))


class DeadlyPath(PosixPath):
    """Whoever looks at it is killed, as the system does with a process that takes too much memory."""

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().stat(follow_symlinks=follow_symlinks)


class DeadlyOnANode(bytes):
    """A photograph that ends the process which reads it, where that is one of Ray's."""

    __slots__ = ()

    def __len__(self) -> int:
        if "RAY_RAYLET_PID" in os.environ:
            os.kill(os.getpid(), signal.SIGKILL)
        return 1


def die(*_: object) -> None:
    """As a process that the system ends while it begins."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail(*_: object) -> None:
    """As a process that cannot import what it needs."""
    raise ImportError("no such library")


def run_out_of_memory() -> None:
    """As a process whose models do not fit."""
    raise MemoryError
