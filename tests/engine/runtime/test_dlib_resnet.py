from collections.abc import Callable
from pathlib import Path

import dlib
import numpy as np
import onnxruntime
import pytest

from antigone.engine.errors import ModelFormatError
from antigone.engine.runtime.dlib_resnet import resnet_to_onnx
from builders.dlib_files import affine, convolution, network, plain, resnet_layers

Layers = list[bytes | None]


@pytest.fixture(scope="module")
def layers() -> Layers:
    return resnet_layers(np.random.default_rng(7))


def test_a_random_network_gives_what_dlib_gives(layers: Layers, tmp_path: Path) -> None:
    data = network(layers)
    (tmp_path / "random.dat").write_bytes(data)
    oracle = dlib.face_recognition_model_v1(str(tmp_path / "random.dat"))
    chips = np.random.default_rng(1).integers(0, 256, (2, 150, 150, 3), np.uint8)
    expected = np.array([oracle.compute_face_descriptor(chip) for chip in chips])

    session = onnxruntime.InferenceSession(resnet_to_onnx(data), providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"chips": chips.transpose(0, 3, 1, 2).astype(np.float32)})

    assert found.shape == (2, 128)
    assert np.abs(found - expected).max() <= 3e-6 * np.abs(expected).max()


def test_the_same_file_gives_the_same_bytes(layers: Layers) -> None:
    assert resnet_to_onnx(network(layers)) == resnet_to_onnx(network(layers))


def _without_the_last(layers: Layers) -> Layers:
    return layers[:-1]


def _with_one_more(layers: Layers) -> Layers:
    return [*layers, plain("relu_")]


def _with_a_narrow_entry(layers: Layers) -> Layers:
    narrow = convolution(np.zeros(16 * 3 * 49 + 16, np.float32), filters=16, kernel=7, stride=2)
    return [narrow, *layers[1:]]


def _with_a_short_affine(layers: Layers) -> Layers:
    return [layers[0], affine(np.ones(31), np.zeros(31)), *layers[2:]]


def _with_grey_input(layers: Layers) -> Layers:
    grey = convolution(np.zeros(32 * 1 * 49 + 32, np.float32), filters=32, kernel=7, stride=2)
    return [grey, *layers[1:]]


def _without_a_shortcut(layers: Layers) -> Layers:
    return [layer for number, layer in enumerate(layers) if number != layers.index(None)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_the_last, "should be 'fc_2 outputs=128 inputs=256 without_bias=1' and is 'the end'"),
        (_with_one_more, "'relu_' follows its end"),
        (_with_a_narrow_entry, "layer 1 should be 'con_4 filters=32 .* and is 'con_4 filters=16"),
        (_with_a_short_affine, "62 weights where 64 belong"),
        (_with_grey_input, "1600 weights where 4736 belong"),
        (_without_a_shortcut, "layer 5 should be 'tag' and is 'con_4"),
    ],
)
def test_another_network_is_refused_saying_where_it_differs(
    layers: Layers, change: Callable[[Layers], Layers], said: str
) -> None:
    with pytest.raises(ModelFormatError, match=said):
        resnet_to_onnx(network(change(layers)))


def test_another_size_of_pictures_is_refused(layers: Layers) -> None:
    with pytest.raises(ModelFormatError, match="64 x 64"):
        resnet_to_onnx(network(layers, size=64))
