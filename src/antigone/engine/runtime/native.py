"""onnxruntime: the only module that touches it, imported where a model is opened.

A process that opens none, as those that serve pages, never loads it.
"""

import io
import re
from contextlib import redirect_stdout
from typing import TypeAlias

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as native

from antigone.engine.errors import DeviceUnavailable
from antigone.engine.runtime.bfloat16 import OpenVinoError, Rounded, open_rounded
from antigone.engine.runtime.per_shape import PerShape
from antigone.engine.runtime.specs import Device

__all__ = ["ERRORS", "Session", "device_trouble", "open_session"]

Session: TypeAlias = onnxruntime.InferenceSession | PerShape | Rounded

_CPU, _CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"
_INSTALL = "Install onnxruntime-gpu in the place of onnxruntime, with a CUDA and cuDNN that it takes; or say `cpu`."

# Without the first, newer cards round every factor to ten bits. With the second a new shape is planned in a fifth to
# two thirds of the time that the default takes, and runs as fast: measured on an H200.
_ON_CUDA = {"use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"}
# What the card or its libraries said, in what onnxruntime says.
_TROUBLE = re.compile(
    r"(?:CUDA|CUDNN|CUDNN_FE|CUBLAS|CURAND) failure \d+: [^;\n]*[^;\s]"
    r"|cuDNN is not available"
    r"|Failed to allocate memory[^;\n]*"
)
_FATAL_ONLY = 4  # what is an error to onnxruntime is raised here, not printed

# onnxruntime's exceptions have no common base of their own.
ERRORS = (
    OpenVinoError,
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


def open_session(data: bytes, *, threads: int, device: Device = Device.CPU) -> Session:
    """The model of these bytes on the device. Raises one of ERRORS, DeviceUnavailable where the device is not there."""
    if device is Device.CPU_BF16:
        return open_rounded(data, threads=threads)
    options = _options(threads)
    if device is Device.CPU:
        return onnxruntime.InferenceSession(data, options, providers=[_CPU])
    if _CUDA not in onnxruntime.get_available_providers():
        raise DeviceUnavailable("CUDA was asked for, and this onnxruntime was built without it.", advice=_INSTALL)
    missing = _load_libraries()
    return PerShape(lambda: _open_on_cuda(data, options, missing))


def _open_on_cuda(data: bytes, options: onnxruntime.SessionOptions, missing: str) -> onnxruntime.InferenceSession:
    # By itself onnxruntime goes over to the CPU and prints a warning, when it opens a model and when one fails.
    try:
        session = onnxruntime.InferenceSession(data, options, providers=[(_CUDA, _ON_CUDA)], enable_fallback=0)
    except (native.EPFail, native.RuntimeException, RuntimeError) as error:  # Python's own where no card is seen
        raise DeviceUnavailable(f"CUDA was asked for, and failed: {_gist(error)}.", advice=_INSTALL) from error
    except native.Fail as error:
        if (trouble := device_trouble(error)) is not None:  # no memory left on the card
            raise trouble from error
        raise
    if session.get_providers()[:1] != [_CUDA]:
        reason = f": {missing}" if missing else ""
        raise DeviceUnavailable(f"CUDA was asked for, and onnxruntime could not start it{reason}.", advice=_INSTALL)
    return session


def _load_libraries() -> str:
    """Load CUDA and cuDNN out of the packages that `onnxruntime-gpu[cuda,cudnn]` brings, where it does not look itself.

    Gives the first that is neither there nor in the system, which onnxruntime prints; else nothing.
    """
    printed = io.StringIO()
    with redirect_stdout(printed):
        onnxruntime.preload_dlls()
    return printed.getvalue().partition("\n")[0]


def device_trouble(error: Exception) -> DeviceUnavailable | None:
    """What to raise where it is the card or its libraries that failed, not the model; None otherwise."""
    if _TROUBLE.search(str(error)) is None:
        return None
    return DeviceUnavailable(f"CUDA was asked for, and failed: {_gist(error)}.", advice=_INSTALL)


def _gist(error: Exception) -> str:
    """What CUDA said, out of a page of C++."""
    said = _TROUBLE.search(str(error))
    return said[0] if said else str(error).strip().partition("\n")[0].rstrip(".")


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
