"""EXIF as read: every tag of every directory, as bounded printable text. A lying structure costs only its own tags.

Layout: TIFF 6.0 (and BigTIFF, for TIFF files themselves), tags of EXIF 2.32. Pillow's own reader warns and raises on
hostile values; a photograph is not refused for what is written beside it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL.ExifTags import GPSTAGS, TAGS

from antigone.engine.imaging.names import printable

MAX_TAGS = 1_000
MAX_TEXT = 500
MAX_NUMBERS = 16

_ORIENTATION = 0x0112
_FIRST, _EXIF, _GPS, _INTEROP, _THUMBNAIL = "", "Exif", "GPS", "Interop", "Thumbnail"
_DIRECTORIES = {0x8769: _EXIF, 0x8825: _GPS, 0xA005: _INTEROP}
_INTEROP_TAGS = {1: "InteropIndex", 2: "InteropVersion"}
_COMMENT_CODES = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp"}

# Field type to the struct code of one value; 5 and 10 are pairs; 1, 2 and 7 are bytes; from 16 on they are BigTIFF's.
_CODES = dict(enumerate(("B", "B", "H", "I", "II", "b", "B", "h", "i", "ii", "f", "d", "I"), start=1)) | {
    16: "Q",
    17: "q",
    18: "Q",
}
_MAX_RAW = 4 * MAX_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Exif:
    """values: tag name to text; names of the thumbnail's directory begin with `Thumbnail.`; a tag without a name is its
    number in hex. orientation: 1 to 8; 1 where there is none or nonsense.
    """

    values: dict[str, str]
    orientation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Byte order, and whether offsets and counts are those of BigTIFF."""

    order: str
    big: bool

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.big else "I")

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.big else "H")

    @property
    def entry(self) -> str:
        return self.order + ("HHQ8x" if self.big else "HHI4x")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    """raw: the first bytes of the value; length: how many values the file claims; field: where its last field lies."""

    directory: str
    number: int
    kind: int
    length: int
    raw: bytes
    field: int


def read_exif(block: bytes) -> Exif:
    """Read an EXIF block, with or without its `Exif` prefix, or a whole TIFF file. Never raises on bad content."""
    data = block.removeprefix(b"Exif\0\0")
    layout = _layout(data)
    values: dict[str, str] = {}
    orientation = 1
    if layout is None:
        return Exif(values=values, orientation=orientation)
    for tag in _tags(data, layout):
        if len(values) >= MAX_TAGS:
            break
        values.setdefault(_name(tag), _text(tag, layout.order))
        if tag.directory == _FIRST and tag.number == _ORIENTATION:
            orientation = _orientation(tag, layout.order)
    return Exif(values=values, orientation=orientation)


def _layout(data: bytes) -> _Layout | None:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    magic = _number(data, order + "H", 2) if order else None
    return _Layout(order=order, big=magic == 43) if order and magic in {42, 43} else None


def _tags(data: bytes, layout: _Layout) -> Iterator[_Tag]:
    """Each directory's tags, each directory once, whatever the pointers say."""
    waiting = [(_FIRST, 8 if layout.big else 4)]
    seen: set[int] = set()
    while waiting:
        directory, pointer = waiting.pop(0)
        offset = _number(data, layout.offset, pointer)
        if not offset or offset in seen:
            continue
        seen.add(offset)
        for tag in _entries(data, directory, offset, layout):
            if tag.number in _DIRECTORIES and directory in {_FIRST, _EXIF}:
                waiting.append((_DIRECTORIES[tag.number], tag.field))
            else:
                yield tag
        if directory == _FIRST:
            entries = _number(data, layout.count, offset) or 0
            next_pointer = offset + struct.calcsize(layout.count) + entries * struct.calcsize(layout.entry)
            waiting.append((_THUMBNAIL, next_pointer))


def _entries(data: bytes, directory: str, offset: int, layout: _Layout) -> Iterator[_Tag]:
    """The entries of one directory; one that lies outside the data, or is of no known type, is left out."""
    entry_size, inline = struct.calcsize(layout.entry), struct.calcsize(layout.offset)
    start = offset + struct.calcsize(layout.count)
    count = min(_number(data, layout.count, offset) or 0, MAX_TAGS)
    for place in range(start, start + count * entry_size, entry_size):
        if place + entry_size > len(data):
            return
        number, kind, length = struct.unpack_from(layout.entry, data, place)
        if kind not in _CODES:
            continue
        size = struct.calcsize("=" + _CODES[kind]) * length
        field = place + entry_size - inline
        where = field if size <= inline else _number(data, layout.offset, field) or len(data)
        raw = data[where : where + min(size, _MAX_RAW)]
        yield _Tag(directory=directory, number=number, kind=kind, length=length, raw=raw, field=field)


def _number(data: bytes, code: str, offset: int) -> int | None:
    if offset + struct.calcsize(code) > len(data):
        return None
    return int(struct.unpack_from(code, data, offset)[0])


def _orientation(tag: _Tag, order: str) -> int:
    number = _number(tag.raw, order + _CODES[tag.kind][0], 0) if tag.kind in {3, 4} else None
    return number if number and 1 <= number <= 8 else 1


def _name(tag: _Tag) -> str:
    table = {_GPS: GPSTAGS, _INTEROP: _INTEROP_TAGS}.get(tag.directory, TAGS)
    name = table.get(tag.number)
    if name is None:
        return f"{tag.directory}.0x{tag.number:04x}".removeprefix(".")
    return f"{_THUMBNAIL}.{name}" if tag.directory == _THUMBNAIL else name


def _text(tag: _Tag, order: str) -> str:
    if tag.kind in {1, 2, 7}:
        return _bytes_text(tag)
    code = order + _CODES[tag.kind]
    size = struct.calcsize(code)
    values = [struct.unpack_from(code, tag.raw, i * size) for i in range(min(len(tag.raw) // size, MAX_NUMBERS))]
    # A pair is a fraction, kept as it was written.
    text = ", ".join("/".join(f"{number:g}" if tag.kind in {11, 12} else str(number) for number in v) for v in values)
    return text if tag.length <= MAX_NUMBERS else f"{text}, … ({tag.length} values)"


def _bytes_text(tag: _Tag) -> str:
    encoding = _COMMENT_CODES.get(tag.raw[:8])
    text = _decoded(tag.raw[8:], encoding) if encoding else _decoded(tag.raw, "utf-8")
    if all(c.isprintable() or c.isspace() for c in text):
        return printable(" ".join(text.split()), limit=MAX_TEXT)
    shown = tag.raw[:MAX_NUMBERS].hex(" ")
    return f"{shown} … ({tag.length} bytes)" if tag.length > MAX_NUMBERS else shown


def _decoded(raw: bytes, encoding: str) -> str:
    stripped = raw.rstrip(b"\0 ")
    try:
        return stripped.decode(encoding)
    except UnicodeDecodeError:
        return stripped.decode("latin-1")
