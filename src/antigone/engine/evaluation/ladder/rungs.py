"""One rung: the probes degraded alike, and what the extractor made of them."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import AntigoneError
from antigone.engine.evaluation.degradation import Degradation
from antigone.engine.evaluation.ladder.probes import LadderProbe
from antigone.engine.extraction import ExtractionRequest, FaceChoice
from antigone.engine.types import Box, Extraction, FloatArray, Image, PhotographFacts

Extract = Callable[[Sequence[ExtractionRequest]], Sequence[Extraction | AntigoneError]]
"""One result a request, in order: `Extractor.extract`, or something about it."""

_BATCH = 16
# A face is the person's where its points lie about theirs, in eye distances.
_SAME_PLACE = 0.8
# Half the side of a box about the face, in eye distances.
_BOX = 1.6


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderExtractor:
    """extract: from pictures to templates; called by several threads where the study is given several.
    key: names it in the cache. Whatever changes a template must change it: models, settings, recipe.
    length: of the templates.
    """

    extract: Extract
    key: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A degradation at a strength, 1 to 5; None at 0 is the photograph as it is."""

    degradation: Degradation | None
    strength: int

    def __post_init__(self) -> None:
        if (self.degradation is None) != (self.strength == 0):
            raise ValueError(f"strength {self.strength} does not go with the degradation {self.name!r}")

    @property
    def name(self) -> str:
        """The degradation's; empty where there is none."""
        return "" if self.degradation is None else self.degradation.name


AS_IT_IS = Rung(degradation=None, strength=0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RungTemplates:
    """found: whether the person's face was (P,). vectors: templates (P, D), zeros where it was not."""

    found: NDArray[np.bool_]
    vectors: FloatArray


def read_rung(
    probes: Sequence[LadderProbe], rung: Rung, extractor: LadderExtractor, *, seed: int, threads: int
) -> Iterator[RungTemplates]:
    """Degrade and extract, batch by batch, in order."""

    def read(batch: Sequence[LadderProbe]) -> RungTemplates:
        pictures = [_degraded(probe, rung, seed) for probe in batch]
        return _collected(pictures, extractor)

    batches = [probes[start : start + _BATCH] for start in range(0, len(probes), _BATCH)]
    if threads == 1:
        yield from map(read, batches)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(read, batches)


def probe_rng(seed: int, degradation: str, probe: str) -> np.random.Generator:
    """One probe's chance in one degradation: the same at every strength, whatever the other probes are."""
    digest = hashlib.sha256(f"{seed}/{degradation}/{probe}".encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, dtype="<u4").tolist())


def _degraded(probe: LadderProbe, rung: Rung, seed: int) -> tuple[Image, FloatArray]:
    pixels, landmarks = probe.pixels, probe.landmarks
    if rung.degradation is not None:
        chance = probe_rng(seed, rung.name, probe.key)
        pixels, landmarks = rung.degradation(pixels, landmarks, rung.strength, chance)
    height, width = pixels.shape[:2]
    name = f"{probe.key[:12]} {rung.name} {rung.strength}"
    facts = PhotographFacts(
        name=name, sha256=probe.key, size=pixels.nbytes, format="pixels", width=width, height=height
    )
    return Image(pixels=pixels.copy(), facts=facts), landmarks


def _collected(pictures: Sequence[tuple[Image, FloatArray]], extractor: LadderExtractor) -> RungTemplates:
    requests = [
        ExtractionRequest(image=image, choice=FaceChoice(near=_box(landmarks))) for image, landmarks in pictures
    ]
    found = np.zeros(len(pictures), dtype=bool)
    vectors = np.zeros((len(pictures), extractor.length), dtype=np.float32)
    results = extractor.extract(requests)
    for place, (result, (_, landmarks)) in enumerate(zip(results, pictures, strict=True)):
        if isinstance(result, Extraction) and _same_place(result.face.landmarks, landmarks):
            found[place], vectors[place] = True, result.template.vector
    return RungTemplates(found=found, vectors=vectors)


def _unit(landmarks: FloatArray) -> float:
    return float(np.linalg.norm(landmarks[1] - landmarks[0]))


def _box(landmarks: FloatArray) -> Box:
    x, y = landmarks.mean(axis=0) - _BOX * _unit(landmarks)
    side = 2 * _BOX * _unit(landmarks)
    return Box(x=float(x), y=float(y), width=side, height=side)


def _same_place(found: FloatArray, meant: FloatArray) -> bool:
    return float(np.linalg.norm(found.mean(axis=0) - meant.mean(axis=0))) < _SAME_PLACE * _unit(meant)
