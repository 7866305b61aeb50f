"""What an evaluation rests on: data, pack, calibration. Travels with every figure."""

from dataclasses import dataclass
from typing import Self

from antigone.engine.runtime import PackManifest
from antigone.engine.scoring import Calibration
from antigone.engine.types import ModelIdentity


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """sha256: of people's names and the hashes of their photographs. people_with_two: with two photographs or more.

    without_face: photographs in which none was found, which count as misses. several_faces: how many showed more than
    one, of which the largest, or the one the manifest names, was taken. repeated: how many were the same file as
    another of the same person and were left out. refused: how many could not be read and were left out.
    groups: the columns by which people were told apart.
    """

    name: str
    sha256: str
    people: int
    people_with_two: int
    photographs: int
    without_face: tuple[str, ...]
    several_faces: int
    repeated: int
    refused: int
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFacts:
    """The models that made the templates."""

    id: str
    title: str
    detector: ModelIdentity
    recogniser: ModelIdentity

    @classmethod
    def of(cls, manifest: PackManifest) -> Self:
        return cls(
            id=manifest.id,
            title=manifest.title,
            detector=manifest.detector.identity,
            recogniser=manifest.recogniser.identity,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationFacts:
    """The calibration that normalises scores and makes promises. dataset, selection, people: what it was made of."""

    sha256: str
    population: str
    dataset: str
    selection: str
    people: int

    @classmethod
    def of(cls, calibration: Calibration) -> Self:
        return cls(
            sha256=calibration.sha256,
            population=calibration.population,
            dataset=calibration.provenance.dataset,
            selection=calibration.provenance.selection,
            people=calibration.provenance.identities,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """software: the version of Antigone. device: what the photographs were read on."""

    software: str
    device: str
    dataset: DatasetFacts
    pack: PackFacts
    calibration: CalibrationFacts | None
