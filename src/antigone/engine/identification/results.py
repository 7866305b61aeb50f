"""What a search and a comparison answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from antigone.engine.scoring import Calibration, Estimate, LikelihoodRatio
from antigone.engine.types import ModelIdentity

_NOT_CALIBRATED = "not yet calibrated: this pack has no calibration, so scores are shown without what they mean"


class Outcome(StrEnum):
    """`none` is a normal answer: nobody in the gallery stands out from its strangers."""

    CANDIDATES = "candidates"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What the figures of a result rest on.

    calibration, population: the SHA-256 and the population of the calibration; None without one. `reason` then says why
    figures are missing, and is empty otherwise.
    """

    recogniser: ModelIdentity
    calibration: str | None = None
    population: str | None = None
    reason: str = ""

    @classmethod
    def of(cls, calibration: Calibration) -> Self:
        return cls(recogniser=calibration.recogniser, calibration=calibration.sha256, population=calibration.population)

    @classmethod
    def uncalibrated(cls, recogniser: ModelIdentity) -> Self:
        return cls(recogniser=recogniser, reason=_NOT_CALIBRATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A subject of the gallery, by the reference (`entry`) that scored highest.

    score: cosine with that reference, averaged over the probes.
    ranking_score: of the fused probes with the subject's references (`scoring.several_references`).
    false_match_rate, expected_strangers and its parts: see `scoring`; None, as ranking_score, without a calibration.
    expected_strangers_by_probe: None where too few subjects were searched to tell, or by an older calibration.
    llr: of the probes and this subject's references; None where the calibration has no data of the probe's tier.
    """

    rank: int
    subject: int
    entry: int
    score: float
    ranking_score: float | None = None
    false_match_rate: Estimate | None = None
    expected_strangers: Estimate | None = None
    expected_strangers_global: Estimate | None = None
    expected_strangers_by_probe: Estimate | None = None
    llr: LikelihoodRatio | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateList:
    """Candidates by rank, 1 first.

    cut: how many of the highest `top` subjects are not listed because too many strangers would rank as high.
    subjects, references: how many were searched, after filters.
    warnings: sentences for the person who reads the list.
    llr_absent: why no candidate has a likelihood ratio, a clause; empty where they have.
    """

    basis: Basis
    candidates: tuple[Candidate, ...]
    cut: int
    subjects: int
    references: int
    warnings: tuple[str, ...] = ()
    llr_absent: str = ""

    @property
    def outcome(self) -> Outcome:
        return Outcome.CANDIDATES if self.candidates else Outcome.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two templates, one against one. Figures as in Candidate, for a single reference; llr_absent as in the list."""

    basis: Basis
    score: float
    ranking_score: float | None = None
    false_match_rate: Estimate | None = None
    llr: LikelihoodRatio | None = None
    llr_absent: str = ""
