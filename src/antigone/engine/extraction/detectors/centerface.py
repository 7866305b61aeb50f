"""CenterFace: one cell of 4 x 4 pixels, one possible face (arXiv 1911.03599)."""

from collections.abc import Sequence

import numpy as np

from antigone.engine.extraction.detectors.detections import Detections
from antigone.engine.types import FloatArray

_CELL = 4.0


def decode_centerface(outputs: Sequence[FloatArray], threshold: float) -> Detections:
    """Outputs of one picture: heat (1, h, w), log size (2, h, w), offset (2, h, w), landmarks (10, h, w).

    Each pair holds y before x. Landmarks are shares of the box, from its left top corner.
    """
    heat, log_size, offset, landmarks = outputs
    rows, columns = np.nonzero(heat[0] > threshold)
    size = np.exp(log_size[::-1, rows, columns].T) * _CELL
    cells = np.stack([columns, rows], axis=1)
    # The network counts from the corner of the first pixel, our coordinates from its centre.
    centre = (cells + offset[::-1, rows, columns].T + 0.5) * _CELL - 0.5
    corner = centre - size / 2
    shares = landmarks[:, rows, columns].T.reshape(-1, 5, 2)[:, :, ::-1]
    return Detections(
        boxes=np.concatenate([corner, size], axis=1).astype(np.float32),
        points=(corner[:, None] + shares * size[:, None]).astype(np.float32),
        scores=heat[0, rows, columns].astype(np.float32),
    )
