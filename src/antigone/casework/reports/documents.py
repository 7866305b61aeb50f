"""What a sheet shows, as plain data: whoever fills it in decides the words, the sheet only lays them out."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from antigone.engine.types import FloatArray, PixelArray


class SheetOutcome(StrEnum):
    """How the search ended."""

    CANDIDATES = "candidates"
    NONE = "none"
    NO_FACE = "no_face"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FacePicture:
    """A photograph as the sheet shows it.

    chip: uint8 RGB (height, width, 3) of the face, or None where there is none to show.
    file: the photograph's name. warnings: sentences on its quality and on how its face was found.
    """

    chip: PixelArray | None
    file: str
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require_picture(self.chip)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MappedFace:
    """A face as the recogniser sees it, uint8 RGB (S, S, 3), and what each of its pixels adds to a score, (S, S)."""

    chip: PixelArray
    values: FloatArray

    def __post_init__(self) -> None:
        _require_picture(self.chip)
        if self.values.shape != self.chip.shape[:2]:
            raise ValueError(f"a map of {self.values.shape} does not lie on a chip of {self.chip.shape}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MapPair:
    """Two faces' similarity maps on one scale.

    score: the name of the score they explain, in whose unit values and scale are. scale: where colours are strongest.
    """

    first: MappedFace
    second: MappedFace
    score: str
    scale: float

    def __post_init__(self) -> None:
        if not self.scale > 0.0:
            raise ValueError(f"a scale is positive, not {self.scale}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryCount:
    """A gallery as it was when it was searched."""

    name: str
    subjects: int
    templates: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CandidateEntry:
    """One candidate. expected_strangers: as text, since it may be a bound (`< 0.0001`).

    ratio: the likelihood ratio with its bounds, without words; empty where there is none.
    """

    rank: int
    chip: PixelArray | None
    label: str
    subject: str
    gallery: str
    source: str
    expected_strangers: str
    score: float
    ranking_score: float
    ratio: str = ""

    def __post_init__(self) -> None:
        _require_picture(self.chip)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetDocument:
    """A frozen search.

    searched_at: date, time and zone as they are to be read. recogniser_sha256: its first twelve digits are shown.
    population: what the figures rest on. strangers: the case's setting that cut the list, `off` where none did.
    cut: subjects left out by it. ratio: a sentence, the first candidate's likelihood ratio with its validation data, or
    why there is none; empty where nobody was listed. maps: of the first probe and the first candidate, where they were
    asked for.
    """

    case: str
    search: str
    searched_at: str
    pack: str
    recogniser_sha256: str
    population: str
    galleries: tuple[GalleryCount, ...]
    outcome: SheetOutcome
    cut: int
    strangers: str
    probes: tuple[FacePicture, ...]
    candidates: tuple[CandidateEntry, ...]
    ratio: str = ""
    maps: MapPair | None = None

    def __post_init__(self) -> None:
        if (self.outcome is SheetOutcome.CANDIDATES) != bool(self.candidates):
            raise ValueError(f"outcome {self.outcome} with {len(self.candidates)} candidates")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComparisonDocument:
    """Two photographs compared one to one. false_match_rate: as text, since it may be a bound (`< 1e-7`).

    ratio: a sentence, the likelihood ratio with its validation data, or why there is none.
    """

    case: str
    search: str
    compared_at: str
    pack: str
    recogniser_sha256: str
    population: str
    first: FacePicture
    second: FacePicture
    score: float
    ranking_score: float
    false_match_rate: str
    ratio: str
    maps: MapPair | None = None


def _require_picture(chip: PixelArray | None) -> None:
    if chip is not None and (chip.dtype != np.uint8 or chip.ndim != 3 or chip.shape[2] != 3 or not chip.size):
        raise ValueError(f"a chip is uint8 (height, width, 3), not {chip.dtype} {chip.shape}")
