"""Painted faces and a pack that sees them: five dots of five colours, found by colour, no network and no files.

The painted detector answers as CenterFace does (`decode_centerface` reads it). It sees a face only where it stands
upright to 60 degrees, surest where it stands straight, so that the search over rotations has something to do.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from antigone.engine.runtime import (
    Alignment,
    ChannelOrder,
    DetectorSpec,
    InputFormat,
    Licence,
    LoadedPack,
    ModelFamily,
    ModelKind,
    PackManifest,
    RecogniserSpec,
    TrainingData,
    Withdrawn,
)
from antigone.engine.types import Image, PhotographFacts

# Right eye, left eye, nose tip, right and left mouth corner.
COLOURS = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0], [0, 255, 255]], dtype=np.uint8)
SHAPE = np.array([[-0.5, -0.6], [0.5, -0.6], [0.0, 0.0], [-0.44, 0.5], [0.44, 0.5]])
GREY = 128
LENGTH = 8


def image(pixels: NDArray[np.uint8], name: str = "painted.png") -> Image:
    facts = PhotographFacts(
        name=name, sha256="0" * 64, size=pixels.size, format="PNG", width=pixels.shape[1], height=pixels.shape[0]
    )
    return Image(pixels=pixels, facts=facts)


def blank(width: int, height: int) -> NDArray[np.uint8]:
    return np.full((height, width, 3), GREY, dtype=np.uint8)


def face_points(centre: tuple[float, float], eye_distance: float, lean: float = 0.0) -> NDArray[np.float32]:
    """Five points; `lean` in degrees clockwise."""
    cosine, sine = np.cos(np.radians(lean)), np.sin(np.radians(lean))
    turned = SHAPE @ np.array([[cosine, sine], [-sine, cosine]])
    return np.asarray(turned * eye_distance + centre, dtype=np.float32)


def painted(width: int, height: int, *faces: NDArray[np.float32]) -> NDArray[np.uint8]:
    pixels = blank(width, height)
    for points in faces:
        radius = max(2, round(float(np.linalg.norm(points[1] - points[0])) / 6))
        for point, colour in zip(points, COLOURS, strict=True):
            cv2.circle(pixels, [round(float(value)) for value in point], radius, colour.tolist(), -1)
    return pixels


@dataclass
class PaintedDetector:
    """`seen`: shapes of the batches it was given."""

    spec: DetectorSpec
    weakness: float = 0.0
    seen: list[tuple[int, ...]] = field(default_factory=list)

    def run(self, batch: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        self.seen.append(batch.shape)
        answers = [self._answer(picture.transpose(1, 2, 0)) for picture in batch]
        return tuple(np.stack(outputs) for outputs in zip(*answers, strict=True))

    def _answer(self, picture: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        height, width = picture.shape[0] // 4, picture.shape[1] // 4
        heat, size, offset, landmarks = (np.zeros((n, height, width), np.float32) for n in (1, 2, 2, 10))
        for points in self._faces(picture):
            line = points[1] - points[0]
            lean = np.degrees(np.arctan2(line[1], line[0]))
            if abs(lean) > 60:
                continue
            extent = 3.0 * np.linalg.norm(line)
            x, y = points.mean(axis=0) + 0.5
            column, row = int(x // 4), int(y // 4)
            heat[0, row, column] = 0.95 * np.cos(np.radians(lean)) - self.weakness
            size[:, row, column] = np.log(extent / 4)
            offset[:, row, column] = y / 4 - row - 0.5, x / 4 - column - 0.5
            shares = (points + 0.5 - (x, y)) / extent + 0.5
            landmarks[:, row, column] = shares[:, ::-1].ravel()
        return heat, size, offset, landmarks

    @staticmethod
    def _faces(picture: NDArray[np.float32]) -> list[NDArray[np.float64]]:
        """Points of each face: the dots of each colour from left to right belong together."""
        dots: list[list[NDArray[np.float64]]] = []
        for colour in COLOURS:
            mask = (np.abs(picture - colour).max(axis=2) < 90).astype(np.uint8)
            count, _, statistics, centres = cv2.connectedComponentsWithStats(mask)
            found = [centres[label] for label in range(1, count) if statistics[label, cv2.CC_STAT_AREA] >= 3]
            dots.append(sorted(found, key=lambda centre: float(centre[0])))
        return [np.array(points) for points in zip(*dots, strict=False)]


@dataclass
class MeanColours:
    """A recogniser that answers with the mean colours of four quarters, mirror images told apart."""

    spec: RecogniserSpec
    batches: list[int] = field(default_factory=list)

    def run(self, batch: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        self.batches.append(len(batch))
        half = batch.shape[2] // 2
        left, right = batch[..., :half].mean(axis=(2, 3)), batch[..., half:].mean(axis=(2, 3))
        ones = np.ones((len(batch), 2), dtype=np.float32)
        return (np.concatenate([left, right, ones], axis=1).astype(np.float32),)


def input_format(**changes: Any) -> InputFormat:
    given = {
        "width": None,
        "height": None,
        "multiple_of": 32,
        "channel_order": ChannelOrder.RGB,
        "mean": (0.0,) * 3,
        "std": (1.0,) * 3,
    }
    return InputFormat(**{**given, **changes})


def _common(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "file": f"{name}.onnx",
        "sha256": "a" * 64,
        "source": "painted",
        "licence": Licence(name="MIT", production_use=True, notice=""),
        "training_data": TrainingData(description="none", withdrawn=Withdrawn.NO),
        "output": "painted",
    }


def detector_spec(family: ModelFamily = ModelFamily.CENTERFACE, **changes: Any) -> DetectorSpec:
    return DetectorSpec(**_common("painted"), kind=ModelKind.DETECTOR, family=family, input=input_format(**changes))


def recogniser_spec(alignment: Alignment = Alignment.DLIB_150, **changes: Any) -> RecogniserSpec:
    size = alignment.chip_size
    return RecogniserSpec(
        **_common("mean-colours"),
        kind=ModelKind.RECOGNISER,
        family=ModelFamily.EMBEDDING,
        input=input_format(width=size, height=size, multiple_of=1, **changes),
        alignment=alignment,
        template_length=LENGTH,
    )


def painted_pack(**detector: Any) -> LoadedPack:
    """A pack of both; `.detector.seen` and `.recogniser.batches` tell what was run."""
    eye, brain = PaintedDetector(detector_spec(), **detector), MeanColours(recogniser_spec())
    manifest = PackManifest(
        id="painted",
        title="Painted",
        figures=(),
        not_for=(),
        folder=Path("nowhere"),
        detector=eye.spec,
        recogniser=brain.spec,
    )
    return LoadedPack(manifest=manifest, detector=eye, recogniser=brain)  # type: ignore[arg-type]
