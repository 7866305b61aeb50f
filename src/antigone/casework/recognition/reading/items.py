"""What is read, and what comes of it."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from antigone.engine.errors import InputError
from antigone.engine.extraction import AnyRecipe, Batches, ExtractionSettings, FaceChoice, RotationSearch
from antigone.engine.imaging import DEFAULT_LIMITS, Limits, read_bytes
from antigone.engine.runtime import Device
from antigone.engine.types import Box, Extraction, PhotographFacts

__all__ = ["Pace", "PhotographItem", "ReaderPlan", "Reading", "Timings", "fingerprint", "item_bytes", "photograph_item"]


SETTINGS = ExtractionSettings(finer_sides=(1280, 1600))
"""With a finest pass of 1920 pixels two processes took 1.71 GB on the worst there is, a folder of pictures of 15 MP
without a face; with one of 1600 they take 1.58, most of it in the turned passes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotographItem:
    """One photograph to read: a file, or bytes already in hand. name: how messages call it. choice: which face.

    recipe: what is done to the face before the recogniser sees it; None for a photograph of a gallery, always.
    """

    name: str
    load: Path | bytes = field(repr=False)
    choice: FaceChoice = field(default_factory=FaceChoice)
    rotations: RotationSearch = RotationSearch.AUTO
    recipe: AnyRecipe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Milliseconds spent on one photograph; embedding is done in batches and shared out evenly."""

    decode: float = 0.0
    detect: float = 0.0
    embed: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """What came of a photograph.

    facts: None where no image could be decoded; otherwise its original is stored, where the plan names a folder.
    outcome: the extraction, or why there is none.
    """

    facts: PhotographFacts | None
    outcome: Extraction | InputError
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a process computes: how fast it reads depends on it, what it reads does not.

    threads: of each network. photographs: that are read together, and handed to a process at once.
    """

    threads: int = 1
    photographs: int = 8
    batches: Batches = field(default_factory=Batches)

    def __post_init__(self) -> None:
        if self.threads < 1 or self.photographs < 1:
            raise ValueError(f"at least one, not {self.threads} threads and {self.photographs} photographs")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderPlan:
    """What every reading process needs to know; it imports the engine, never Django.

    pack: folder of the model pack. originals: folder that takes the original bytes; None to keep none.
    roomy_pixels: pictures of more pixels are decoded by one process at a time, so that a folder of posters does not
        take the memory of all processes at once.
    """

    pack: Path
    originals: Path | None
    settings: ExtractionSettings = SETTINGS
    limits: Limits = DEFAULT_LIMITS
    roomy_pixels: int = 16_000_000
    device: Device = Device.CPU
    pace: Pace = field(default_factory=Pace)


def photograph_item(*, name: str, load: Path | bytes, box: Box | None = None) -> PhotographItem:
    """A photograph of which the face nearest to `box` is taken; the only or the largest one without."""
    return PhotographItem(name=name, load=load, choice=FaceChoice(near=box))


def item_bytes(item: PhotographItem, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The photograph's bytes. Raises PhotographError where the file system does not give them."""
    if isinstance(item.load, bytes):
        return item.load
    return read_bytes(item.load, name=item.name, limits=limits)


def fingerprint(item: PhotographItem, limits: Limits = DEFAULT_LIMITS) -> str:
    """SHA-256 of the bytes: cheap beside reading faces, so a caller passes over what it knows already.

    Raises PhotographError as `item_bytes` does.
    """
    return sha256(item_bytes(item, limits)).hexdigest()
