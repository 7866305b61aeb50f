"""Model packs: their manifests, checksums, licences and conversion, and the sessions that run them."""

from antigone.engine.runtime.installed import installed_runtime
from antigone.engine.runtime.manifest import read_manifest
from antigone.engine.runtime.manifest_writing import manifest_text
from antigone.engine.runtime.quantising import overheard, quantise_model
from antigone.engine.runtime.ready import ready_manifests
from antigone.engine.runtime.sessions import LoadedPack, ModelSession, open_pack
from antigone.engine.runtime.specs import (
    Alignment,
    ChannelOrder,
    DetectorSpec,
    Device,
    InputFormat,
    Licence,
    ModelFamily,
    ModelKind,
    ModelSpec,
    PackManifest,
    RecogniserSpec,
    TrainingData,
    Withdrawn,
)
from antigone.engine.runtime.store import BrokenPack, FileCheck, PackStore, installation_packs

__all__ = [
    "Alignment",
    "BrokenPack",
    "ChannelOrder",
    "DetectorSpec",
    "Device",
    "FileCheck",
    "InputFormat",
    "Licence",
    "LoadedPack",
    "ModelFamily",
    "ModelKind",
    "ModelSession",
    "ModelSpec",
    "PackManifest",
    "PackStore",
    "RecogniserSpec",
    "TrainingData",
    "Withdrawn",
    "installation_packs",
    "installed_runtime",
    "manifest_text",
    "open_pack",
    "overheard",
    "quantise_model",
    "read_manifest",
    "ready_manifests",
]
