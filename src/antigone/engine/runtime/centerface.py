"""Frees CenterFace's ONNX file of the sizes it was exported with.

The published file declares a batch of 10 pictures of 32 x 32 pixels, though nothing in its graph depends on that, and
lists every weight among the graph's inputs, which keeps onnxruntime from folding constants. Here the declarations
are rewritten; operators and weights keep their bytes.
"""

from antigone.engine.errors import ModelFormatError
from antigone.engine.runtime.onnx_writer import (
    GRAPH_INITIALIZER,
    GRAPH_INPUT,
    GRAPH_OUTPUT,
    GRAPH_VALUE_INFO,
    INITIALIZER_NAME,
    MODEL_GRAPH,
    VALUE_NAME,
    value,
)
from antigone.engine.runtime.protobuf import Field, bytes_field, encode, fields

_INPUT = ("input.1", ("pictures", 3, "height", "width"))
_OUTPUT_CHANNELS = {"537": 1, "538": 2, "539": 2, "540": 10}  # heat map, scale, offset, landmarks


def free_sizes(data: bytes) -> bytes:
    """The same network with batch, height and width free; deterministic.

    Input: float32 (N, 3, H, W), RGB, 0 to 255, H and W multiples of 32. Outputs, each (N, channels, H / 4, W / 4):
    heat map (1), scale (2), offset (2), landmarks (10).
    Raises ModelFormatError if the graph's inputs or outputs are not CenterFace's.
    """
    return b"".join(
        bytes_field(MODEL_GRAPH, _free_graph(part.content)) if part.number == MODEL_GRAPH else encode(part)
        for part in fields(data)
    )


def _free_graph(graph: bytes) -> bytes:
    parts = list(fields(graph))
    weights = {_name(part, INITIALIZER_NAME) for part in parts if part.number == GRAPH_INITIALIZER}
    inputs = {_name(part, VALUE_NAME) for part in parts if part.number == GRAPH_INPUT} - weights
    outputs = {_name(part, VALUE_NAME) for part in parts if part.number == GRAPH_OUTPUT}
    if inputs != {_INPUT[0]} or outputs != set(_OUTPUT_CHANNELS):
        raise ModelFormatError(f"Not CenterFace: its inputs are {sorted(inputs)} and its outputs {sorted(outputs)}.")
    kept = [encode(part) for part in parts if part.number not in (GRAPH_INPUT, GRAPH_OUTPUT, GRAPH_VALUE_INFO)]
    kept.append(bytes_field(GRAPH_INPUT, value(*_INPUT)))
    kept.extend(
        bytes_field(GRAPH_OUTPUT, value(name, ("pictures", channels, "rows", "columns")))
        for name, channels in _OUTPUT_CHANNELS.items()
    )
    return b"".join(kept)


def _name(part: Field, number: int) -> str:
    names = [inner.content for inner in fields(part.content) if inner.number == number]
    return names[0].decode(errors="replace") if names else ""
