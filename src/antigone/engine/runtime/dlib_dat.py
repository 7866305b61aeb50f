"""Reads dlib's serialised networks (`.dat`), enough of them for a metric network made of the layers below.

dlib writes a network from the outside in: one version number for each layer down to the input, then, on the way
back, the content of each layer. So the version numbers come first, outermost layer first, and the layers themselves
follow in the order in which data flows. Tags and skips have a version number and no content.

Numbers: an integer is a length byte (the top bit is the sign) and that many little-endian bytes; a float is an
integer mantissa and an integer exponent of two; a flag is the digit 0 or 1; text is a length and its bytes; a
tensor is its version, four dimensions and raw little-endian float32.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from antigone.engine.errors import ModelFormatError
from antigone.engine.types import FloatArray

TAG = "tag"

_LONGEST_TEXT = 64
_LAYER_VERSION, _TAG_VERSION, _INPUT_LAYER_VERSION = 2, 1, 3
_LOSS = "loss_metric_2"
_INPUT = "input_rgb_image_sized"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """One layer. `settings` holds what its kind has (`filters`, `rows`, `stride`, ...), `weights` all its numbers."""

    kind: str
    settings: Mapping[str, int] = field(default_factory=dict)
    weights: FloatArray = field(default_factory=lambda: np.empty(0, np.float32))

    def describe(self) -> str:
        return " ".join([self.kind, *(f"{name}={content}" for name, content in self.settings.items())])


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricNetwork:
    """A network that ends in a distance.

    average: the RGB value (0-255) taken from each pixel before it is divided by 256.
    rows, columns: size of the input picture.
    layers: in the order in which data flows; a tag or a skip is a layer of kind `tag`.
    """

    average: tuple[float, float, float]
    rows: int
    columns: int
    layers: tuple[Layer, ...]


def read_metric_network(data: bytes) -> MetricNetwork:
    """The network in `data`, read to its last byte.

    Raises ModelFormatError for anything else: another file, another kind of network, a torn file.
    """
    cursor = _Cursor(data)
    cursor.expect_integer(1, "the version of a dlib network")
    cursor.expect_text(_LOSS, "the loss layer")
    cursor.real()  # margin and distance threshold of the training loss; a template does not depend on them
    cursor.real()
    versions = _nesting(cursor)
    cursor.expect_text(_INPUT, "the input layer")
    red, green, blue = cursor.real(), cursor.real(), cursor.real()
    rows, columns = cursor.integer(), cursor.integer()
    layers = tuple(_read_layer(cursor, version) for version in versions)
    cursor.expect_end()
    return MetricNetwork(average=(red, green, blue), rows=rows, columns=columns, layers=layers)


class _Cursor:
    """A position in the bytes; every read checks that the bytes are there."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._position = 0

    def take(self, count: int) -> memoryview:
        if count > len(self._data) - self._position:
            raise ModelFormatError(f"The dlib file ends at byte {len(self._data)}, in the middle of a value.")
        start = self._position
        self._position += count
        return self._data[start : self._position]

    def integer(self) -> int:
        control = self.take(1)[0]
        size = control & 0x0F
        if control & 0x70 or not 1 <= size <= 8:
            raise self.error(f"found {control:#04x} where a number starts")
        magnitude = int.from_bytes(self.take(size), "little")
        return -magnitude if control & 0x80 else magnitude

    def real(self) -> float:
        mantissa, exponent = self.integer(), self.integer()
        if not -1100 < exponent < 1000:
            raise self.error(f"found the exponent {exponent}, which no float has")
        return float(mantissa) * 2.0**exponent

    def flag(self) -> None:
        if bytes(self.take(1)) not in (b"0", b"1"):
            raise self.error("expected a flag")

    def text(self) -> str:
        size = self.integer()
        if not 0 <= size <= _LONGEST_TEXT:
            raise self.error(f"found a name of {size} bytes")
        return bytes(self.take(size)).decode("ascii", "backslashreplace")

    def tensor(self) -> FloatArray:
        """All numbers of a tensor, flat."""
        self.expect_integer(2, "the version of a tensor")
        count = 1
        for _ in range(4):
            count *= self.count()
        return np.frombuffer(self.take(4 * count), "<f4").astype(np.float32)

    def count(self) -> int:
        number = self.integer()
        if not 0 <= number <= len(self._data):
            raise self.error(f"found {number} where a size stands")
        return number

    def expect_integer(self, wanted: int, meaning: str) -> None:
        found = self.integer()
        if found != wanted:
            raise self.error(f"{meaning} is {found}, not {wanted}")

    def expect_text(self, wanted: str, meaning: str) -> None:
        found = self.text()
        if found != wanted:
            raise self.error(f"{meaning} is {found!r}, not {wanted!r}")

    def expect_end(self) -> None:
        left = len(self._data) - self._position
        if left:
            raise self.error(f"{left} bytes follow the last layer")

    def error(self, found: str) -> ModelFormatError:
        return ModelFormatError(f"Not a dlib metric network we can read: at byte {self._position}, {found}.")


def _nesting(cursor: _Cursor) -> list[int]:
    """The version of each layer, in the order in which data flows."""
    outside_in: list[int] = []
    while not outside_in or outside_in[-1] != _INPUT_LAYER_VERSION:
        outside_in.append(cursor.integer())
        if outside_in[-1] not in (_LAYER_VERSION, _TAG_VERSION, _INPUT_LAYER_VERSION):
            raise cursor.error(f"found a layer of version {outside_in[-1]}")
    return outside_in[::-1]


def _read_layer(cursor: _Cursor, version: int) -> Layer:
    if version == _TAG_VERSION:
        return Layer(kind=TAG)
    kind = cursor.text()
    if kind not in _READERS:
        raise cursor.error(f"found a layer {kind!r}, which dlib's recogniser does not have")
    layer = _READERS[kind](cursor, kind)
    _skip_training_state(cursor)
    if version == _INPUT_LAYER_VERSION:
        cursor.expect_integer(1, "the number of samples made of one picture")
    return layer


def _read_convolution(cursor: _Cursor, kind: str) -> Layer:
    weights = cursor.tensor()
    settings = _counts(cursor, "filters", "rows", "columns", "stride_y", "stride_x", "padding_y", "padding_x")
    _skip_alias(cursor)
    _skip_alias(cursor)
    _skip_rates(cursor)
    return Layer(kind=kind, settings=settings, weights=weights)


def _read_affine(cursor: _Cursor, kind: str) -> Layer:
    weights = cursor.tensor()
    _skip_alias(cursor)
    _skip_alias(cursor)
    return Layer(kind=kind, settings=_counts(cursor, "per_number"), weights=weights)


def _read_pooling(cursor: _Cursor, kind: str) -> Layer:
    settings = _counts(cursor, "rows", "columns", "stride_y", "stride_x", "padding_y", "padding_x")
    return Layer(kind=kind, settings=settings)


def _read_fully_connected(cursor: _Cursor, kind: str) -> Layer:
    settings = _counts(cursor, "outputs", "inputs")
    weights = cursor.tensor()
    _skip_alias(cursor)
    _skip_alias(cursor)
    without_bias = _counts(cursor, "without_bias")
    _skip_rates(cursor)
    return Layer(kind=kind, settings=settings | without_bias, weights=weights)


def _read_plain(_cursor: _Cursor, kind: str) -> Layer:
    return Layer(kind=kind)


_READERS: Mapping[str, Callable[[_Cursor, str], Layer]] = {
    "con_4": _read_convolution,
    "affine_": _read_affine,
    "max_pool_2": _read_pooling,
    "avg_pool_2": _read_pooling,
    "fc_2": _read_fully_connected,
    "relu_": _read_plain,
    "add_prev_": _read_plain,
}


def _counts(cursor: _Cursor, *names: str) -> dict[str, int]:
    return {name: cursor.count() for name in names}


def _skip_alias(cursor: _Cursor) -> None:
    """Which part of `weights` is filters and which biases; it follows from the settings."""
    cursor.expect_integer(1, "the version of an alias tensor")
    for _ in range(4):
        cursor.count()


def _skip_rates(cursor: _Cursor) -> None:
    """Learning rate and weight decay, for filters and for biases."""
    for _ in range(4):
        cursor.real()


def _skip_training_state(cursor: _Cursor) -> None:
    for _ in range(3):
        cursor.flag()
    for _ in range(3):
        cursor.tensor()
