"""Networks of one-byte numbers: what they are given is overheard, what they answer stays near."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from antigone.engine.errors import UsageError
from antigone.engine.runtime import open_pack, overheard, quantise_model
from antigone.engine.runtime.onnx_writer import model, node, tensor, value
from builders.packs import write_pack
from builders.required import missing
from engine.runtime.test_sessions import chips


@pytest.fixture
def with_onnx() -> None:
    if importlib.util.find_spec("onnx") is None:
        missing("the package onnx is not installed")


def convolution(seed: int = 0) -> bytes:
    """Three layers of 3 x 3 filters, of which the one in the middle is quantised."""
    numbers = np.random.default_rng(seed)
    channels = (3, 8, 8, 8)
    weights = {
        f"weights{layer}": numbers.normal(size=(channels[layer + 1], channels[layer], 3, 3)).astype(np.float32)
        for layer in range(3)
    }
    return model(
        "convolution",
        nodes=[
            node("Conv", ("x", "weights0"), "first"),
            node("Conv", ("first", "weights1"), "second"),
            node("Conv", ("second", "weights2"), "y"),
        ],
        initializers=[tensor(name, values) for name, values in weights.items()],
        inputs=[value("x", ("n", 3, 16, 16))],
        outputs=[value("y", ("n", 8, 10, 10))],
    )


def test_what_the_networks_are_given_is_kept_in_its_order(tmp_path: Path) -> None:
    pack, pictures, faces = overheard(open_pack(write_pack(tmp_path / "small")))
    first, second = chips(2), chips(3)
    answers = [pack.recogniser.run(batch)[0] for batch in (first, second)]
    assert [batch.tobytes() for batch in faces] == [first.tobytes(), second.tobytes()]
    assert not pictures
    plain = open_pack(tmp_path / "small").recogniser
    assert all(np.array_equal(plain.run(b)[0], a) for a, b in zip(answers, (first, second), strict=True))


@pytest.mark.usefixtures("with_onnx")
def test_a_quantised_network_answers_nearly_the_same_whatever_the_batch(tmp_path: Path) -> None:
    source, target = tmp_path / "float.onnx", tmp_path / "bytes.onnx"
    source.write_bytes(convolution())
    batches = [np.random.default_rng(seed).uniform(0, 255, (4, 3, 16, 16)).astype(np.float32) for seed in range(3)]
    quantise_model(source, target, batches)
    plain, quantised = (onnxruntime.InferenceSession(str(path)) for path in (source, target))
    wanted, found = (session.run(None, {"x": batches[0]})[0] for session in (plain, quantised))
    assert np.corrcoef(wanted.ravel(), found.ravel())[0, 1] > 0.999
    assert not np.array_equal(wanted, found)
    alone = np.concatenate([quantised.run(None, {"x": batches[0][row : row + 1]})[0] for row in range(4)])
    np.testing.assert_array_equal(alone, found)


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(UsageError, match="needs the package onnx") as caught:
        quantise_model(tmp_path / "a.onnx", tmp_path / "b.onnx", [])
    assert "antigone[quantise]" in caught.value.advice
