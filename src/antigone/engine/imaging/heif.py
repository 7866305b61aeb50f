"""A look at a HEIF file's item table before pi-heif sees it.

pi-heif 1.4 hands item types to Python as UTF-8 without checking them, and the process dies of a segmentation fault
where they are not (`test_heic_with_a_binary_item_type`). ISO/IEC 14496-12: boxes 4.2, `meta` 8.11.1, `iinf` 8.11.6.
"""

import struct
from collections.abc import Iterator


def require_readable_items(data: bytes) -> None:
    """Raises ValueError where an item's type or content type is no text, or the table cannot be followed."""
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"meta":
            for inner, first, last in _boxes(data, start + 4, end):
                if inner == b"iinf":
                    _require_text(data, first, last)


def _require_text(data: bytes, start: int, end: int) -> None:
    entries = start + (6 if data[start] == 0 else 8)
    for kind, first, last in _boxes(data, entries, end):
        # Version, flags, number, protection, then the type and, to the end of the box, names and content types.
        if kind == b"infe":
            data[first + 8 : last].decode()


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, first byte of the body, end) of the boxes in a stretch of data."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        last = end if size == 0 else start + size
        if not body <= last <= end:
            raise ValueError(f"box {kind!r} does not fit into its place")
        yield kind, body, last
        start = last
