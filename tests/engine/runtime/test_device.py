"""CUDA is used where it was asked for, or there is an error: never the CPU in its place."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from antigone.engine.errors import DeviceUnavailable, ModelFormatError
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


def test_cuda_that_sees_no_card_is_told_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As onnxruntime 1.31.1 put it with CUDA_VISIBLE_DEVICES empty: Python's RuntimeError, and a page of C++."""

    def failing(*_args: object, **_options: object) -> None:
        raise RuntimeError(
            "/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:154 std::conditional_t<THRW, void, "
            "onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE, const char*) [with ERRTYPE = cudaError] "
            "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=h ; expr=cudaSetDevice(0); "
        )

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    monkeypatch.setattr(onnxruntime, "InferenceSession", failing)
    with pytest.raises(DeviceUnavailable) as caught:
        open_pack(write_pack(tmp_path / "small"), device=Device.CUDA)
    assert str(caught.value) == (
        "CUDA was asked for, and failed: CUDA failure 100: no CUDA-capable device is detected."
    )


def test_a_card_without_room_for_the_model_is_no_fault_of_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_args: object, **_options: object) -> None:
        raise native.native.Fail(
            "[ONNXRuntimeError] : 1 : FAIL : Exception during initialization: cuda_call.cc:154 CudaCall(ERRTYPE) "
            "CUDA failure 2: out of memory ; GPU=0 ; hostname=h ; expr=cudaMalloc((void**)&p, size); "
        )

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    monkeypatch.setattr(onnxruntime, "InferenceSession", failing)
    with pytest.raises(DeviceUnavailable, match=r"failed: CUDA failure 2: out of memory\.$"):
        open_pack(write_pack(tmp_path / "small"), device=Device.CUDA)


@pytest.mark.parametrize(
    ("said", "raised", "told"),
    [
        pytest.param(
            "NOT_IMPLEMENTED : while running Conv node. cuDNN is unavailable or disabled: cuDNN is not available. "
            "Install cuDNN.",
            DeviceUnavailable,
            "failed: cuDNN is not available",
            id="a library",
        ),
        pytest.param(
            "FAIL : CUDA failure 719: unspecified launch failure ; GPU=0 ; expr=cudaStreamSynchronize(stream); ",
            DeviceUnavailable,
            "failed: CUDA failure 719: unspecified launch failure",
            id="the card",
        ),
        pytest.param(
            "FAIL : BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 491520000",
            MemoryError,
            "small-recogniser on",
            id="its memory",
        ),
        pytest.param(
            "FAIL : CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc(&p, size); ",
            MemoryError,
            "small-recogniser on",
            id="its memory, in other words",
        ),
        pytest.param("FAIL : while running Reshape node", ModelFormatError, "the model small", id="the model"),
    ],
)
def test_what_fails_in_a_run_is_told_apart(tmp_path: Path, said: str, raised: type[Exception], told: str) -> None:
    class Failing:
        def run(self, *_: object) -> None:
            raise native.native.Fail(said)

    recogniser = open_pack(write_pack(tmp_path / "small")).recogniser
    recogniser.native = Failing()  # type: ignore[assignment]
    with pytest.raises(raised, match=f"(?i){told}"):
        recogniser.run(np.ones((1, 3, 150, 150), np.float32))


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_a_library_that_cannot_be_loaded_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def preload_dlls() -> None:
        print("Failed to load libcublasLt.so.13: cannot open shared object file")
        print("Please follow https://onnxruntime.ai/docs/install/ to install CUDA.")

    real = onnxruntime.InferenceSession
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CUDAExecutionProvider"])
    monkeypatch.setattr(onnxruntime, "preload_dlls", preload_dlls)
    monkeypatch.setattr(onnxruntime, "InferenceSession", lambda data, options, **_: real(data, options))
    with pytest.raises(DeviceUnavailable, match=r"could not start it: Failed to load libcublasLt\.so\.13: cannot open"):
        open_pack(write_pack(tmp_path / "small"), device=Device.CUDA)
    assert capsys.readouterr().out == ""


def test_a_card_gives_what_the_processor_gives(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "small")
    try:
        pack = open_pack(folder, device=Device.CUDA)
    except DeviceUnavailable as error:
        pytest.skip(f"no CUDA here: {error}")
    assert pack.recogniser.native.get_providers()[0] == "CUDAExecutionProvider"
    chips = np.random.default_rng(0).uniform(0, 1, (3, 3, 150, 150)).astype(np.float32)
    (wanted,) = open_pack(folder).recogniser.run(chips)
    np.testing.assert_allclose(pack.recogniser.run(chips)[0], wanted, rtol=1e-4)


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
