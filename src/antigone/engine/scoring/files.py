"""Calibrations as files: `NAME.json` with the figures, `NAME.cohort.npy` with the cohort; docs/scoring.md, Files."""

import datetime as dt
import importlib.resources
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import CalibrationError, TemplateMismatch
from antigone.engine.scoring.calibration import Calibration, Provenance
from antigone.engine.scoring.cohort import Cohort
from antigone.engine.scoring.estimates import Estimate
from antigone.engine.scoring.llr import HeldOutCost, LlrMethod, LlrModel, Tier
from antigone.engine.scoring.strangers import StrangerPrior
from antigone.engine.scoring.tail import TailModel
from antigone.engine.types import ModelIdentity

FORMAT = "antigone-calibration"
VERSION = 3
"""2 may hold likelihood ratios, 3 how probes differ; older ones are read, without them."""

_REINSTALL = "Restore the file from a backup, or calibrate again."


def save_calibration(calibration: Calibration, path: Path) -> None:
    """Writes `path` (`NAME.json`) and `NAME.cohort.npy` beside it: same calibration, same bytes."""
    buffer = io.BytesIO()
    np.save(buffer, calibration.cohort.templates.astype("<f2"), allow_pickle=False)
    document = {"format": FORMAT, "version": VERSION, "sha256": calibration.sha256, **calibration.content()}
    _cohort_path(path).write_bytes(buffer.getvalue())
    path.write_text(json.dumps(document, indent=1, allow_nan=False, ensure_ascii=False) + "\n", encoding="utf-8")


def load_calibration(path: Path) -> Calibration:
    """Reads what `save_calibration` wrote. Raises CalibrationError for anything that is not exactly that."""
    try:
        text, numbers = path.read_bytes(), _cohort_path(path).read_bytes()
    except OSError as error:
        raise CalibrationError(
            f"The calibration {path} cannot be read: {error.strerror}.", advice=_REINSTALL
        ) from error
    return _parse(text, numbers, name=path.name)


def starter_calibration() -> Calibration:
    """The calibration of the starter pack, which comes with Antigone."""
    folder = importlib.resources.files("antigone.engine.scoring") / "data"
    text, numbers = (folder / name for name in ("starter.json", "starter.cohort.npy"))
    return _parse(text.read_bytes(), numbers.read_bytes(), name="starter.json")


def _cohort_path(path: Path) -> Path:
    return path.with_name(f"{path.stem}.cohort.npy")


def _parse(text: bytes, numbers: bytes, *, name: str) -> Calibration:
    try:
        document = json.loads(text)
        _check_header(document, name)
        calibration = _build(document, np.load(io.BytesIO(numbers), allow_pickle=False))
    except (ValueError, KeyError, TypeError, EOFError, TemplateMismatch) as error:
        raise CalibrationError(f"{name} is no whole calibration: {error!r}.", advice=_REINSTALL) from error
    if calibration.cohort.sha256 != document["cohort"]["sha256"]:
        raise CalibrationError(f"The cohort beside {name} is not the one it was made with.", advice=_REINSTALL)
    if calibration.sha256 != document["sha256"]:
        raise CalibrationError(f"{name} was changed since it was written: its checksum differs.", advice=_REINSTALL)
    return calibration


def _check_header(document: Any, name: str) -> None:
    if document["format"] != FORMAT:
        raise ValueError(f"the format is {document['format']!r}")
    if document["version"] not in range(1, VERSION + 1):
        raise CalibrationError(
            f"{name} has version {document['version']} of the calibration format; this Antigone reads 1 to {VERSION}.",
            advice="Install the version of Antigone that wrote it, or calibrate again.",
        )


def _build(document: Any, templates: NDArray[np.float16]) -> Calibration:
    recogniser = ModelIdentity(**document["recogniser"])
    provenance = dict(document["provenance"])
    return Calibration(
        recogniser=recogniser,
        cohort=Cohort(templates=templates, recogniser=recogniser, origin=document["cohort"]["origin"]),
        tail=_build_tail(document["tail"]),
        population=document["population"],
        provenance=Provenance(**{**provenance, "date": dt.date.fromisoformat(provenance["date"])}),
        llr=tuple(_build_llr(model) for model in document.get("llr", [])),
        strangers=StrangerPrior(**document["strangers"]) if "strangers" in document else None,
    )


def _build_tail(numbers: Any) -> TailModel:
    curves = {name: np.asarray(numbers[name], np.float64) for name in ("scores", "rates", "low", "high")}
    return TailModel(**curves, clumping=Estimate(**numbers["clumping"]))


def _build_llr(content: Any) -> LlrModel:
    curves = {name: np.asarray(content[name], np.float64) for name in ("scores", "values", "low", "high")}
    converted: dict[str, Any] = {
        **curves,
        "tier": Tier(content["tier"]),
        "method": LlrMethod(content["method"]),
        "costs": {LlrMethod(method): HeldOutCost(**cost) for method, cost in content["costs"].items()},
    }
    return LlrModel(**{**content, **converted})
