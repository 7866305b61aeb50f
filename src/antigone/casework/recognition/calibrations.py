"""A home's own calibrations: every one that was ever in use is kept, one of each pack is in use."""

import os
from pathlib import Path

from antigone.casework.evidence.storage import replace_file, sync_folder
from antigone.engine.errors import CalibrationError, StateError
from antigone.engine.scoring import Calibration, load_calibration, save_calibration

__all__ = ["keep_calibration", "own_calibration", "use_calibration"]

_IN_USE = "in-use"


def own_calibration(home: Path, pack: str) -> Calibration | None:
    """The one in use, None where the site has made none. Raises CalibrationError where it is torn or missing."""
    pointer = _folder(home, pack) / _IN_USE
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CalibrationError(f"{pointer} cannot be read: {error}.", advice="Calibrate again.") from error
    return load_calibration(pointer.with_name(name))


def keep_calibration(home: Path, pack: str, calibration: Calibration) -> Path:
    """Write it down, not yet in use. Earlier ones stay: results refer to them by their hash."""
    folder = _folder(home, pack)
    path = folder / f"{calibration.sha256[:16]}.json"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        save_calibration(calibration, path)
        for written in folder.glob(f"{path.stem}.*"):
            _sync(written)
        sync_folder(folder)
    except OSError as error:
        raise StateError(f"The calibration cannot be kept in {folder}: {error.strerror}.") from error
    return path


def use_calibration(path: Path) -> None:
    """From now on the one at this path, in one step."""
    pointer = path.with_name(_IN_USE)
    try:
        replace_file(pointer, f"{path.name}\n".encode())
    except OSError as error:
        raise StateError(f"The calibration cannot be put to use in {path.parent}: {error.strerror}.") from error


def _folder(home: Path, pack: str) -> Path:
    return home / "calibrations" / pack


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
