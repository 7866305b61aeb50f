"""A model pack's own account of itself, as frozen values. `manifest` reads them from `pack.toml`."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from antigone.engine.types import ModelIdentity


class Device(StrEnum):
    """What computes. Each is used where it is asked for and nowhere else, and never replaced by another.

    CPU_BF16: the processor, with the recogniser rounded to bfloat16. The detector stays as it is, so what is found in
    a photograph is the same.
    """

    CPU = "cpu"
    CPU_BF16 = "cpu-bf16"
    CUDA = "cuda"


class ModelKind(StrEnum):
    DETECTOR = "detector"
    RECOGNISER = "recogniser"


class ModelFamily(StrEnum):
    """How a model's outputs are read."""

    CENTERFACE = "centerface"
    YUNET = "yunet"
    EMBEDDING = "embedding"

    @property
    def kind(self) -> ModelKind:
        return ModelKind.RECOGNISER if self is ModelFamily.EMBEDDING else ModelKind.DETECTOR


class ChannelOrder(StrEnum):
    RGB = "RGB"
    BGR = "BGR"


class Alignment(StrEnum):
    """The template of five points that a recogniser's chips are aligned to."""

    ARCFACE_112 = "arcface-112"
    DLIB_150 = "dlib-150"

    @property
    def chip_size(self) -> int:
        """Width and height of a chip in pixels."""
        return int(self.rpartition("-")[2])


class Withdrawn(StrEnum):
    """Whether the publisher of the training data took it back."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """production_use: false for non-commercial licences, too; such a pack must be accepted by the licence's name."""

    name: str
    production_use: bool
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """As far as it is known."""

    description: str
    withdrawn: Withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFormat:
    """How pixels become numbers: (pixel - mean) / std, pixels 0 to 255, per channel in `channel_order`.

    width, height: pixels; None where the model takes any size that is a multiple of `multiple_of`.
    """

    width: int | None
    height: int | None
    multiple_of: int
    channel_order: ChannelOrder
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def takes(self, *, width: int, height: int) -> bool:
        if self.width is None or self.height is None:
            return width % self.multiple_of == 0 and height % self.multiple_of == 0
        return (width, height) == (self.width, self.height)

    def describe(self) -> str:
        """The shape of a batch, for messages and the model card."""
        if self.width is None or self.height is None:
            return f"float32 (N, 3, height, width), both multiples of {self.multiple_of}"
        return f"float32 (N, 3, {self.height}, {self.width})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """What every model of a pack says; `output` is a sentence on what its numbers mean."""

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

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(id=self.id, sha256=self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSpec(ModelSpec):
    """A model that finds faces and five landmarks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniserSpec(ModelSpec):
    """A model that turns aligned chips into templates of `template_length` numbers."""

    alignment: Alignment
    template_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackManifest:
    """A pack: one detector and one recogniser.

    meant_for, not_for: what the pack may and must not be used for. figures: what else is known of how good it is.
    groups: published results by group of people. Each a sentence, with its source.
    """

    id: str
    title: str
    figures: tuple[str, ...]
    not_for: tuple[str, ...]
    folder: Path
    detector: DetectorSpec
    recogniser: RecogniserSpec
    meant_for: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def models(self) -> tuple[ModelSpec, ...]:
        return (self.detector, self.recogniser)

    @property
    def gated_licence(self) -> Licence | None:
        """The licence that an operator must accept by name before the pack is added, if there is one."""
        return next((model.licence for model in self.models if not model.licence.production_use), None)

    def path(self, model: ModelSpec) -> Path:
        return self.folder / model.file

    def size(self) -> int:
        """Bytes of the model files that are there."""
        paths = [self.path(model) for model in self.models]
        return sum(path.stat().st_size for path in paths if path.is_file())
