"""Loads a pack: hashes first, then onnxruntime, which `native` brings in once a model is opened."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from antigone.engine.errors import ModelFormatError, PackManifestError
from antigone.engine.runtime.installing import check_sha256
from antigone.engine.runtime.manifest import read_manifest
from antigone.engine.runtime.specs import (
    DetectorSpec,
    Device,
    ModelFamily,
    ModelSpec,
    PackManifest,
    RecogniserSpec,
)
from antigone.engine.types import FloatArray

if TYPE_CHECKING:
    from onnxruntime import NodeArg

    from antigone.engine.runtime.bfloat16 import Port
    from antigone.engine.runtime.native import Session

Spec = TypeVar("Spec", bound=ModelSpec)

_OUTPUT_COUNTS = {ModelFamily.CENTERFACE: 4, ModelFamily.YUNET: 12, ModelFamily.EMBEDDING: 1}

# How onnxruntime says that an allocation failed; it has no error class for it.
_OUT_OF_MEMORY = ("bad_alloc", "Failed to allocate memory", "bad allocation", "failure 2: out of memory")


class ModelSession(Generic[Spec]):
    """One loaded model. `run` may be called from several threads at once."""

    def __init__(self, spec: Spec, session: "Session") -> None:
        self.spec = spec
        self.native = session
        self._input = _checked_input(spec, session)
        self.one_at_a_time = self._input.shape[0] == 1

    def run(self, batch: FloatArray) -> tuple[FloatArray, ...]:
        """The model's outputs in its own order, each with the batch as its first axis.

        batch: float32 (N, 3, height, width), already in the model's channel order, mean and std taken care of.
        A model that was exported for one picture at a time is called N times.
        Raises ValueError for another shape or type, ModelFormatError where the model cannot compute, MemoryError where
        the memory does not suffice for this batch, DeviceUnavailable where the card or its libraries fail.
        """
        self._check_batch(batch)
        if not self.one_at_a_time or len(batch) == 1:
            return self._run(batch)
        parts = [self._run(batch[row : row + 1]) for row in range(len(batch))]
        return tuple(np.concatenate(outputs) for outputs in zip(*parts, strict=True))

    def _run(self, batch: FloatArray) -> tuple[FloatArray, ...]:
        from antigone.engine.runtime import native  # noqa: PLC0415 (loaded with the first model)

        try:
            return tuple(self.native.run(None, {self._input.name: batch}))
        except native.ERRORS as error:
            if any(words in str(error) for words in _OUT_OF_MEMORY):
                raise MemoryError(f"{self.spec.id} on {batch.shape}") from error
            if (trouble := native.device_trouble(error)) is not None:
                raise trouble from error
            raise ModelFormatError(f"The model {self.spec.id} failed on {batch.shape}: {_first_line(error)}") from error

    def _check_batch(self, batch: FloatArray) -> None:
        whole = batch.dtype == np.float32 and batch.ndim == 4 and batch.shape[1] == 3 and batch.size > 0
        if not whole or not self.spec.input.takes(width=batch.shape[3], height=batch.shape[2]):
            raise ValueError(f"{self.spec.id} takes {self.spec.input.describe()}, not {batch.dtype} {batch.shape}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadedPack:
    """A pack ready to run. Sessions cannot be pickled: each process opens the pack itself."""

    manifest: PackManifest
    detector: ModelSession[DetectorSpec]
    recogniser: ModelSession[RecogniserSpec]


def open_pack(folder: Path, *, threads: int = 1, device: Device = Device.CPU) -> LoadedPack:
    """Checks the files against `pack.toml` and loads them; `threads` is per running model.

    The very bytes that were hashed are loaded. Raises PackManifestError, ChecksumMismatch, or ModelFormatError where
    a file is no ONNX model or not of the shape that the manifest says; DeviceUnavailable where the device is not there.
    """
    if threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")
    manifest = read_manifest(folder)
    return LoadedPack(
        manifest=manifest,
        detector=_load(manifest, manifest.detector, threads, Device.CPU if device is Device.CPU_BF16 else device),
        recogniser=_load(manifest, manifest.recogniser, threads, device),
    )


def _load(manifest: PackManifest, spec: Spec, threads: int, device: Device) -> ModelSession[Spec]:
    from antigone.engine.runtime import native  # noqa: PLC0415 (loaded with the first model)

    path = manifest.path(spec)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackManifestError(
            f"The pack {manifest.id} names {spec.file}, which cannot be read: {error.strerror}.",
            advice=f"Add the pack anew: antigone models remove {manifest.id}, then models add.",
        ) from error
    check_sha256(str(path), found=hashlib.sha256(data).hexdigest(), wanted=spec.sha256)
    try:
        session = native.open_session(data, threads=threads, device=device)
    except native.ERRORS as error:
        raise ModelFormatError(f"{path} cannot be loaded as an ONNX model: {_first_line(error)}") from error
    return ModelSession(spec, session)


def _checked_input(spec: ModelSpec, session: "Session") -> "NodeArg | Port":
    """The one input, once its shape and the outputs are found to be what the manifest says."""
    inputs, outputs = session.get_inputs(), session.get_outputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or not _shape_fits(spec, inputs[0].shape):
        found = ", ".join(f"{each.type} {each.shape}" for each in inputs)
        raise ModelFormatError(f"{spec.file} takes {found}; the manifest says {spec.input.describe()}.")
    if len(outputs) != _OUTPUT_COUNTS[spec.family]:
        wanted = _OUTPUT_COUNTS[spec.family]
        raise ModelFormatError(f"{spec.file} has {len(outputs)} outputs; the family {spec.family} has {wanted}.")
    length = outputs[0].shape[-1] if outputs[0].shape else None
    if isinstance(spec, RecogniserSpec) and isinstance(length, int) and length != spec.template_length:
        raise ModelFormatError(f"{spec.file} gives {length} numbers; the manifest says {spec.template_length}.")
    return inputs[0]


def _shape_fits(spec: ModelSpec, shape: list[int | str | None]) -> bool:
    """Free dimensions of the file (text or None) fit anything; a free size in the manifest needs them free."""
    if len(shape) != 4:
        return False
    batch, channels, *size = shape
    if (isinstance(batch, int) and batch != 1) or (isinstance(channels, int) and channels != 3):
        return False
    wanted = (spec.input.height, spec.input.width)
    return all(not isinstance(found, int) or found == want for found, want in zip(size, wanted, strict=True))


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
