import numpy as np
import onnxruntime
import pytest

from antigone.engine.errors import ModelFormatError
from antigone.engine.runtime.centerface import free_sizes
from antigone.engine.runtime.onnx_writer import model, node, tensor, value

OUTPUTS = {"537": 1, "538": 2, "539": 2, "540": 10}


def exported(input_name: str = "input.1") -> bytes:
    """Declared like the published file: fixed sizes, weights among the inputs; each output a 1 x 1 convolution."""
    rng = np.random.default_rng(0)
    weights = {f"w{name}": rng.normal(size=(count, 3, 1, 1)).astype(np.float32) for name, count in OUTPUTS.items()}
    return model(
        "exported",
        nodes=[node("Conv", (input_name, f"w{name}"), name, {"strides": (4, 4)}) for name in OUTPUTS],
        initializers=[tensor(name, array) for name, array in weights.items()],
        inputs=[value(input_name, (10, 3, 32, 32)), *(value(name, array.shape) for name, array in weights.items())],
        outputs=[value(name, (10, count, 8, 8)) for name, count in OUTPUTS.items()],
    )


def session(data: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def test_any_batch_height_and_width_run_afterwards() -> None:
    freed = session(free_sizes(exported()))
    outputs = freed.run(None, {"input.1": np.zeros((2, 3, 64, 96), np.float32)})
    assert [output.shape for output in outputs] == [(2, count, 16, 24) for count in OUTPUTS.values()]


def test_only_the_picture_is_an_input_afterwards() -> None:
    assert [each.name for each in session(free_sizes(exported())).get_inputs()] == ["input.1"]


def test_the_numbers_are_the_same_as_before() -> None:
    batch = np.random.default_rng(1).uniform(0, 255, (10, 3, 32, 32)).astype(np.float32)
    before = session(exported()).run(None, {"input.1": batch})
    after = session(free_sizes(exported())).run(None, {"input.1": batch})
    for old, new in zip(before, after, strict=True):
        np.testing.assert_allclose(old, new, rtol=1e-4, atol=1e-3)


def test_doing_it_twice_changes_nothing_more() -> None:
    once = free_sizes(exported())
    assert free_sizes(once) == once


def test_another_network_is_refused() -> None:
    with pytest.raises(ModelFormatError, match=r"Not CenterFace: its inputs are \['picture'\]"):
        free_sizes(exported("picture"))
