"""What computes photographs fastest on this machine: measured once, kept in the home, used by whoever reads."""

from antigone.casework.recognition.tuning.kept import Kept, keep_tuning, kept_tuning
from antigone.casework.recognition.tuning.machine import Machine, this_machine
from antigone.casework.recognition.tuning.values import Figure, Tuning

__all__ = ["Figure", "Kept", "Machine", "Tuning", "keep_tuning", "kept_tuning", "this_machine"]
