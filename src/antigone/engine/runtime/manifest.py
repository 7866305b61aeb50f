"""Reads `pack.toml` strictly: nothing missing, nothing unknown, nothing that contradicts itself."""

from pathlib import Path
from typing import TypedDict

from antigone.engine.errors import PackManifestError
from antigone.engine.runtime.specs import (
    Alignment,
    ChannelOrder,
    DetectorSpec,
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
from antigone.engine.runtime.toml_table import TomlTable, read_toml

MANIFEST_FILE = "pack.toml"
PACK_ID = r"[a-z0-9][a-z0-9._-]{0,63}"

_FILE_NAME = r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}"
_SHA256 = r"[0-9a-f]{64}"


class _CommonKeys(TypedDict):
    """What a table of either kind has."""

    id: str
    kind: ModelKind
    family: ModelFamily
    file: str
    sha256: str
    source: str
    licence: Licence
    training_data: TrainingData
    input: InputFormat
    output: str


def read_manifest(folder: Path) -> PackManifest:
    """The manifest of the pack in `folder`; the model files are not looked at.

    Raises PackManifestError, naming the key, for anything missing, unknown, of the wrong kind or contradictory.
    """
    table = read_toml(folder / MANIFEST_FILE)
    table.integer("format", low=1, high=1)
    models = [_model(model) for model in table.tables("models")]
    detectors = [model for model in models if isinstance(model, DetectorSpec)]
    recognisers = [model for model in models if isinstance(model, RecogniserSpec)]
    if len(detectors) != 1 or len(recognisers) != 1:
        found = ", ".join(model.kind for model in models) or "none"
        raise PackManifestError(f"{table.place}: a pack has one detector and one recogniser; its models are: {found}.")
    manifest = PackManifest(
        id=_id(table),
        title=table.text("title"),
        figures=table.texts("figures"),
        not_for=table.texts("not_for"),
        meant_for=_texts_if_any(table, "meant_for"),
        groups=_texts_if_any(table, "groups"),
        folder=folder,
        detector=detectors[0],
        recogniser=recognisers[0],
    )
    table.finish()
    _check_pair(manifest, table.place)
    return manifest


def _check_pair(manifest: PackManifest, place: str) -> None:
    detector, recogniser = manifest.detector, manifest.recogniser
    if detector.id == recogniser.id:
        raise PackManifestError(f"{place}: two models have the id {detector.id}.")
    if detector.file == recogniser.file:
        raise PackManifestError(f"{place}: two models have the file {detector.file}.")
    gated = {model.licence.name for model in manifest.models if not model.licence.production_use}
    if len(gated) > 1:
        raise PackManifestError(
            f"{place}: two licences need acceptance ({', '.join(sorted(gated))}).",
            advice="A pack may have one such licence; combine the recogniser with a detector free for production use.",
        )


def _model(table: TomlTable) -> ModelSpec:
    kind = table.choice("kind", ModelKind)
    spec = _recogniser(table) if kind is ModelKind.RECOGNISER else DetectorSpec(**_common(table))
    if spec.family.kind is not kind:
        raise PackManifestError(f"{table.place}: the family {spec.family} is a {spec.family.kind}'s, not a {kind}'s.")
    table.finish()
    return spec


def _recogniser(table: TomlTable) -> RecogniserSpec:
    spec = RecogniserSpec(
        **_common(table),
        alignment=table.choice("alignment", Alignment),
        template_length=table.integer("template_length", low=2, high=4096),
    )
    size = spec.alignment.chip_size
    if (spec.input.width, spec.input.height) != (size, size):
        raise PackManifestError(f"{table.place}: {spec.alignment} makes chips of {size} x {size}; the input is not.")
    return spec


def _common(table: TomlTable) -> _CommonKeys:
    return {
        "id": _id(table),
        "kind": table.choice("kind", ModelKind),
        "family": table.choice("family", ModelFamily),
        "file": table.text("file", pattern=_FILE_NAME, meaning="the plain name of a file in the pack's folder"),
        "sha256": table.text("sha256", pattern=_SHA256, meaning="a SHA-256: 64 lower-case hexadecimal digits"),
        "source": table.text("source"),
        "licence": _licence(table.table("licence")),
        "training_data": _training_data(table.table("training_data")),
        "input": _input(table.table("input")),
        "output": table.text("output"),
    }


def _texts_if_any(table: TomlTable, key: str) -> tuple[str, ...]:
    """For keys that packs made before them lack."""
    return table.texts(key) if table.has(key) else ()


def _id(table: TomlTable) -> str:
    return table.text("id", pattern=PACK_ID, meaning="a short name of lower-case letters, digits, '.', '_' and '-'")


def _licence(table: TomlTable) -> Licence:
    licence = Licence(
        name=table.text("name", pattern=r"\S(.*\S)?", meaning="one line of text"),
        production_use=table.boolean("production_use"),
        notice=table.text("notice"),
    )
    table.finish()
    return licence


def _training_data(table: TomlTable) -> TrainingData:
    data = TrainingData(description=table.text("description"), withdrawn=table.choice("withdrawn", Withdrawn))
    table.finish()
    return data


def _input(table: TomlTable) -> InputFormat:
    """Either width and height, or multiple_of for a model that takes any size."""
    free = table.has("multiple_of")
    fmt = InputFormat(
        width=None if free else table.integer("width", low=8, high=4096),
        height=None if free else table.integer("height", low=8, high=4096),
        multiple_of=table.integer("multiple_of", low=1, high=256) if free else 1,
        channel_order=table.choice("channel_order", ChannelOrder),
        mean=table.numbers("mean", 3),
        std=table.numbers("std", 3),
    )
    table.finish()
    if min(fmt.std) <= 0:
        raise table.error("std", "three numbers above zero", list(fmt.std))
    return fmt
