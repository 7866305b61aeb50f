"""Frames counted from a file's structure, without decoding one; counting stops just above the limit."""

import struct
from collections.abc import Iterator
from itertools import repeat

from antigone.engine.imaging.formats import PhotoFormat


def count_frames(data: bytes, found: PhotoFormat, *, limit: int) -> int:
    """Frames or pages, at least 1; `limit + 1` stands for any number above `limit`.

    HEIC is counted by libheif when it is opened and gives 1 here. A torn structure ends the count: the decoder will
    say what is wrong.
    """
    walk = {
        PhotoFormat.GIF: _gif_frames,
        PhotoFormat.TIFF: _tiff_pages,
        PhotoFormat.PNG: _png_frames,
        PhotoFormat.WEBP: _webp_frames,
    }.get(found)
    if walk is None:
        return 1
    count = 0
    try:
        for _ in walk(data):
            count += 1
            if count > limit:
                break
    except (struct.error, IndexError):
        pass
    return max(count, 1)


def gif_extent(data: bytes) -> tuple[int, int]:
    """Width and height of a GIF's canvas, widened by a first frame that reaches over its edge."""
    try:
        width, height = struct.unpack_from("<HH", data, 6)
        right, bottom = next(_gif_frames(data), (0, 0))
    except (struct.error, IndexError):
        return 0, 0
    return max(width, right), max(height, bottom)


def _gif_frames(data: bytes) -> Iterator[tuple[int, int]]:
    """Right and bottom edge of each frame on the canvas (GIF89a, section 20); IndexError or struct.error where cut."""
    position = 13 + _colour_table(data[10])
    while data[position] != 0x3B:
        if data[position] == 0x21:
            position = _after_blocks(data, position + 2)
        elif data[position] == 0x2C:
            left, top, width, height, flags = struct.unpack_from("<4HB", data, position + 1)
            yield left + width, top + height
            position = _after_blocks(data, position + 11 + _colour_table(flags))
        else:
            return


def _colour_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, position: int) -> int:
    while data[position]:
        position += 1 + data[position]
    return position + 1


def _tiff_pages(data: bytes) -> Iterator[None]:
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in {b"+\0", b"\0+"}
    count_code, entry_size, offset_code = ("Q", 20, "Q") if big else ("H", 12, "I")
    (offset,) = struct.unpack_from(order + offset_code, data, 8 if big else 4)
    seen: set[int] = set()
    while offset and offset not in seen:
        seen.add(offset)
        (entries,) = struct.unpack_from(order + count_code, data, offset)
        yield None
        end = offset + struct.calcsize(order + count_code) + entries * entry_size
        if end > len(data):
            return
        (offset,) = struct.unpack_from(order + offset_code, data, end)


def _png_frames(data: bytes) -> Iterator[None]:
    """Animated PNG says its number once, in an acTL chunk before the pixels."""
    position = 8
    while data[position + 4 : position + 8] not in {b"IDAT", b""}:
        (length,) = struct.unpack_from(">I", data, position)
        if data[position + 4 : position + 8] == b"acTL":
            (frames,) = struct.unpack_from(">I", data, position + 8)
            yield from repeat(None, frames)
        position += 12 + length


def _webp_frames(data: bytes) -> Iterator[None]:
    position = 12
    while position + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, position + 4)
        if data[position : position + 4] == b"ANMF":
            yield None
        position += 8 + length + length % 2
