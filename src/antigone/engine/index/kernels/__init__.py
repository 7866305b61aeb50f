"""Loops over codes, compiled on the machine they run on. Importing this room takes Numba's half second: do it late."""

from antigone.engine.index.kernels.blocks import Found, Room, scan_codes
from antigone.engine.index.kernels.checking import kernel_fault
from antigone.engine.index.kernels.probes import Probes
from antigone.engine.index.kernels.rows import ExactProbe
from antigone.engine.index.kernels.samples import sample_scores

__all__ = ["ExactProbe", "Found", "Probes", "Room", "kernel_fault", "sample_scores", "scan_codes"]
