"""Protocol Buffers' wire format, as much of it as an ONNX file needs.

Source: the encoding guide of Protocol Buffers (varint, wire types 0, 1, 2 and 5). Fields are written in the order
given and nothing is added, so the same calls give the same bytes on every machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from antigone.engine.errors import ModelFormatError

VARINT = 0
FIXED64 = 1
BYTES = 2
FIXED32 = 5

_FIXED_SIZES = {FIXED64: 8, FIXED32: 4}
_MASK_64 = (1 << 64) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a message. `number_value` is set for varints, `content` for the other wire types."""

    number: int
    wire_type: int
    number_value: int
    content: bytes


def varint(value: int) -> bytes:
    """Base-128 form; a negative number takes ten bytes, as int32 and int64 do in Protocol Buffers."""
    rest = value & _MASK_64
    groups = bytearray()
    while rest > 0x7F:
        groups.append(rest & 0x7F | 0x80)
        rest >>= 7
    groups.append(rest)
    return bytes(groups)


def integer_field(number: int, value: int) -> bytes:
    return varint(number << 3 | VARINT) + varint(value)


def bytes_field(number: int, content: bytes) -> bytes:
    """Also the form of nested messages and of packed lists."""
    return varint(number << 3 | BYTES) + varint(len(content)) + content


def text_field(number: int, text: str) -> bytes:
    return bytes_field(number, text.encode())


def packed_integers_field(number: int, values: tuple[int, ...]) -> bytes:
    return bytes_field(number, b"".join(varint(value) for value in values))


def encode(field: Field) -> bytes:
    """The bytes that `fields` read the field from, provided that these were in the shortest form."""
    key = varint(field.number << 3 | field.wire_type)
    if field.wire_type == VARINT:
        return key + varint(field.number_value)
    if field.wire_type == BYTES:
        return key + varint(len(field.content)) + field.content
    return key + field.content


def fields(message: bytes) -> Iterator[Field]:
    """The fields of one message in file order; nested messages are left as bytes.

    Raises ModelFormatError where the bytes are no message.
    """
    position = 0
    while position < len(message):
        key, position = _read_varint(message, position)
        number, wire_type = key >> 3, key & 7
        if wire_type == VARINT:
            value, position = _read_varint(message, position)
            yield Field(number=number, wire_type=wire_type, number_value=value, content=b"")
            continue
        size, position = _content_size(message, position, wire_type)
        if number == 0 or size > len(message) - position:
            raise ModelFormatError(f"Not an ONNX file: field {number} at byte {position} reaches past its end.")
        content = message[position : position + size]
        position += size
        yield Field(number=number, wire_type=wire_type, number_value=0, content=content)


def _content_size(message: bytes, position: int, wire_type: int) -> tuple[int, int]:
    if wire_type == BYTES:
        return _read_varint(message, position)
    if wire_type not in _FIXED_SIZES:
        raise ModelFormatError(f"Not an ONNX file: wire type {wire_type} at byte {position}.")
    return _FIXED_SIZES[wire_type], position


def _read_varint(message: bytes, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(message):
            raise ModelFormatError("Not an ONNX file: it ends in the middle of a number.")
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & _MASK_64, position
    raise ModelFormatError(f"Not an ONNX file: the number before byte {position} is too long.")
