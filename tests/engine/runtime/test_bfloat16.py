"""A recogniser rounded to bfloat16: only where that was asked for and is worth it, and without a word to anybody."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import llvmlite.binding
import numpy as np
import pytest

from antigone.engine.errors import DeviceUnavailable, ModelFormatError
from antigone.engine.extraction.embedding import embed_chips
from antigone.engine.runtime import Device, bfloat16, installation_packs, open_pack
from antigone.engine.runtime.bfloat16 import Rounded
from builders.packs import recogniser_onnx, write_pack

openvino = bfloat16._openvino()

needs_instructions = pytest.mark.skipif(
    not bfloat16._multiplies(), reason="this processor has no instructions for bfloat16"
)


@pytest.fixture
def with_instructions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llvmlite.binding, "get_host_cpu_features", lambda: {"avx512bf16": True})


def compiled(model: bytes, **how: object) -> Rounded:
    """As this processor computes by itself."""
    core = openvino.Core()
    return Rounded(core.compile_model(core.read_model(model), "CPU", how))


def chips(count: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(0, 1, (count, 3, 150, 150)).astype(np.float32)


def test_a_processor_without_the_instructions_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llvmlite.binding, "get_host_cpu_features", lambda: {"avx512f": True, "avx512bf16": False})
    with pytest.raises(DeviceUnavailable, match=r"^cpu-bf16 was asked for, and this processor has no instr") as caught:
        open_pack(write_pack(tmp_path / "small"), device=Device.CPU_BF16)
    assert caught.value.diagnostics().endswith("Say `cpu`.")


@pytest.mark.usefixtures("with_instructions")
def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(DeviceUnavailable, match="OpenVINO is not installed") as caught:
        open_pack(write_pack(tmp_path / "small"), device=Device.CPU_BF16)
    assert "pip install 'antigone[bfloat16]'" in caught.value.diagnostics()


@pytest.mark.usefixtures("with_instructions")
def test_float32_never_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What OpenVINO does where it is asked for what it cannot: it computes in float32 and says so when asked."""

    class Core(openvino.Core):  # type: ignore[misc] # the package has no types
        def compile_model(self, *given: object) -> SimpleNamespace:
            model = super().compile_model(*given[:2], {"INFERENCE_PRECISION_HINT": openvino.Type.f32})
            return SimpleNamespace(get_property=model.get_property)

    monkeypatch.setattr(openvino, "Core", Core)
    with pytest.raises(DeviceUnavailable, match="would compute in float32"):
        open_pack(write_pack(tmp_path / "small"), device=Device.CPU_BF16)


@pytest.mark.usefixtures("with_instructions")
def test_what_is_no_model_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(ModelFormatError, match=r"cannot be loaded as an ONNX model: Unable to read the model\."):
        open_pack(write_pack(tmp_path / "small", recogniser=b"no model"), device=Device.CPU_BF16)


def test_nobody_is_told_that_it_is_used() -> None:
    """By itself OpenVINO sends its makers an event when it is imported, and keeps a number for this machine's user."""
    script = (
        "import socket, sys\n"
        "def refused(*_): print('the network')\n"
        "socket.getaddrinfo = socket.socket.connect = refused\n"
        "from antigone.engine.runtime import bfloat16\n"
        "name = bfloat16._openvino().__name__\n"
        "print(name, [each for each in sys.modules if each.startswith('openvino_telemetry')])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout == "openvino []\n"


def test_inputs_and_outputs_are_described_as_onnxruntime_does() -> None:
    model = compiled(recogniser_onnx())
    assert [(port.name, port.type, port.shape) for port in model.get_inputs()] == [
        ("x", "tensor(float)", [None, 3, 150, 150])
    ]
    assert [(port.name, port.shape) for port in model.get_outputs()] == [("template", [None, 4])]
    assert model.get_providers() == ["OpenVINO on CPU"]


def test_a_pack_whose_manifest_says_otherwise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bfloat16, "open_rounded", compiled)
    monkeypatch.setattr("antigone.engine.runtime.native.open_rounded", lambda data, **_: compiled(data))
    folder = write_pack(tmp_path / "small")
    manifest = folder / "pack.toml"
    manifest.write_text(manifest.read_text().replace("template_length = 4", "template_length = 5"))
    with pytest.raises(ModelFormatError, match="gives 4 numbers; the manifest says 5"):
        open_pack(folder, device=Device.CPU_BF16)


def test_threads_at_once_get_each_their_own_answer() -> None:
    model = compiled(recogniser_onnx(), INFERENCE_NUM_THREADS=1, INFERENCE_PRECISION_HINT=openvino.Type.f32)
    given = [chips(count) + count for count in range(1, 9)]
    wanted = [model.run(None, {"x": each})[0] for each in given]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            for found, want in zip(pool.map(lambda each: model.run(None, {"x": each})[0], given), wanted, strict=True):
                np.testing.assert_array_equal(found, want)


@needs_instructions
@pytest.mark.starter
def test_a_template_turns_by_less_than_a_degree_whatever_is_beside_it() -> None:
    folder = installation_packs() / "starter"
    patches = np.random.default_rng(0).integers(0, 256, (20, 10, 10, 3), np.uint8)
    faces = patches.repeat(15, axis=1).repeat(15, axis=2)
    exact = embed_chips(open_pack(folder).recogniser, faces)
    pack = open_pack(folder, device=Device.CPU_BF16)
    rounded = embed_chips(pack.recogniser, faces)
    cosines = (exact * rounded).sum(axis=1)
    assert np.cos(np.radians(1)) < cosines.min()
    assert cosines.max() < 0.999999, "it was not rounded"
    for row in range(len(faces)):
        np.testing.assert_array_equal(embed_chips(pack.recogniser, faces[row : row + 1]), rounded[row : row + 1])


@needs_instructions
def test_the_detector_is_not_rounded(tmp_path: Path) -> None:
    pack = open_pack(write_pack(tmp_path / "small"), device=Device.CPU_BF16)
    assert pack.detector.native.get_providers() == ["CPUExecutionProvider"]
    assert pack.recogniser.native.get_providers() == ["OpenVINO on CPU"]
