import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.engine.errors import ModelFormatError
from antigone.engine.runtime.protobuf import (
    BYTES,
    FIXED32,
    FIXED64,
    VARINT,
    bytes_field,
    encode,
    fields,
    integer_field,
    packed_integers_field,
    text_field,
    varint,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (150, "9601"), (-1, "ffffffffffffffffff01")],
)
def test_varints_are_those_of_the_encoding_guide(value: int, expected: str) -> None:
    assert varint(value).hex() == expected


def test_the_guide_s_messages() -> None:
    assert integer_field(1, 150).hex() == "089601"
    assert text_field(2, "testing").hex() == "120774657374696e67"
    assert packed_integers_field(6, (3, 270, 86942)).hex() == "3206038e029ea705"


def test_fields_of_every_wire_type_are_read_in_order() -> None:
    message = (
        integer_field(1, 7) + bytes.fromhex("15 01020304") + bytes.fromhex("19 0102030405060708") + text_field(4, "x")
    )
    read = [(each.number, each.wire_type) for each in fields(message)]
    assert read == [(1, VARINT), (2, FIXED32), (3, FIXED64), (4, BYTES)]
    assert b"".join(encode(each) for each in fields(message)) == message


_WRITTEN = st.one_of(
    st.builds(integer_field, st.integers(1, 2000), st.integers(0, 2**63)),
    st.builds(bytes_field, st.integers(1, 2000), st.binary(max_size=200)),
)


@given(st.lists(_WRITTEN, max_size=8))
def test_what_was_written_is_read_and_written_again(parts: list[bytes]) -> None:
    message = b"".join(parts)
    assert b"".join(encode(field) for field in fields(message)) == message


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ModelFormatError):
        list(fields(data))


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"\x08", id="a key without its number"),
        pytest.param(b"\x08\xff", id="a number that goes on past the end"),
        pytest.param(b"\x08" + b"\xff" * 11, id="a number of eleven bytes"),
        pytest.param(b"\x12\x05abc", id="content longer than the file"),
        pytest.param(b"\x15\x01", id="four bytes of which one is there"),
        pytest.param(b"\x0b\x01", id="a group"),
        pytest.param(b"\x02\x01x", id="field number zero"),
    ],
)
def test_broken_messages_are_refused(broken: bytes) -> None:
    with pytest.raises(ModelFormatError, match="Not an ONNX file"):
        list(fields(broken))
