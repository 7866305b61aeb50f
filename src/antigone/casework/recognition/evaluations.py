"""What a site measured of its packs, kept in the home: a page of figures a pack, the latest, for its model card."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from antigone.casework.evidence.storage import replace_file
from antigone.engine.errors import StateError
from antigone.engine.evaluation.cards import EvaluationSummary, read_summary, summary_bytes
from antigone.engine.runtime import PackManifest

__all__ = ["EvaluationSummary", "evaluation_summary", "keep_evaluation_summary"]

FOLDER = "evaluations"


def keep_evaluation_summary(metrics: Mapping[str, Any], *, home: Path, day: date) -> Path:
    """Keep the figures of an evaluation's document for the card of its pack, in the place of earlier ones.

    The home need not have been made. No name of a person is kept. Raises StateError where it cannot be written.
    """
    summary = EvaluationSummary.of(metrics, day=day)
    folder = home / FOLDER / summary.pack
    path = folder / "latest.json"
    try:
        for made in (home, folder.parent, folder):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, summary_bytes(summary))
    except OSError as error:
        raise StateError(f"The figures cannot be kept in {folder}: {error.strerror}.") from error
    return path


def evaluation_summary(home: Path, manifest: PackManifest) -> EvaluationSummary | None:
    """The latest of this pack; None where there is none, or where it is of other models under the same name.

    Raises StateError where the file is torn or changed.
    """
    path = home / FOLDER / manifest.id / "latest.json"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateError(f"{path} cannot be read: {error.strerror}.", advice="Evaluate again.") from error
    summary = read_summary(data, where=str(path))
    return summary if summary.is_of(manifest) else None
