"""Writes an ONNX model file without the `onnx` package.

Field numbers are those of `onnx.proto3` (ONNX IR version 4 and later); each is named here once.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from antigone.engine.runtime.protobuf import bytes_field, integer_field, packed_integers_field, text_field

MODEL_IR_VERSION, MODEL_PRODUCER, MODEL_GRAPH, MODEL_OPSET = 1, 2, 7, 8
GRAPH_NODE, GRAPH_NAME, GRAPH_INITIALIZER, GRAPH_INPUT, GRAPH_OUTPUT, GRAPH_VALUE_INFO = 1, 2, 5, 11, 12, 13
INITIALIZER_NAME = 8
VALUE_NAME, VALUE_TYPE = 1, 2

_IR_VERSION = 7
_OPSET = 13
_FLOAT, _INT64 = 1, 7
_ATTRIBUTE_INT, _ATTRIBUTE_INTS = 2, 7

Dimension = int | str
Attribute = int | tuple[int, ...]


def value(name: str, shape: Sequence[Dimension]) -> bytes:
    """A graph's float32 input or output; a dimension given as text is free and only carries that name."""
    return text_field(VALUE_NAME, name) + bytes_field(VALUE_TYPE, float_type(shape))


def float_type(shape: Sequence[Dimension]) -> bytes:
    """TypeProto of a float32 tensor."""
    dimensions = b"".join(
        bytes_field(1, text_field(2, size) if isinstance(size, str) else integer_field(1, size)) for size in shape
    )
    return bytes_field(1, integer_field(1, _FLOAT) + bytes_field(2, dimensions))


def tensor(name: str, array: NDArray[np.float32] | NDArray[np.int64]) -> bytes:
    """An initialiser; stored little endian whatever the machine."""
    kind = _INT64 if array.dtype == np.int64 else _FLOAT
    little = array.astype(array.dtype.newbyteorder("<"), order="C")
    return (
        packed_integers_field(1, array.shape)
        + integer_field(2, kind)
        + text_field(INITIALIZER_NAME, name)
        + bytes_field(9, little.tobytes())
    )


def node(operator: str, inputs: Sequence[str], output: str, attributes: Mapping[str, Attribute] | None = None) -> bytes:
    """One operator of the default domain; it carries its output's name."""
    return (
        b"".join(text_field(1, name) for name in inputs)
        + text_field(2, output)
        + text_field(3, output)
        + text_field(4, operator)
        + b"".join(bytes_field(5, _attribute(name, content)) for name, content in (attributes or {}).items())
    )


def _attribute(name: str, content: Attribute) -> bytes:
    if isinstance(content, int):
        return text_field(1, name) + integer_field(3, content) + integer_field(20, _ATTRIBUTE_INT)
    return text_field(1, name) + packed_integers_field(8, content) + integer_field(20, _ATTRIBUTE_INTS)


def model(
    name: str,
    *,
    nodes: Sequence[bytes],
    initializers: Sequence[bytes],
    inputs: Sequence[bytes],
    outputs: Sequence[bytes],
) -> bytes:
    """The whole file. Every part is written in the order given: same parts, same bytes."""
    graph = (
        b"".join(bytes_field(GRAPH_NODE, part) for part in nodes)
        + text_field(GRAPH_NAME, name)
        + b"".join(bytes_field(GRAPH_INITIALIZER, part) for part in initializers)
        + b"".join(bytes_field(GRAPH_INPUT, part) for part in inputs)
        + b"".join(bytes_field(GRAPH_OUTPUT, part) for part in outputs)
    )
    return (
        integer_field(MODEL_IR_VERSION, _IR_VERSION)
        + text_field(MODEL_PRODUCER, "antigone")
        + bytes_field(MODEL_GRAPH, graph)
        + bytes_field(MODEL_OPSET, integer_field(2, _OPSET))
    )
