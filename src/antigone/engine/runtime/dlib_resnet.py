"""dlib's face recognition ResNet v1 as an ONNX graph.

The network: a 7 x 7 convolution, pooling, fourteen residual blocks in five levels, pooling over what is left and one
matrix; 29 convolutions in all. Its input here is float32 (N, 3, 150, 150), RGB, 0 to 255; its output (N, 128), not
normalised. Differences from what ONNX operators do by themselves:

- where a block halves the picture, dlib does not pad; the shortcut is averaged over 2 x 2;
- `add_prev` adds arrays of different sizes by filling the smaller one with zeros at the end of each axis;
- `affine` (a frozen batch normalisation) is folded into the convolution before it, in float64 and then rounded once,
  so that every machine gets the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.engine.errors import ModelFormatError
from antigone.engine.runtime.dlib_dat import TAG, Layer, read_metric_network
from antigone.engine.runtime.onnx_writer import Attribute, model, node, tensor, value
from antigone.engine.types import FloatArray

INPUT_SIZE = 150
TEMPLATE_LENGTH = 128

_LEVELS = ((32, 3, False), (64, 4, True), (128, 3, True), (256, 3, True), (256, 1, True))  # filters, blocks, halving


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flow:
    """An intermediate result: its name in the graph, its channels and its size in rows (= columns)."""

    name: str
    channels: int
    size: int


def resnet_to_onnx(data: bytes) -> bytes:
    """The ONNX file made of the `.dat` file `data`: same bytes in, same bytes out, on every machine.

    Raises ModelFormatError if `data` is not exactly this network, saying what stands where something else should.
    """
    network = read_metric_network(data)
    if (network.rows, network.columns) != (INPUT_SIZE, INPUT_SIZE):
        raise ModelFormatError(f"Not dlib's recogniser: its pictures are {network.columns} x {network.rows}.")
    graph = _Graph(network.layers)
    output = graph.build(network.average)
    return model(
        "dlib_face_recognition_resnet_model_v1",
        nodes=graph.nodes,
        initializers=graph.initializers,
        inputs=[value("chips", ("faces", 3, INPUT_SIZE, INPUT_SIZE))],
        outputs=[value(output, ("faces", TEMPLATE_LENGTH))],
    )


class _Graph:
    """Walks through the layers of the file, checks each against the network and appends operators."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self._layers: Iterator[tuple[int, Layer]] = iter(enumerate(layers, start=1))
        self.nodes: list[bytes] = []
        self.initializers: list[bytes] = []

    def build(self, average: tuple[float, float, float]) -> str:
        flow = self._normalise(average)
        flow = self._relu(self._convolution(flow, filters=32, kernel=7, stride=2, name="entry"))
        flow = self._pool(flow)
        for level, (filters, blocks, halving) in enumerate(_LEVELS):
            for block in range(blocks):
                stride = 2 if halving and block == 0 else 1
                flow = self._block(flow, filters=filters, stride=stride, name=f"level{level}.{block}")
        return self._project(flow)

    def _take(self, kind: str, **settings: int) -> FloatArray:
        """The weights of the next layer, which must be this one."""
        wanted = Layer(kind=kind, settings=settings)
        number, found = next(self._layers, (0, Layer(kind="the end")))
        if found.kind != kind or dict(found.settings) != settings:
            raise ModelFormatError(
                "Not dlib's face recognition ResNet v1: "
                f"layer {number} should be '{wanted.describe()}' and is '{found.describe()}'."
            )
        return found.weights

    def _normalise(self, average: tuple[float, float, float]) -> _Flow:
        self._constant("average", np.array(average, np.float32).reshape(1, 3, 1, 1))
        self._constant("scale", np.array(1 / 256, np.float32))
        self._node("Sub", ("chips", "average"), "centred")
        self._node("Mul", ("centred", "scale"), "scaled")
        return _Flow(name="scaled", channels=3, size=INPUT_SIZE)

    def _convolution(self, flow: _Flow, *, filters: int, kernel: int, stride: int, name: str) -> _Flow:
        """A convolution and the affine layer after it."""
        padding = 0 if stride > 1 else kernel // 2
        weights = self._take(
            "con_4",
            filters=filters,
            rows=kernel,
            columns=kernel,
            stride_y=stride,
            stride_x=stride,
            padding_y=padding,
            padding_x=padding,
        )
        affine = self._take("affine_", per_number=0)
        shape = (filters, flow.channels, kernel, kernel)
        folded, bias = _fold(weights, affine, shape)
        self._constant(f"{name}.weights", folded)
        self._constant(f"{name}.bias", bias)
        attributes: dict[str, Attribute] = {
            "kernel_shape": (kernel, kernel),
            "pads": (padding,) * 4,
            "strides": (stride, stride),
        }
        self._node("Conv", (flow.name, f"{name}.weights", f"{name}.bias"), name, attributes)
        size = (flow.size + 2 * padding - kernel) // stride + 1
        return _Flow(name=name, channels=filters, size=size)

    def _relu(self, flow: _Flow) -> _Flow:
        self._take("relu_")
        name = f"{flow.name}.relu"
        self._node("Relu", (flow.name,), name)
        return _Flow(name=name, channels=flow.channels, size=flow.size)

    def _pool(self, flow: _Flow) -> _Flow:
        self._take("max_pool_2", rows=3, columns=3, stride_y=2, stride_x=2, padding_y=0, padding_x=0)
        self._node("MaxPool", (flow.name,), "pooled", {"kernel_shape": (3, 3), "strides": (2, 2)})
        return _Flow(name="pooled", channels=flow.channels, size=(flow.size - 3) // 2 + 1)

    def _block(self, flow: _Flow, *, filters: int, stride: int, name: str) -> _Flow:
        self._take(TAG)
        inner = self._relu(self._convolution(flow, filters=filters, kernel=3, stride=stride, name=f"{name}.first"))
        inner = self._convolution(inner, filters=filters, kernel=3, stride=1, name=f"{name}.second")
        shortcut = flow if stride == 1 else self._halve(flow, name)
        self._take("add_prev_")
        size = max(inner.size, shortcut.size)
        inner, shortcut = self._pad(inner, filters, size), self._pad(shortcut, filters, size)
        self._node("Add", (inner.name, shortcut.name), name)
        return self._relu(_Flow(name=name, channels=filters, size=size))

    def _halve(self, flow: _Flow, block: str) -> _Flow:
        """The shortcut of a block that halves: back to the block's input (tag, skip), then an average."""
        self._take(TAG)
        self._take(TAG)
        self._take("avg_pool_2", rows=2, columns=2, stride_y=2, stride_x=2, padding_y=0, padding_x=0)
        name = f"{block}.shortcut"
        self._node("AveragePool", (flow.name,), name, {"kernel_shape": (2, 2), "strides": (2, 2)})
        return _Flow(name=name, channels=flow.channels, size=flow.size // 2)

    def _pad(self, flow: _Flow, channels: int, size: int) -> _Flow:
        if (flow.channels, flow.size) == (channels, size):
            return flow
        name = f"{flow.name}.padded"
        missing = (0, channels - flow.channels, size - flow.size, size - flow.size)
        self._constant(f"{name}.by", np.array((0, 0, 0, 0, *missing), np.int64))
        self._node("Pad", (flow.name, f"{name}.by"), name)
        return _Flow(name=name, channels=channels, size=size)

    def _project(self, flow: _Flow) -> str:
        self._take("avg_pool_2", rows=0, columns=0, stride_y=1, stride_x=1, padding_y=0, padding_x=0)
        weights = self._take("fc_2", outputs=TEMPLATE_LENGTH, inputs=flow.channels, without_bias=1)
        if (extra := next(self._layers, None)) is not None:
            raise ModelFormatError(f"Not dlib's face recognition ResNet v1: '{extra[1].describe()}' follows its end.")
        _check_size(weights, flow.channels * TEMPLATE_LENGTH)
        self._constant("projection", weights.reshape(flow.channels, TEMPLATE_LENGTH))
        self._node("GlobalAveragePool", (flow.name,), "average_of_all")
        self._node("Flatten", ("average_of_all",), "flat")
        self._node("MatMul", ("flat", "projection"), "templates")
        return "templates"

    def _constant(self, name: str, array: NDArray[np.float32] | NDArray[np.int64]) -> None:
        self.initializers.append(tensor(name, array))

    def _node(
        self, operator: str, inputs: tuple[str, ...], output: str, attributes: dict[str, Attribute] | None = None
    ) -> None:
        self.nodes.append(node(operator, inputs, output, attributes))


def _fold(weights: FloatArray, affine: FloatArray, shape: tuple[int, int, int, int]) -> tuple[FloatArray, FloatArray]:
    """gamma * (filters * x + bias) + beta as one convolution. Both layers keep their two parts one after the other."""
    filters, inputs = shape[0], shape[1] * shape[2] * shape[3]
    _check_size(weights, filters * inputs + filters)
    _check_size(affine, 2 * filters)
    kernel, bias = np.split(weights.astype(np.float64), [filters * inputs])
    gamma, beta = np.split(affine.astype(np.float64), 2)
    folded = kernel.reshape(shape) * gamma.reshape(filters, 1, 1, 1)
    return folded.astype(np.float32), (bias * gamma + beta).astype(np.float32)


def _check_size(weights: FloatArray, wanted: int) -> None:
    if weights.size != wanted:
        raise ModelFormatError(f"Not dlib's face recognition ResNet v1: {weights.size} weights where {wanted} belong.")
