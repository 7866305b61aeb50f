"""A site's own calibration: fitted to its photographs, kept, and put to use for all that is stored."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from antigone.casework.audit import Actor, record, writing
from antigone.casework.evidence.locks import home_at_rest
from antigone.casework.recognition.bridge import Recogniser, pack_store
from antigone.casework.recognition.calibrations import keep_calibration, use_calibration
from antigone.casework.recognition.choosing import rebuild_searched_index
from antigone.casework.recognition.evaluating import ReadDataset
from antigone.casework.recognition.events import CalibrationAdopted
from antigone.engine.errors import StateError
from antigone.engine.scoring import (
    Calibration,
    FitSettings,
    LabelledTemplates,
    Source,
    fit_calibration,
    require_enough_people,
    save_calibration,
)

__all__ = [
    "LARGEST",
    "SiteData",
    "adopt_calibration",
    "calibrate_site",
    "export_calibration",
    "reading_recogniser",
    "require_enough_people",
]

LARGEST = 4000
"""Photographs that a calibration uses. Every two are compared: these are eight million pairs, about a gigabyte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteData:
    """What the photographs do not say themselves. population: whom they show, as every later result will name it."""

    population: str
    day: date


def reading_recogniser(home: Path, pack: str) -> Recogniser:
    """The pack without its calibration, which may be the very thing to replace. Raises PackNotFound."""
    return Recogniser(manifest=pack_store(home).get(pack), calibration=None)


def calibrate_site(read: ReadDataset, site: SiteData, *, pack: str, settings: FitSettings | None = None) -> Calibration:
    """Fitted to what was read; the same photographs give the same calibration on the same day.

    Raises CalibrationError where too few people have a face.
    """
    facts = read.basis.dataset
    rng = np.random.default_rng(int(facts.sha256[:16], 16))
    every = _templates(read)
    used = every.thinned(LARGEST, rng)
    source = Source(
        dataset=facts.name,
        selection=_selection(every, used),
        population=site.population,
        date=site.day,
        script="antigone calibrate",
        dataset_sha256=facts.sha256,
        pack=pack,
    )
    return fit_calibration(used, source, rng=rng, settings=settings)


def adopt_calibration(calibration: Calibration, *, home: Path, pack: str, by: Actor) -> Recogniser:
    """Keep it and use it from now on: every stored template gets its figures anew, and the index is rebuilt.

    Raises StateError while an enrolment or a search is at work. Stopped half-way, the next search finishes it.
    """
    with home_at_rest():
        recogniser = Recogniser(manifest=pack_store(home).get(pack), calibration=calibration, calibrated_here=True)
        path = keep_calibration(home, pack, calibration)
        with writing():
            record(_event(calibration, pack), by=by)
            use_calibration(path)
        rebuild_searched_index(home=home, recogniser=recogniser, by=by)
    return recogniser


def export_calibration(calibration: Calibration, path: Path) -> None:
    """Write `NAME.json` and `NAME.cohort.npy`, each whole or not at all. Raises StateError where it cannot be done."""
    try:
        with TemporaryDirectory(prefix=".calibration-", dir=path.parent) as folder:
            save_calibration(calibration, Path(folder) / path.name)
            for written in sorted(Path(folder).iterdir()):
                written.replace(path.with_name(written.name))
    except OSError as error:
        raise StateError(f"The calibration cannot be written to {path}: {error.strerror}.") from error


def _templates(read: ReadDataset) -> LabelledTemplates:
    data = read.data
    # As the store keeps them.
    vectors = data.vectors[data.found].astype(np.float16).astype(np.float32)
    identities = np.unique(data.identities[data.found], return_inverse=True)[1].astype(np.int64)
    return LabelledTemplates(vectors=vectors, identities=identities, recogniser=data.recogniser)


def _selection(every: LabelledTemplates, used: LabelledTemplates) -> str:
    if used is every:
        return "every photograph with a face"
    return (
        f"{len(used.identities):,} of {len(every.identities):,} photographs with a face, drawn by chance: "
        f"at most {used.counts.max()} of a person, {len(used.counts):,} of {len(every.counts):,} people"
    )


def _event(calibration: Calibration, pack: str) -> CalibrationAdopted:
    provenance = calibration.provenance
    return CalibrationAdopted(
        pack=pack,
        recogniser_sha256=calibration.recogniser.sha256,
        calibration_sha256=calibration.sha256,
        cohort_sha256=calibration.cohort.sha256,
        dataset_sha256=provenance.dataset_sha256,
        people=provenance.identities,
        photographs=provenance.photographs,
    )
