"""YuNet (2023 March): cells of 8, 16 and 32 pixels (Machine Intelligence Research 20, 2023)."""

from collections.abc import Sequence

import numpy as np

from antigone.engine.extraction.detectors.detections import Detections, joined
from antigone.engine.types import FloatArray

_CELLS = (8, 16, 32)


def decode_yunet(outputs: Sequence[FloatArray], threshold: float, width: int) -> Detections:
    """Outputs of one picture: class, objectness, box and points, three each, (cells, channels), cells row by row.

    width: of the input picture in pixels; the cells' rows are folded by it.
    """
    return joined([_decode_cells(outputs[level::3], threshold, width, cell) for level, cell in enumerate(_CELLS)])


def _decode_cells(outputs: Sequence[FloatArray], threshold: float, width: int, cell: int) -> Detections:
    classes, objectness, boxes, points = outputs
    scores = np.sqrt(np.clip(classes[:, 0], 0, 1) * np.clip(objectness[:, 0], 0, 1))
    kept = np.nonzero(scores > threshold)[0]
    columns = width // cell
    anchors = np.stack([kept % columns, kept // columns], axis=1).astype(np.float32)
    # Corner of the first pixel to its centre, as for every network here.
    centre = (anchors + boxes[kept, :2]) * cell - 0.5
    size = np.exp(boxes[kept, 2:]) * cell
    places = (anchors[:, None] + points[kept].reshape(-1, 5, 2)) * cell - 0.5
    return Detections(
        boxes=np.concatenate([centre - size / 2, size], axis=1).astype(np.float32),
        points=places.astype(np.float32),
        scores=np.minimum(scores[kept], 1.0).astype(np.float32),
    )
