import numpy as np
import pytest

from antigone.engine.errors import ModelFormatError
from antigone.engine.runtime.dlib_dat import TAG, read_metric_network
from builders.dlib_files import affine, convolution, integer, network, plain, pooling, text


def small() -> bytes:
    weights = np.arange(2 * 3 * 3 * 3 + 2, dtype=np.float32)
    layers = [
        convolution(weights, filters=2, kernel=3, stride=1),
        affine(np.ones(2), np.zeros(2)),
        None,
        plain("relu_"),
    ]
    return network(layers, size=8)


def test_layers_come_in_the_order_in_which_data_flows() -> None:
    assert [layer.kind for layer in read_metric_network(small()).layers] == ["con_4", "affine_", TAG, "relu_"]


def test_numbers_settings_and_weights_are_read() -> None:
    read = read_metric_network(small())
    assert read.average == (122.5, 117.0, 104.0)
    assert (read.rows, read.columns) == (8, 8)
    first = read.layers[0]
    assert first.settings["filters"] == 2
    assert first.settings["padding_y"] == 1
    np.testing.assert_array_equal(first.weights, np.arange(56))


def test_a_file_cut_at_any_byte_is_refused() -> None:
    whole = small()
    for length in range(len(whole)):
        with pytest.raises(ModelFormatError):
            read_metric_network(whole[:length])


def test_a_changed_byte_gives_a_network_or_our_error() -> None:
    whole = bytearray(small())
    for position in range(len(whole)):
        changed = bytes(whole[:position]) + bytes([whole[position] ^ 0x55]) + bytes(whole[position + 1 :])
        try:
            read_metric_network(changed)
        except ModelFormatError:
            continue


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(network([plain("relu_")], loss="loss_mmod_"), "loss_mmod_", id="dlib's face detector"),
        pytest.param(network([plain("bn_con2")]), "bn_con2", id="a network still in training"),
        pytest.param(small() + b"\x00", "1 bytes follow", id="something after the end"),
        pytest.param(b"\x80\x02}q\x00.", "found 0x80", id="a pickle"),
        pytest.param(b"", "ends at byte 0", id="an empty file"),
        pytest.param(integer(1) + integer(10**6), "a name of 1000000 bytes", id="a name that is too long"),
        pytest.param(integer(2), "version of a dlib network is 2", id="a newer version"),
        pytest.param(network([pooling("max_pool_2", -3, 2)]), "found -3 where a size stands", id="a negative size"),
        pytest.param(small().replace(text("con_4"), text("con_5")), "con_5", id="an unknown layer"),
    ],
)
def test_other_files_are_refused_saying_what_was_found(data: bytes, said: str) -> None:
    with pytest.raises(ModelFormatError, match=said):
        read_metric_network(data)
