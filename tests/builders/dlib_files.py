"""Writes files in dlib's serialisation, as a test's own reading of the format (dlib's `serialize.h`, `layers.h`)."""

from collections.abc import Sequence

import numpy as np

LEVELS = [(32, 1)] * 3 + [(64, 2)] + [(64, 1)] * 3 + [(128, 2)] + [(128, 1)] * 2 + [(256, 2)] + [(256, 1)] * 2
LEVELS += [(256, 2)]


def integer(value: int) -> bytes:
    """A control byte (length, sign in the top bit), then little-endian bytes."""
    size = max(1, (abs(value).bit_length() + 7) // 8)
    return bytes([size | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(size, "little")


def real(mantissa: int, exponent: int) -> bytes:
    return integer(mantissa) + integer(exponent)


def text(name: str) -> bytes:
    return integer(len(name)) + name.encode()


def tensor(values: Sequence[float] | np.ndarray = (), shape: tuple[int, ...] | None = None) -> bytes:
    numbers = np.asarray(values, "<f4")
    dimensions = shape or ((numbers.size, 1, 1, 1) if numbers.size else (0, 0, 0, 0))
    return integer(2) + b"".join(map(integer, dimensions)) + numbers.tobytes()


def alias(*shape: int) -> bytes:
    return integer(1) + b"".join(map(integer, shape))


def rates() -> bytes:
    return real(1, 0) * 3 + real(0, 0)


def state() -> bytes:
    return b"110" + tensor() * 3


def convolution(weights: np.ndarray, *, filters: int, kernel: int, stride: int) -> bytes:
    padding = 0 if stride > 1 else kernel // 2
    inputs = (weights.size // filters - 1) // kernel**2
    numbers = b"".join(map(integer, (filters, kernel, kernel, stride, stride, padding, padding)))
    parts = alias(filters, inputs, kernel, kernel) + alias(1, filters, 1, 1)
    return text("con_4") + tensor(weights) + numbers + parts + rates() + state()


def affine(gamma: np.ndarray, beta: np.ndarray) -> bytes:
    return (
        text("affine_") + tensor(np.concatenate([gamma, beta])) + alias(1, gamma.size, 1, 1) * 2 + integer(0) + state()
    )


def pooling(kind: str, size: int, stride: int) -> bytes:
    return text(kind) + b"".join(map(integer, (size, size, stride, stride, 0, 0))) + state()


def plain(kind: str) -> bytes:
    return text(kind) + state()


def fully_connected(weights: np.ndarray, *, outputs: int, inputs: int) -> bytes:
    head = text("fc_2") + integer(outputs) + integer(inputs) + tensor(weights, (inputs, outputs, 1, 1))
    return head + alias(inputs, outputs, 1, 1) + alias(0, 0, 0, 0) + integer(1) + rates() + state()


def network(layers: Sequence[bytes | None], *, loss: str = "loss_metric_2", size: int = 150) -> bytes:
    """A metric network; None stands for a tag or a skip. The first layer is the one on the input."""
    head = integer(1) + text(loss) + real(1, 0) + real(1, -1)
    nesting = b"".join(integer(1 if layer is None else 2) for layer in reversed(layers[1:])) + integer(3)
    average = real(245, -1) + real(234, -1) + real(208, -1)
    body = list(layers)
    body[0] = (body[0] or b"") + integer(1)
    entry = text("input_rgb_image_sized") + average + integer(size) * 2
    return head + nesting + entry + b"".join(layer for layer in body if layer)


def resnet_layers(rng: np.random.Generator) -> list[bytes | None]:
    """dlib's face recognition ResNet v1 with small random weights."""

    def pair(inputs: int, filters: int, kernel: int, stride: int) -> list[bytes | None]:
        count = inputs * kernel * kernel
        spread = (2 / count) ** 0.5
        weights = rng.normal(0, spread, filters * count + filters).astype("<f4")
        folded = affine(rng.uniform(0.5, 1, filters), rng.normal(0, 0.1, filters))
        return [convolution(weights, filters=filters, kernel=kernel, stride=stride), folded]

    layers = [*pair(3, 32, 7, 2), plain("relu_"), pooling("max_pool_2", 3, 2)]
    channels = 32
    for filters, stride in LEVELS:
        layers += [None, *pair(channels, filters, 3, stride), plain("relu_"), *pair(filters, filters, 3, 1)]
        layers += [None, None, pooling("avg_pool_2", 2, 2)] if stride == 2 else []
        layers += [plain("add_prev_"), plain("relu_")]
        channels = filters
    everything = text("avg_pool_2") + b"".join(map(integer, (0, 0, 1, 1, 0, 0))) + state()
    projection = rng.normal(0, 0.1, 256 * 128).astype("<f4")
    return [*layers, everything, fully_connected(projection, outputs=128, inputs=256)]
