"""onnxruntime: the only module that touches it, imported where a model is opened.

A process that opens none, as those that serve pages, never loads it.
"""

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as native

from antigone.engine.errors import DeviceUnavailable
from antigone.engine.runtime.specs import Device

__all__ = ["ERRORS", "open_session"]

_CPU, _CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"
_INSTALL = "Install onnxruntime-gpu in the place of onnxruntime, with a CUDA and cuDNN that it takes; or say `cpu`."

# Without it newer cards round every factor to ten bits.
_EXACT = {"use_tf32": "0"}
_FATAL_ONLY = 4  # what is an error to onnxruntime is raised here, not printed

# onnxruntime's exceptions have no common base of their own.
ERRORS = (
    native.EPFail,
    native.EngineError,
    native.Fail,
    native.InvalidArgument,
    native.InvalidGraph,
    native.InvalidProtobuf,
    native.ModelLoaded,
    native.NoModel,
    native.NoSuchFile,
    native.NotImplemented,
    native.RuntimeException,
)


def open_session(data: bytes, *, threads: int, device: Device = Device.CPU) -> onnxruntime.InferenceSession:
    """The model of these bytes on the device. Raises one of ERRORS, DeviceUnavailable where CUDA does not start."""
    options = _options(threads)
    if device is Device.CPU:
        return onnxruntime.InferenceSession(data, options, providers=[_CPU])
    if _CUDA not in onnxruntime.get_available_providers():
        raise DeviceUnavailable("CUDA was asked for, and this onnxruntime was built without it.", advice=_INSTALL)
    # By itself onnxruntime goes over to the CPU and prints a warning, when it opens a model and when one fails.
    try:
        session = onnxruntime.InferenceSession(data, options, providers=[(_CUDA, _EXACT)], enable_fallback=0)
    except (native.EPFail, native.RuntimeException) as error:
        raise DeviceUnavailable(f"CUDA was asked for, and failed: {error}", advice=_INSTALL) from error
    if session.get_providers()[:1] != [_CUDA]:
        raise DeviceUnavailable("CUDA was asked for, and onnxruntime could not start it.", advice=_INSTALL)
    return session


def _options(threads: int) -> onnxruntime.SessionOptions:
    """Neither memory arena nor memory pattern: both keep the memory of the largest picture seen.

    Measured on 40 pictures of random size: as fast without them, and what a picture took is given back.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = _FATAL_ONLY
    return options
