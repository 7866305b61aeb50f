"""What a measurement is about: another machine, or another runtime, may be fastest otherwise."""

import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from antigone.engine.cores import usable_cores
from antigone.engine.runtime import Device, installed_runtime

__all__ = ["Machine", "this_machine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """processor: its model, as the system calls it. cores: that this process may use. runtime: packages, versions."""

    processor: str
    cores: int
    runtime: str
    device: Device

    def __str__(self) -> str:
        return f"{self.processor or 'a processor without a name'}, {self.cores} cores, {self.runtime}, {self.device}"


@cache
def this_machine(device: Device) -> Machine:
    """The machine at hand. Nothing of it changes while a process runs."""
    return Machine(processor=_processor(), cores=usable_cores(), runtime=installed_runtime(device), device=device)


def _processor() -> str:
    """Linux tells the model in a file; elsewhere Python's own account must do."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
