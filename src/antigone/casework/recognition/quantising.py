"""A pack of one-byte networks made from another, and what it loses on photographs of people who are known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from antigone.casework.recognition.evaluating import LabelledPhotograph
from antigone.casework.recognition.reading import ReaderPlan
from antigone.casework.recognition.reading.items import item_bytes
from antigone.engine.errors import InputError, UsageError
from antigone.engine.evaluation import Accuracy
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import decode_image
from antigone.engine.runtime import (
    DetectorSpec,
    PackManifest,
    RecogniserSpec,
    manifest_text,
    open_pack,
    overheard,
    quantise_model,
    read_manifest,
)
from antigone.engine.runtime.installing import file_sha256
from antigone.engine.runtime.manifest import MANIFEST_FILE
from antigone.engine.types import FloatArray

__all__ = ["MOST_LOST", "Losses", "Parts", "make_quantised", "split_people"]

MOST_LOST = 0.2
"""Points of a hundred of accuracy; a pack that loses as much or more is not offered."""

CALIBRATING = 128
"""Photographs that the ranges are measured on."""

_EVERY = 10
_AT_ONCE = 8
_SUFFIX = "-int8"


class Parts(StrEnum):
    """Which networks are quantised. DETECTOR alone leaves the recogniser, and with it the templates' identity."""

    BOTH = "both"
    DETECTOR = "detector"
    RECOGNISER = "recogniser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """before, after: of the pack and of the one made from it, on the same people."""

    before: Accuracy
    after: Accuracy

    @property
    def points(self) -> float:
        return self.before.lost_by(self.after)

    @property
    def bearable(self) -> bool:
        return self.points < MOST_LOST


def split_people(
    photographs: Sequence[LabelledPhotograph],
) -> tuple[list[LabelledPhotograph], list[LabelledPhotograph]]:
    """Photographs to measure ranges on, and those of all other people, to judge by.

    Every tenth person, in the order of their names, is of the first kind.
    """
    people = {identity: place for place, identity in enumerate(sorted({each.identity for each in photographs}))}
    ranges = [each for each in photographs if people[each.identity] % _EVERY == 0]
    return ranges[:CALIBRATING], [each for each in photographs if people[each.identity] % _EVERY]


def make_quantised(
    manifest: PackManifest, photographs: Sequence[LabelledPhotograph], *, parts: Parts, plan: ReaderPlan, folder: Path
) -> PackManifest:
    """Write the pack into the folder, which is empty and of the new pack's name.

    photographs: to measure ranges on; one that cannot be read is passed over. Raises UsageError where the package that
    quantises is missing or no photograph shows a face, ModelFormatError where a network cannot be quantised.
    """
    pictures, chips = _seen(photographs, plan)
    if not chips:
        raise UsageError("None of the photographs to measure on shows a face.", advice="Give others.")
    detector, recogniser = manifest.detector, manifest.recogniser
    _write(manifest.path(detector), folder / detector.file, pictures, quantised=parts is not Parts.RECOGNISER)
    _write(manifest.path(recogniser), folder / recogniser.file, chips, quantised=parts is not Parts.DETECTOR)
    which = "both networks" if parts is Parts.BOTH else f"its {parts}"
    made = replace(
        manifest,
        id=folder.name,
        title=f"{manifest.title.rstrip('.')}, {which} in one byte a number.",
        figures=(),
        groups=(),
        detector=_changed_detector(detector, folder),
        recogniser=_changed_recogniser(recogniser, folder),
    )
    (folder / MANIFEST_FILE).write_text(manifest_text(made), encoding="utf-8")
    return read_manifest(folder)


def _seen(
    photographs: Sequence[LabelledPhotograph], plan: ReaderPlan
) -> tuple[Sequence[FloatArray], Sequence[FloatArray]]:
    """What the networks are given when these photographs are read."""
    pack, pictures, chips = overheard(open_pack(plan.pack))
    extractor = Extractor(pack, plan.settings)
    for start in range(0, len(photographs), _AT_ONCE):
        requests = []
        for photograph in photographs[start : start + _AT_ONCE]:
            try:
                data = item_bytes(photograph.item, plan.limits)
                image = decode_image(data, name=photograph.item.name, limits=plan.limits)
            except InputError:
                continue
            requests.append(ExtractionRequest(image=image, choice=photograph.item.choice))
        extractor.extract(requests)
    return pictures, chips


def _write(source: Path, target: Path, batches: Sequence[FloatArray], *, quantised: bool) -> None:
    if quantised:
        quantise_model(source, target, batches)
    else:
        target.write_bytes(source.read_bytes())


def _changed_detector(spec: DetectorSpec, folder: Path) -> DetectorSpec:
    found = file_sha256(folder / spec.file)
    return (
        spec if found == spec.sha256 else replace(spec, id=spec.id + _SUFFIX, sha256=found, source=_source(spec.source))
    )


def _changed_recogniser(spec: RecogniserSpec, folder: Path) -> RecogniserSpec:
    found = file_sha256(folder / spec.file)
    return (
        spec if found == spec.sha256 else replace(spec, id=spec.id + _SUFFIX, sha256=found, source=_source(spec.source))
    )


def _source(source: str) -> str:
    return f"{source} Quantised to eight bits by `antigone models quantise`."
