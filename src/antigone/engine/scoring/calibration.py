"""A calibration: everything that gives a recogniser's scores their meaning, and what it rests on."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from antigone.engine.errors import CalibrationError, TemplateMismatch
from antigone.engine.scoring.cohort import Cohort
from antigone.engine.scoring.llr import LlrModel, Tier
from antigone.engine.scoring.strangers import StrangerPrior
from antigone.engine.scoring.tail import TailModel
from antigone.engine.types import ModelIdentity

JsonValue = str | int | float | bool | None | list["JsonValue"] | Mapping[str, "JsonValue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a calibration was computed from.

    dataset: what the photographs are, a sentence.
    selection: which of them were used, a rule that can be applied again.
    identities, photographs, pairs: how many were used; pairs are of photographs of different people.
    date: when, as told to `script`, the program that computed it.
    dataset_sha256, pack: hash of the people's names and photographs, and id of the pack; empty for the starter's own.
    """

    dataset: str
    selection: str
    identities: int
    photographs: int
    pairs: int
    date: dt.date
    script: str
    dataset_sha256: str = ""
    pack: str = ""

    def content(self) -> dict[str, JsonValue]:
        """As the file holds it; what is empty is left out, so that older calibrations keep their hash."""
        stated = {name: value for name, value in asdict(self).items() if value != ""}
        return {**stated, "date": self.date.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """One recogniser's cohort and tail, and likelihood ratios for the tiers that have validation data, one a tier.

    population: whom the figures are about, in two or three words.
    strangers: how probes differ; None in calibrations of format 1 and 2, which judge every probe alike.
    """

    recogniser: ModelIdentity
    cohort: Cohort
    tail: TailModel
    population: str
    provenance: Provenance
    llr: tuple[LlrModel, ...] = ()
    strangers: StrangerPrior | None = None

    def __post_init__(self) -> None:
        if self.cohort.recogniser != self.recogniser:
            raise TemplateMismatch(
                f"The cohort is of the recogniser {self.cohort.recogniser.id}, the calibration of {self.recogniser.id}."
            )
        if len({model.tier for model in self.llr}) < len(self.llr):
            raise ValueError("two models of one tier")

    @property
    def sha256(self) -> str:
        """Identity of the calibration: of `content` in canonical JSON, which names the cohort by its own hash."""
        canonical = json.dumps(self.content(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def content(self) -> dict[str, JsonValue]:
        """All of it but the cohort's numbers, as the file holds it."""
        tail = self.tail
        return {
            "recogniser": {"id": self.recogniser.id, "sha256": self.recogniser.sha256},
            "population": self.population,
            "cohort": {"sha256": self.cohort.sha256, "origin": self.cohort.origin},
            "tail": {
                "scores": tail.scores.tolist(),
                "rates": tail.rates.tolist(),
                "low": tail.low.tolist(),
                "high": tail.high.tolist(),
                "clumping": {"value": tail.clumping.value, "low": tail.clumping.low, "high": tail.clumping.high},
            },
            "provenance": self.provenance.content(),
            # Absent where there is none, so that a calibration of an older format keeps its hash.
            **({"llr": [_llr_content(model) for model in self.llr]} if self.llr else {}),
            **({"strangers": asdict(self.strangers)} if self.strangers else {}),
        }

    def llr_model(self, tier: Tier) -> LlrModel | None:
        """The tier's model, None where nothing validates one."""
        return next((model for model in self.llr if model.tier is tier), None)

    def require(self, recogniser: ModelIdentity) -> None:
        """Raises CalibrationError unless this calibration was made for `recogniser`."""
        if self.recogniser != recogniser:
            raise CalibrationError(
                f"This calibration was made for the recogniser {self.recogniser.id} "
                f"({self.recogniser.sha256[:12]}), not for {recogniser.id} ({recogniser.sha256[:12]}).",
                advice="Scores of one recogniser say nothing about another's; use the pack's own calibration.",
            )


def _llr_content(model: LlrModel) -> dict[str, JsonValue]:
    return {
        "tier": model.tier.value,
        "method": model.method.value,
        "scores": model.scores.tolist(),
        "values": model.values.tolist(),
        "low": model.low.tolist(),
        "high": model.high.tolist(),
        "lower_cap": model.lower_cap,
        "upper_cap": model.upper_cap,
        "validated_on": model.validated_on,
        "mated_people": model.mated_people,
        "people": model.people,
        "costs": {method.value: {"cllr": cost.cllr, "cllr_min": cost.cllr_min} for method, cost in model.costs.items()},
    }
