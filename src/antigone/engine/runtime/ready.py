"""Manifests that come with Antigone, for model files that do not: known by their hashes alone."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from antigone.engine.errors import PackManifestError, UsageError
from antigone.engine.runtime.installing import file_sha256
from antigone.engine.runtime.manifest import MANIFEST_FILE, read_manifest
from antigone.engine.runtime.specs import PackManifest

_FOLDER = Path(__file__).parent / "ready"

STARTER = "starter"


def ready_manifests() -> tuple[PackManifest, ...]:
    """All of them, by id; their folders hold a manifest and no model files."""
    return tuple(read_manifest(folder) for folder in sorted(_FOLDER.iterdir()))


def starter_manifest() -> PackManifest:
    return read_manifest(_FOLDER / STARTER)


def fitting_manifest(folder: Path, installed: Iterable[PackManifest]) -> tuple[PackManifest, Mapping[str, Path]]:
    """The ready manifest whose recogniser lies in `folder`, and the path of each of its files by SHA-256.

    The detector may also come from a pack that is installed: InsightFace's packs bring one that we cannot read.
    Raises PackManifestError where nothing fits, UsageError where several packs do.
    """
    own = {file_sha256(path): path for path in sorted(folder.glob("*.onnx")) if path.is_file()}
    known = {model.sha256: pack.path(model) for pack in installed for model in pack.models} | own
    recognised = [pack for pack in ready_manifests() if pack.recogniser.sha256 in own]
    whole = [pack for pack in recognised if pack.detector.sha256 in known]
    if len(whole) == 1:
        return whole[0], known
    if whole:
        names = " and ".join(pack.id for pack in whole)
        raise UsageError(f"{folder} holds the files of {names}.", advice="Give a folder with the files of one pack.")
    if recognised:
        pack = recognised[0]
        raise PackManifestError(
            f"{folder} holds the recogniser of {pack.id}, but its detector {pack.detector.file} is missing.",
            advice=f"Put that file beside it (SHA-256 {pack.detector.sha256}), or install the pack that has it.",
        )
    ready = ", ".join(f"{pack.id} ({pack.recogniser.file})" for pack in ready_manifests() if pack.id != STARTER)
    raise PackManifestError(
        f"{folder} has no pack.toml, and none of its .onnx files is one we know.",
        advice=f"Write one like {_FOLDER / STARTER / MANIFEST_FILE}. Without one these packs can be added: {ready}.",
    )
