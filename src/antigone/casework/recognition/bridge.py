"""The pack in use and its calibration, opened once and handed around."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from antigone.casework.recognition.calibrations import own_calibration
from antigone.casework.recognition.reading import Pace, ReaderPlan
from antigone.casework.recognition.tuning import kept_tuning
from antigone.engine.cores import usable_cores
from antigone.engine.errors import CalibrationError
from antigone.engine.index import IndexHeader
from antigone.engine.runtime import Device, PackManifest, PackStore, installation_packs
from antigone.engine.scoring import Calibration, cohort_statistics, starter_calibration
from antigone.engine.types import FloatArray, ModelIdentity

__all__ = [
    "Recogniser",
    "chosen_device",
    "chosen_workers",
    "open_recogniser",
    "pack_store",
    "reader_plan",
    "stored_vectors",
]

STARTER = "starter"
STORED_DTYPE = np.dtype("<f2")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recogniser:
    """What makes, stores and compares templates here: a pack's manifest and, where there is one, its calibration.

    cohort_sha256, calibration_sha256: hashes of the calibration's parts; empty without one. No model is in memory.
    calibrated_here: whether the calibration was made from the site's own photographs.
    """

    manifest: PackManifest
    calibration: Calibration | None
    calibrated_here: bool = False
    cohort_sha256: str = field(init=False)
    calibration_sha256: str = field(init=False)

    def __post_init__(self) -> None:
        # Taken once: each is a hash over all of the cohort's numbers.
        object.__setattr__(self, "cohort_sha256", self.calibration.cohort.sha256 if self.calibration else "")
        object.__setattr__(self, "calibration_sha256", self.calibration.sha256 if self.calibration else "")
        if self.calibration is not None and self.calibration.recogniser != self.identity:
            raise CalibrationError(
                f"The calibration of pack {self.manifest.id} was made for {self.calibration.recogniser.id}.",
                advice="Remove it, or calibrate this pack anew.",
            )

    @property
    def identity(self) -> ModelIdentity:
        return self.manifest.recogniser.identity

    @property
    def template_length(self) -> int:
        return self.manifest.recogniser.template_length

    @property
    def index_header(self) -> IndexHeader:
        """What an index must say of itself to serve this recogniser."""
        return IndexHeader(recogniser=self.identity, cohort_sha256=self.cohort_sha256, length=self.template_length)

    def cohort_figures(self, vectors: NDArray[np.floating]) -> FloatArray:
        """Mean and deviation of each row's scores against the cohort, float32 (N, 2); 0 and 1 without a calibration."""
        if self.calibration is None:
            return np.tile(np.array([0.0, 1.0], dtype=np.float32), (len(vectors), 1))
        return cohort_statistics(self.calibration.cohort, vectors.astype(np.float32))

    @staticmethod
    def stored_form(vector: FloatArray) -> NDArray[np.float16]:
        """The numbers as the database keeps them: float16, little endian."""
        return vector.astype(STORED_DTYPE)


def pack_store(home: Path) -> PackStore:
    """The packs a home sees: its own, which it writes, and those that came with the installation."""
    return PackStore([home / "models", installation_packs()])


def open_recogniser(home: Path, pack: str) -> Recogniser:
    """The pack of that name with its calibration. Raises PackNotFound, PackManifestError, CalibrationError."""
    manifest, own = pack_store(home).get(pack), own_calibration(home, pack)
    shipped = starter_calibration() if own is None and pack == STARTER else None
    return Recogniser(manifest=manifest, calibration=own or shipped, calibrated_here=own is not None)


def reader_plan(recogniser: Recogniser, home: Path, *, alone: bool = False) -> ReaderPlan:
    """What a process needs to read photographs with this recogniser's pack, and to keep their bytes in the home.

    alone: one process reads, and somebody waits; not several that share the cores.
    """
    device = chosen_device()
    tuning = kept_tuning(home, recogniser.manifest, device).tuning
    pace = Pace() if tuning is None else tuning.pace(alone=alone)
    return ReaderPlan(pack=recogniser.manifest.folder, originals=home / "originals", device=device, pace=pace)


def chosen_workers(recogniser: Recogniser, home: Path) -> int:
    """How many processes read many photographs: as measured on this machine, else one a core."""
    tuning = kept_tuning(home, recogniser.manifest, chosen_device()).tuning
    return tuning.workers if tuning is not None else usable_cores()


def chosen_device() -> Device:
    """What the setting says that models run on."""
    return Device(settings.ANTIGONE_DEVICE)


def stored_vectors(blobs: Iterable[bytes | memoryview], length: int) -> NDArray[np.float16]:
    """Rows of the database (a memoryview each on PostgreSQL) as an array of shape (rows, length)."""
    return np.frombuffer(b"".join(blobs), dtype=STORED_DTYPE).reshape(-1, length)
