"""How many processors there are to work with."""

import os

__all__ = ["usable_cores"]


def usable_cores() -> int:
    """Those that this process may use, where the system says (`taskset`, a container's set of processors); macOS
    does not: there all.
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
