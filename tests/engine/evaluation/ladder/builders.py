"""A ladder of people who are a colour each, and extractors that see as much as a test wants."""

import hashlib
from collections.abc import Sequence

import numpy as np

from antigone.engine.errors import AntigoneError, NoFaceFound
from antigone.engine.evaluation.ladder import LadderExtractor, LadderGallery, LadderProbe
from antigone.engine.extraction import ExtractionRequest
from antigone.engine.types import Box, Extraction, Face, ModelIdentity, Quality, Template
from builders.painted import face_points

LENGTH = 4
RECOGNISER = ModelIdentity(id="mean-colour", sha256="b" * 64)
LANDMARKS = face_points((40, 36), 18)


class MeanColour:
    """Sees a face in the middle of the picture, its template the mean colour; `calls`: how many pictures it was shown.

    blind_below: mean brightness under which it sees nothing. aside: pixels by which it sees the face beside its place.
    """

    def __init__(self, *, blind_below: float = 0.0, aside: float = 0.0) -> None:
        self.blind_below, self.aside, self.calls = blind_below, aside, 0

    def __call__(self, requests: Sequence[ExtractionRequest]) -> list[Extraction | AntigoneError]:
        self.calls += len(requests)
        return [self._read(request) for request in requests]

    def _read(self, request: ExtractionRequest) -> Extraction | AntigoneError:
        image = request.image
        colour = image.pixels.reshape(-1, 3).mean(axis=0)
        if colour.mean() < self.blind_below:
            return NoFaceFound(image.facts.name, "too dark")
        vector = np.append(colour - 128, 20).astype(np.float32)
        near = request.choice.near
        assert near is not None
        centre = (near.x + near.width / 2 + self.aside, near.y + near.height / 2)
        face = Face(
            box=Box(x=0, y=0, width=10, height=10),
            landmarks=face_points(centre, 18) - face_points((0, 0), 18).mean(axis=0),
            rotation=0,
            detection_score=0.9,
        )
        return Extraction(
            facts=image.facts,
            faces=(face,),
            chosen=0,
            quality=Quality(components={}, advice=(), reasons=(), overall=50.0),
            template=Template(
                vector=vector / np.linalg.norm(vector), recogniser=RECOGNISER, landmarks_by=face.landmarks_by
            ),
        )


def extractor(reads: MeanColour, key: str = "mean-colour") -> LadderExtractor:
    return LadderExtractor(extract=reads, key=key, length=LENGTH)


def people(count: int) -> tuple[list[LadderProbe], LadderGallery]:
    """Probes of `count` people and the gallery of their references, a colour each."""
    colours = np.random.default_rng(4).integers(30, 226, (count, 3))
    probes = [probe(number, colour) for number, colour in enumerate(colours)]
    vectors = np.column_stack([colours - 128.0, np.full(count, 20.0)]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return probes, LadderGallery(vectors=vectors, subjects=np.arange(count) + 100)


def probe(number: int, colour: np.ndarray) -> LadderProbe:
    pixels = np.empty((72, 80, 3), np.uint8)
    pixels[:] = colour
    key = hashlib.sha256(f"{number}".encode()).hexdigest()
    return LadderProbe(key=key, subject=number + 100, pixels=pixels, landmarks=LANDMARKS)
