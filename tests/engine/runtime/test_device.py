"""CUDA is used where it was asked for, or there is an error: never the CPU in its place."""

from pathlib import Path

import onnxruntime
import pytest

from antigone.engine.errors import DeviceUnavailable
from antigone.engine.runtime import Device, native, open_pack
from builders.packs import write_pack

needs_no_cuda = pytest.mark.skipif(
    "CUDAExecutionProvider" in onnxruntime.get_available_providers(), reason="this onnxruntime knows CUDA"
)


@needs_no_cuda
def test_cuda_without_a_runtime_that_knows_it_is_an_error_that_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnavailable, match="built without it") as caught:
        open_pack(write_pack(tmp_path / "small"), device=Device.CUDA)
    assert "Install onnxruntime-gpu" in caught.value.diagnostics()


@needs_no_cuda
@pytest.mark.filterwarnings("ignore:Specified provider")
def test_cuda_that_the_runtime_passes_over_in_silence_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What onnxruntime does where the provider is listed and its libraries cannot be loaded: it gives the CPU."""
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    with pytest.raises(DeviceUnavailable, match="could not start it"):
        open_pack(write_pack(tmp_path / "small"), device=Device.CUDA)


def test_cuda_that_fails_while_it_starts_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_args: object, **_options: object) -> None:
        raise native.native.RuntimeException("CUDA failure 100: no CUDA-capable device is detected")

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    monkeypatch.setattr(onnxruntime, "InferenceSession", failing)
    with pytest.raises(DeviceUnavailable, match="CUDA failure 100"):
        open_pack(write_pack(tmp_path / "small"), device=Device.CUDA)


def test_the_cpu_is_used_alone_whatever_else_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = onnxruntime.InferenceSession

    def watched(*args: object, **options: object) -> onnxruntime.InferenceSession:
        asked.append(options["providers"])
        return real(*args, **options)

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    monkeypatch.setattr(onnxruntime, "InferenceSession", watched)
    open_pack(write_pack(tmp_path / "small"), device=Device.CPU)
    assert asked == [["CPUExecutionProvider"]] * 2
