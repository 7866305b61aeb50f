"""onnxruntime: the only module that touches it, imported where a model is opened.

A process that opens none, as those that serve pages, never loads it.
"""

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as native

__all__ = ["ERRORS", "open_session"]

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


def open_session(data: bytes, *, threads: int) -> onnxruntime.InferenceSession:
    """The model of these bytes on the processor. Raises one of ERRORS."""
    return onnxruntime.InferenceSession(data, _options(threads), providers=["CPUExecutionProvider"])


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
