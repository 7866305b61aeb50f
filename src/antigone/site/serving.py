"""The processes of a served home, as the supervisor keeps them: the web's end first, the workers' after them."""

import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from antigone.site.supervisor import Kind

WEB_PATIENCE = (10.0,)
"""Answers under way are finished."""

WORKER_PATIENCE = (3.0, 20.0)
"""A short job is finished; a longer one is broken off at the second request, with the photograph it has."""

QUEUES = ("searches", "bulk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What is served, and how. listener: as `listening.listen` made it. public_url: empty where only this machine
    comes."""

    home: Path
    listener: socket.socket
    public_url: str
    processes: int
    threads: int
    log_requests: bool


def stages(served: Served) -> tuple[tuple[Kind, ...], ...]:
    """Web processes, then a worker for each queue."""
    home = ("ANTIGONE_HOME", str(served.home))
    web = (
        home,
        ("ANTIGONE_PUBLIC_URL", served.public_url),
        # The web server and Django both put large bodies here, not into memory and not outside of the home.
        ("TMPDIR", str(arrivals_folder(served.home))),
    )
    listener = served.listener.fileno()
    answering = _child("web", listener, served.threads, "log" if served.log_requests else "quiet")
    numbers = [f" {number}" for number in range(1, served.processes + 1)] if served.processes > 1 else [""]
    return (
        tuple(
            Kind(
                name=f"web process{number}",
                command=answering,
                patience=WEB_PATIENCE,
                environment=web,
                inherited=(listener,),
            )
            for number in numbers
        ),
        tuple(
            Kind(
                name=f"worker for {queue}",
                command=_child("worker", queue),
                patience=WORKER_PATIENCE,
                environment=(home,),
            )
            for queue in QUEUES
        ),
    )


def _child(*words: object) -> tuple[str, ...]:
    return (sys.executable, "-m", "antigone.site.child", *map(str, words))


def arrivals_folder(home: Path) -> Path:
    """Where the bytes of requests lie that are still arriving; files that an import keeps lie elsewhere."""
    return home / "cache" / "arriving"


def empty_arrivals(home: Path) -> None:
    """Make the folder, without what a killed process left in it."""
    shutil.rmtree(arrivals_folder(home), ignore_errors=True)
    arrivals_folder(home).mkdir(mode=0o700)
