"""Model cards of the packs that a home can use, as documents."""

from pathlib import Path
from typing import Any

from antigone.casework.recognition.bridge import open_recogniser
from antigone.casework.recognition.evaluations import EvaluationSummary, evaluation_summary
from antigone.engine.errors import CalibrationError, StateError
from antigone.engine.evaluation.cards import ModelCard
from antigone.engine.runtime import PackManifest, PackStore, installation_packs

__all__ = ["model_cards"]


def model_cards(home: Path) -> list[dict[str, Any]]:
    """One a pack: models with hash, licence and training data, and what was measured. No path of this machine."""
    packs = PackStore([home / "models", installation_packs()]).list()
    return [_card(home, pack) for pack in packs]


def _card(home: Path, pack: PackManifest) -> dict[str, Any]:
    card = ModelCard.of(pack, calibration_sha256=_calibration(home, pack.id), site=_measured_here(home, pack))
    document = card.document()
    del document["folder"]
    return document


def _calibration(home: Path, pack: str) -> str:
    """Of the one in use; empty where there is none that can be used."""
    try:
        return open_recogniser(home, pack).calibration_sha256
    except CalibrationError:
        return ""


def _measured_here(home: Path, pack: PackManifest) -> EvaluationSummary | None:
    """None where nothing was measured, or the figures are torn: `antigone models show` says so."""
    try:
        return evaluation_summary(home, pack)
    except StateError:
        return None
