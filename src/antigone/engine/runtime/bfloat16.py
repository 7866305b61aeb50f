"""A network on the processor, rounded to bfloat16: by OpenVINO, where the processor itself multiplies such numbers.

Factors keep eight bits of float32's twenty-four, sums keep all. What it gains and what a template changes:
docs/bulk-extraction.md.
"""

import sys
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from antigone.engine.errors import DeviceUnavailable
from antigone.engine.runtime.specs import Device
from antigone.engine.types import FloatArray

if TYPE_CHECKING:
    from openvino import CompiledModel, ConstOutput, InferRequest

__all__ = ["OpenVinoError", "Rounded", "open_rounded"]

_INSTRUCTIONS = ("avx512bf16", "amx-bf16")
_TELEMETRY = "openvino_telemetry"


class OpenVinoError(Exception):
    """What OpenVINO raises as RuntimeError."""


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output, described as onnxruntime does. shape: None for a dimension that is free."""

    name: str
    type: str
    shape: list[int | str | None]


def open_rounded(data: bytes, *, threads: int) -> "Rounded":
    """The model of these bytes, ready to run.

    Raises OpenVinoError where they are no model, DeviceUnavailable where it would not be rounded, or for no gain.
    """
    if not _multiplies():
        raise _unavailable("this processor has no instructions for bfloat16 (AVX512_BF16 or AMX)")
    try:
        openvino = _openvino()
    except ImportError as error:
        raise _unavailable("OpenVINO is not installed", "pip install 'antigone[bfloat16]', or say `cpu`.") from error
    wanted = {
        "INFERENCE_PRECISION_HINT": openvino.Type.bf16,
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        # Of several processes each would take the same cores.
        "ENABLE_CPU_PINNING": False,
    }
    try:
        core = openvino.Core()
        model = core.compile_model(core.read_model(data), "CPU", wanted)
    except RuntimeError as error:
        raise _told(error) from error
    if model.get_property("INFERENCE_PRECISION_HINT") != openvino.Type.bf16:
        raise _unavailable("OpenVINO would compute in float32 on this processor")
    return Rounded(model)


class Rounded:
    """Stands in for an onnxruntime session of one input. `run` may be called from several threads at once."""

    def __init__(self, model: "CompiledModel") -> None:
        self._model = model
        self._idle: deque[InferRequest] = deque()

    def get_inputs(self) -> Sequence[Port]:
        return [_port(each) for each in self._model.inputs]

    def get_outputs(self) -> Sequence[Port]:
        return [_port(each) for each in self._model.outputs]

    def get_providers(self) -> list[str]:
        return [f"OpenVINO on {each}" for each in self._model.get_property("EXECUTION_DEVICES")]

    def run(self, _outputs: None, inputs: Mapping[str, FloatArray]) -> list[FloatArray]:
        """As onnxruntime's, all outputs. Raises OpenVinoError."""
        try:
            request = self._idle.pop()
        except IndexError:
            request = self._model.create_infer_request()
        try:
            answers = request.infer(dict(inputs), share_inputs=True)
        except RuntimeError as error:
            raise _told(error) from error
        self._idle.append(request)
        return [answers[each] for each in self._model.outputs]


def _multiplies() -> bool:
    """Whether the processor does it in hardware. OpenVINO would also imitate it, slower than float32."""
    import llvmlite.binding  # noqa: PLC0415 (its library is large, and others need it not)

    features = llvmlite.binding.get_host_cpu_features()
    return any(features.get(each) for each in _INSTRUCTIONS)


def _openvino() -> Any:
    """The package, kept from telling its makers that it is used: importing it sends them an event."""
    there = sys.modules.get(_TELEMETRY)
    sys.modules[_TELEMETRY] = None  # type: ignore[assignment] # how an import is made to fail; OpenVINO goes on without
    try:
        import openvino  # noqa: PLC0415 (an extra; loaded when asked for)
    finally:
        if there is None:
            del sys.modules[_TELEMETRY]
        else:
            sys.modules[_TELEMETRY] = there
    return openvino


def _port(port: "ConstOutput") -> Port:
    shape = [each.get_length() if each.is_static else None for each in port.partial_shape]
    kind = "tensor(float)" if port.get_element_type().get_type_name() == "f32" else port.get_element_type().to_string()
    return Port(port.get_any_name(), kind, shape)


def _told(error: RuntimeError) -> OpenVinoError:
    """Its last line: the ones above name files of OpenVINO's source."""
    return OpenVinoError(str(error).strip().rpartition("\n")[2])


def _unavailable(reason: str, advice: str = "Say `cpu`.") -> DeviceUnavailable:
    return DeviceUnavailable(f"{Device.CPU_BF16} was asked for, and {reason}.", advice=advice)
