"""What of an evaluation goes on a model card: a page of figures, the data behind them, no names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Self

from antigone.engine.errors import StateError
from antigone.engine.runtime import PackManifest
from antigone.engine.scoring import Estimate
from antigone.engine.types import ModelIdentity

FORMAT = "antigone-evaluation-summary"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetCounts:
    """sha256: of people's names and the hashes of their photographs. people_with_two: with two photographs or more."""

    name: str
    sha256: str
    people: int
    people_with_two: int
    photographs: int
    without_face: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """FNIR at the threshold of one FPIR; None with the reason where the people were too few for it."""

    fpir: float
    fnir: Estimate | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """A group at the threshold where FPIR over all is `target`; None where its people were too few."""

    column: str
    group: str
    target: float
    absent_people: int
    mated_people: int
    fpir: Estimate | None
    fnir: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSummary:
    """day: of the evaluation. note: what must be known of the data; empty where nobody said.

    calibration_sha256, population: empty where the pack had no calibration. ranked_by: `ranking_score` or `score`.
    enrolled: people in the galleries of the open set, one photograph each; rank: the longest list; mated_people,
    absent_people: who was searched for. first: share of mates at rank 1 with all `first_among` people enrolled.
    cllr, cllr_cal: in bits, None with the reason. columns: by which groups were told apart.
    """

    day: date
    software: str
    note: str
    dataset: DatasetCounts
    pack: str
    detector: ModelIdentity
    recogniser: ModelIdentity
    calibration_sha256: str
    population: str
    ranked_by: str
    enrolled: int
    rank: int
    mated_people: int
    absent_people: int
    missed: tuple[Missed, ...]
    first: Estimate
    first_among: int
    cllr: Estimate | None
    cllr_cal: Estimate | None
    ratio_reason: str
    columns: tuple[str, ...]
    groups: tuple[GroupFigures, ...]

    def is_of(self, manifest: PackManifest) -> bool:
        """Whether these two models were measured, and no others: names say nothing, hashes do."""
        return (self.detector.sha256, self.recogniser.sha256) == (manifest.detector.sha256, manifest.recogniser.sha256)

    @classmethod
    def of(cls, metrics: Mapping[str, Any], *, day: date, note: str = "") -> Self:
        """metrics: the document of an evaluation (metrics.json)."""
        ranked_by, pack, calibration = metrics["ranked_by"], metrics["pack"], metrics["calibration"] or {}
        opened, closed = metrics["open_set"][ranked_by], metrics["closed_set"][ranked_by]
        ratios = metrics["likelihood_ratios"]
        cmc = closed["cmc"]
        return cls(
            day=day,
            software=metrics["software"],
            note=note,
            dataset=_counts(metrics["dataset"]),
            pack=pack["id"],
            detector=ModelIdentity(**pack["detector"]),
            recogniser=ModelIdentity(**pack["recogniser"]),
            calibration_sha256=calibration.get("sha256", ""),
            population=calibration.get("population", ""),
            ranked_by=ranked_by,
            enrolled=opened["subjects"],
            rank=opened["rank"],
            mated_people=opened["mated_people"],
            absent_people=opened["absent_people"],
            missed=tuple(_missed(point) for point in opened["fnir_at_fpir"]),
            first=Estimate(value=cmc["value"][0], low=cmc["low"][0], high=cmc["high"][0]),
            first_among=closed["subjects"],
            cllr=_estimate(ratios.get("cllr")),
            cllr_cal=_estimate(ratios.get("cllr_cal")),
            ratio_reason=ratios.get("reason") or "",
            columns=tuple(metrics["dataset"]["groups"]),
            groups=tuple(_groups(metrics["groups"])),
        )


def summary_document(summary: EvaluationSummary) -> dict[str, Any]:
    """As it is kept; with a hash over all of it, so that a figure changed by hand is found out."""
    content = {**asdict(summary), "day": summary.day.isoformat()}
    return {"format": FORMAT, "version": VERSION, "sha256": _hash(content), **content}


def summary_bytes(summary: EvaluationSummary) -> bytes:
    """The same summary, the same bytes."""
    return (json.dumps(summary_document(summary), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_summary(data: bytes, *, where: str) -> EvaluationSummary:
    """Raises StateError, naming `where` they came from, for bytes that are no summary, a newer or a changed one."""
    try:
        document = json.loads(data)
        content = {key: value for key, value in document.items() if key not in {"format", "version", "sha256"}}
        known = (document["format"], document["version"]) == (FORMAT, VERSION)
        if known and document["sha256"] == _hash(content):
            return _build(content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(where) from error
    raise _broken(where)


def _broken(where: str) -> StateError:
    return StateError(
        f"{where} is torn, changed or of a newer version: its figures are not shown.", advice="Evaluate again."
    )


def _hash(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _build(content: dict[str, Any]) -> EvaluationSummary:
    nested = {
        "day": date.fromisoformat(content["day"]),
        "dataset": DatasetCounts(**content["dataset"]),
        "detector": ModelIdentity(**content["detector"]),
        "recogniser": ModelIdentity(**content["recogniser"]),
        "missed": tuple(Missed(**{**one, "fnir": _estimate(one["fnir"])}) for one in content["missed"]),
        "columns": tuple(content["columns"]),
        "groups": tuple(
            GroupFigures(**{**one, "fpir": _estimate(one["fpir"]), "fnir": _estimate(one["fnir"])})
            for one in content["groups"]
        ),
        **{name: _estimate(content[name]) for name in ("first", "cllr", "cllr_cal")},
    }
    return EvaluationSummary(**{**content, **nested})


def _counts(dataset: Mapping[str, Any]) -> DatasetCounts:
    same = {name: dataset[name] for name in ("name", "sha256", "people", "people_with_two", "photographs")}
    return DatasetCounts(**same, without_face=len(dataset["without_face"]))


def _missed(point: Mapping[str, Any]) -> Missed:
    return Missed(fpir=point["fpir"], fnir=_estimate(point["fnir"]), reason=point["reason"])


def _groups(columns: Sequence[Mapping[str, Any]]) -> list[GroupFigures]:
    return [
        GroupFigures(
            column=column["column"],
            group=one["group"],
            target=column["fpir"],
            absent_people=one["absent_people"],
            mated_people=one["mated_people"],
            fpir=_estimate(one["fpir"]),
            fnir=_estimate(one["fnir"]),
        )
        for column in columns
        for one in column["groups"]
    ]


def _estimate(content: Mapping[str, Any] | None) -> Estimate | None:
    return None if content is None else Estimate(**content)
