import numpy as np
import onnxruntime

from antigone.engine.runtime.onnx_writer import model, node, tensor, value


def padded_sum() -> bytes:
    """y = pad(x + 1 by channel), one row and one column more at the end."""
    return model(
        "padded_sum",
        nodes=[
            node("Add", ("x", "one"), "sum"),
            node("Pad", ("sum", "pads"), "padded"),
            node("MaxPool", ("padded",), "y", {"kernel_shape": (2, 2), "strides": (2, 2), "ceil_mode": 0}),
        ],
        initializers=[
            tensor("one", np.array([[[1]], [[2]], [[3]]], np.float32)),
            tensor("pads", np.array([0, 0, 0, 0, 0, 0, 1, 1], np.int64)),
        ],
        inputs=[value("x", ("n", 3, "h", 5))],
        outputs=[value("y", ("n", 3, "i", 3))],
    )


def test_onnxruntime_runs_what_was_written() -> None:
    session = onnxruntime.InferenceSession(padded_sum(), providers=["CPUExecutionProvider"])
    x = np.random.default_rng(0).uniform(0, 1, (2, 3, 7, 5)).astype(np.float32)
    (y,) = session.run(None, {"x": x})
    padded = np.pad(x + np.array([1, 2, 3], np.float32).reshape(3, 1, 1), [(0, 0), (0, 0), (0, 1), (0, 1)])
    np.testing.assert_array_equal(y, padded.reshape(2, 3, 4, 2, 3, 2).max(axis=(3, 5)))


def test_free_and_fixed_dimensions_are_declared_as_given() -> None:
    session = onnxruntime.InferenceSession(padded_sum(), providers=["CPUExecutionProvider"])
    assert session.get_inputs()[0].shape == ["n", 3, "h", 5]


def test_arrays_of_any_memory_layout_give_the_same_bytes() -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert tensor("a", np.asfortranarray(array)) == tensor("a", array)
    assert tensor("a", array.astype(">f4")) == tensor("a", array)
