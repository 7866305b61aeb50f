"""Pixels to the numbers that a model takes."""

import numpy as np

from antigone.engine.runtime import ChannelOrder, InputFormat
from antigone.engine.types import FloatArray, PixelArray


def model_input(pixels: PixelArray, wanted: InputFormat) -> FloatArray:
    """RGB uint8 (N, H, W, 3) to float32 (N, 3, H, W): channel order, mean and deviation as the manifest says."""
    ordered = pixels[..., ::-1] if wanted.channel_order is ChannelOrder.BGR else pixels
    batch = np.ascontiguousarray(ordered.transpose(0, 3, 1, 2), dtype=np.float32)
    if any(wanted.mean):
        batch -= np.asarray(wanted.mean, dtype=np.float32)[:, None, None]
    if any(each != 1.0 for each in wanted.std):
        batch /= np.asarray(wanted.std, dtype=np.float32)[:, None, None]
    return batch
