"""The file of the home that holds what was measured: for each pack and machine the latest, under one checksum."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from antigone.casework.evidence.storage import replace_file
from antigone.casework.recognition.tuning.machine import Machine, this_machine
from antigone.casework.recognition.tuning.values import Tuning
from antigone.engine.errors import StateError
from antigone.engine.runtime import Device, PackManifest

__all__ = ["FILE", "Kept", "keep_tuning", "kept_tuning"]

FILE = "models/tuning.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """tuning: the one of this pack and machine, None where there is none that may be used.

    remark: why one that is there was passed over, a sentence, or empty.
    """

    tuning: Tuning | None
    remark: str = ""


def keep_tuning(tuning: Tuning, *, home: Path) -> Path:
    """Keep it in the place of the earlier one of the same pack and machine; a damaged file is begun anew.

    Raises StateError where it cannot be written.
    """
    path = home / FILE
    try:
        others = [one for one in _read(path) if _key(one) != _key(tuning)]
    except (OSError, ValueError):
        others = []
    try:
        for folder in (home, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, _bytes([*others, tuning]))
    except OSError as error:
        raise StateError(f"What was measured cannot be kept in {path}: {error.strerror}.") from error
    return path


def kept_tuning(home: Path, manifest: PackManifest, device: Device) -> Kept:
    """What was measured of this pack on this machine. A file that cannot be used is no reason not to read."""
    path, machine = home / FILE, this_machine(device)
    try:
        of_pack = [one for one in _read(path) if one.is_of(manifest)]
    except (OSError, ValueError) as error:
        return Kept(tuning=None, remark=f"{path} is passed over: {error}. Measure again: antigone models tune.")
    for one in of_pack:
        if one.machine == machine:
            return Kept(tuning=one)
    alike = [one for one in of_pack if one.machine.device is device]
    return Kept(tuning=None, remark=_foreign(alike, machine) if alike else "")


def _foreign(others: Sequence[Tuning], machine: Machine) -> str:
    return (
        f"What was measured for speed is passed over: it is of {others[-1].machine}; this is {machine}. "
        "Measure again: antigone models tune."
    )


def _read(path: Path) -> list[Tuning]:
    """Raises OSError, and ValueError (a clause) for what is no such file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    try:
        document = json.loads(data)
        if document["format"] != _FORMAT:
            raise ValueError(f"its format is {document['format']}, not {_FORMAT}")
        if document["sha256"] != _checksum(document["tunings"]):
            raise ValueError("its checksum does not fit")
        return [Tuning.of(one) for one in document["tunings"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"it is not what `antigone models tune` writes ({error})") from error


def _bytes(tunings: Sequence[Tuning]) -> bytes:
    documents = [one.document() for one in tunings]
    whole = {"format": _FORMAT, "sha256": _checksum(documents), "tunings": documents}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"


def _checksum(documents: object) -> str:
    canonical = json.dumps(documents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _key(tuning: Tuning) -> tuple[str, str, Machine]:
    return (tuning.detector, tuning.recogniser, tuning.machine)
