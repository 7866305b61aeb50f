"""The processes of a served home, seen from outside: memory and processor time, out of /proc."""

import os
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

EVERY_SECONDS = 1.0
_TICKS = os.sysconf("SC_CLK_TCK")
_MB = 1024


@dataclass(slots=True, kw_only=True)
class Watch:
    """Memory of every process under `root`, by what it does, second by second."""

    root: int
    resident: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def megabytes(self) -> dict[str, dict[str, float]]:
        """Of each process: at its first full minute (or its beginning), at the end, at most."""
        return {
            name: {
                "first": round(next((mb for at, mb in seen if at - seen[0][0] >= 60), seen[0][1])),
                "last": round(seen[-1][1]),
                "most": round(max(mb for _, mb in seen)),
            }
            for name, seen in self.resident.items()
        }

    def _look(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            for process in processes(self.root):
                if megabytes := resident(process):
                    self.resident[_name(process)].append((time.monotonic(), megabytes))


def processes(root: int) -> list[int]:
    """The process and all that came from it."""
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        if fields := _fields(int(stat.parent.name)):
            children[int(fields[1])].append(int(stat.parent.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children[found[-1]]
    return found


def processor_seconds(root: int) -> float:
    """What all of them have used so far."""
    used = [fields for process in processes(root) if (fields := _fields(process))]
    return sum(int(fields[11]) + int(fields[12]) for fields in used) / _TICKS


def _fields(process: int) -> list[str]:
    """proc(5) stat from the state on: element 1 is the parent, 11 and 12 the ticks of user and system."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def resident(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) / _MB for line in status.splitlines() if line.startswith("VmRSS:")), 0)


def _name(process: int) -> str:
    try:
        words = Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return "gone"
    if "antigone.site.child" in words:
        role, queue = words[words.index("antigone.site.child") + 1 :][:2]
        return f"worker for {queue}" if role == "worker" else "web process"
    if "serve" in words:
        return "supervisor"
    return "reading process" if any("spawn_main" in word for word in words) else "helper of a reading process"
