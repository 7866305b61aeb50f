"""Which process runs a job, and whether it is still there."""

import os
import socket
from pathlib import Path

__all__ = ["is_gone", "this_worker"]


def this_worker() -> str:
    """`host/process/start`; the start tells a process from a later one of the same number."""
    return f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"


def is_gone(worker: str, *, seen_from: str, silent: bool) -> bool:
    """Whether nobody runs the job any more. silent: it has not been heard of for long, all there is to tell afar."""
    host, _, process = worker.rpartition("/")[0].rpartition("/")
    if host != seen_from.split("/", maxsplit=1)[0]:
        return silent
    return f"{host}/{process}/{_started(int(process or 0))}" != worker


def _started(process: int) -> str:
    """When the process started, as far as the system tells; empty where there is none such."""
    if process <= 0:
        return ""
    stat = Path(f"/proc/{process}/stat")
    if stat.exists():
        # Behind the command's name, which may hold spaces and brackets: field 22 of proc(5).
        return stat.read_text().rpartition(")")[2].split()[19]
    try:
        os.kill(process, 0)
    except OSError:
        return ""
    return "alive"
