"""A machine's choice for a pack, and what it was chosen by."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from antigone.casework.recognition.reading import Pace
from antigone.casework.recognition.tuning.machine import Machine
from antigone.engine.extraction import Batches
from antigone.engine.runtime import Device, PackManifest

__all__ = ["Figure", "Tuning"]

_MOST = {"workers": 1024, "threads": 1024, "threads_alone": 1024, "photographs": 256, "chips": 256}
_MOST_PIXELS = 1 << 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One way that was timed. rate: a second. same: whether it gives bit by bit what the default gives."""

    what: str
    rate: float
    same: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """detector, recogniser: SHA-256 of the models. day: of the measurement, as ISO writes it.

    workers, threads: processes that read many photographs, and threads of each network in them. threads_alone: where
    one process reads one photograph. photographs: read together. detector_pixels, chips: as in `Batches`.
    """

    machine: Machine
    detector: str
    recogniser: str
    day: str
    workers: int
    threads: int
    threads_alone: int
    photographs: int
    detector_pixels: int
    chips: int
    figures: tuple[Figure, ...]

    def __post_init__(self) -> None:
        for name, most in {**_MOST, "detector_pixels": _MOST_PIXELS}.items():
            if not 1 <= getattr(self, name) <= most:
                raise ValueError(f"{name} lies between 1 and {most}, not at {getattr(self, name)}")

    def is_of(self, manifest: PackManifest) -> bool:
        return (self.detector, self.recogniser) == (manifest.detector.sha256, manifest.recogniser.sha256)

    def pace(self, *, alone: bool) -> Pace:
        """How a process computes: one of several, or alone and with somebody waiting."""
        return Pace(
            threads=self.threads_alone if alone else self.threads,
            photographs=self.photographs,
            batches=Batches(detector_pixels=self.detector_pixels, chips=self.chips),
        )

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "figures": [asdict(figure) for figure in self.figures]}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """What `document` gave. Raises KeyError, TypeError or ValueError for anything else."""
        given = dict(document)
        machine = dict(given.pop("machine"))
        figures = tuple(Figure(**figure) for figure in given.pop("figures"))
        machine["device"] = Device(machine["device"])
        numbers = [name for name in (*_MOST, "detector_pixels") if type(given[name]) is not int]
        if numbers:
            raise TypeError(f"{numbers[0]} is no whole number")
        return cls(**given, machine=Machine(**machine), figures=figures)
