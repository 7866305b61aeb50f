"""A detector of a pack, whatever its family."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from antigone.engine.errors import PackManifestError
from antigone.engine.extraction.batches import DEFAULT, Batches
from antigone.engine.extraction.detectors.centerface import decode_centerface
from antigone.engine.extraction.detectors.detections import Detections, keep_best
from antigone.engine.extraction.detectors.yunet import decode_yunet
from antigone.engine.extraction.preparing import model_input
from antigone.engine.extraction.settings import ExtractionSettings
from antigone.engine.runtime import DetectorSpec, InputFormat, ModelFamily, ModelSession
from antigone.engine.types import FloatArray, PixelArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """A family as measured on LFW (docs/detection.md); the fields are those of ExtractionSettings."""

    detection_threshold: float
    strong_score: float
    upright_preference: float


# YuNet scores faces that stand on their head up to .90 and draws them upright points: only more than that is sure,
# and a search must go by the bare score.
_TRAITS = {
    ModelFamily.CENTERFACE: Traits(detection_threshold=0.4, strong_score=0.8, upright_preference=1.1),
    ModelFamily.YUNET: Traits(detection_threshold=0.6, strong_score=0.9, upright_preference=1.0),
}


class Detector:
    """Finds faces in pictures that already have the model's size.

    traits: what the settings say, the family's own where they leave it open.
    """

    def __init__(
        self, session: ModelSession[DetectorSpec], settings: ExtractionSettings, batches: Batches = DEFAULT
    ) -> None:
        spec = session.spec
        if spec.family not in _TRAITS:
            raise PackManifestError(f"The model {spec.id} of family {spec.family} finds no faces.")
        self.traits = _chosen_traits(_TRAITS[spec.family], settings)
        self._session = session
        self._overlap = settings.overlap
        self._most_pixels = batches.detector_pixels

    @property
    def input(self) -> InputFormat:
        return self._session.spec.input

    def find(self, pictures: Sequence[PixelArray]) -> list[Detections]:
        """Faces of each picture, best first, doubles removed. pictures: RGB uint8 (H, W, 3), all of one shape."""
        return [found for batch in self._batches(pictures) for found in self._run(np.stack(batch))]

    def _batches(self, pictures: Sequence[PixelArray]) -> Iterator[Sequence[PixelArray]]:
        size = max(1, self._most_pixels // (pictures[0].shape[0] * pictures[0].shape[1])) if pictures else 1
        return (pictures[start : start + size] for start in range(0, len(pictures), size))

    def _run(self, batch: PixelArray) -> Iterator[Detections]:
        outputs = self._session.run(model_input(batch, self.input))
        for row in range(len(batch)):
            found = self._decode([output[row] for output in outputs], batch.shape[2])
            yield found.take(keep_best(found.boxes, found.scores, self._overlap))

    def _decode(self, outputs: Sequence[FloatArray], width: int) -> Detections:
        if self._session.spec.family is ModelFamily.YUNET:
            return decode_yunet(outputs, self.traits.detection_threshold, width)
        return decode_centerface(outputs, self.traits.detection_threshold)


def _chosen_traits(own: Traits, settings: ExtractionSettings) -> Traits:
    chosen = {field.name: getattr(settings, field.name) for field in fields(own)}
    return replace(own, **{name: value for name, value in chosen.items() if value is not None})
