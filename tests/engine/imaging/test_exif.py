"""EXIF is kept as read, and a lying block costs nothing but its own tags."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from antigone.engine.imaging import decode_image
from antigone.engine.imaging.exif import MAX_TAGS, MAX_TEXT, read_exif
from builders.pictures import corners, encoded, exif_block, noise


def block(*entries: tuple[int, int, int, bytes], order: str = "<", after: bytes = b"") -> bytes:
    """One directory of (tag, type, count, the four bytes of value or offset)."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    body = b"".join(struct.pack(order + "HHI", tag, kind, count) + value for tag, kind, count, value in entries)
    return mark + struct.pack(order + "IH", 8, len(entries)) + body + bytes(4) + after


CAMERA = exif_block(
    Make="Canon",
    Orientation=3,
    XResolution=72.5,
    ExifOffset={0x9003: "2022:03:14 09:30:00", 0x829A: (1, 250), 0x9286: b"ASCII\0\0\0by the river"},
    GPSInfo={1: "N", 2: (50.0, 27.0, 1.5), 6: 170.0},
)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_all_directories_of_every_format(form: str) -> None:
    exif = decode_image(encoded(corners(), form, exif=CAMERA), name="a").facts.exif
    expected = {
        "Make": "Canon",
        "Orientation": "3",
        "XResolution": "145/2",
        "DateTimeOriginal": "2022:03:14 09:30:00",
        "UserComment": "by the river",
        "GPSLatitudeRef": "N",
        "GPSLatitude": "50/1, 27/1, 3/2",
    }
    assert {name: exif.get(name) for name in expected} == expected


def test_big_endian() -> None:
    exif = read_exif(block((0x0112, 3, 1, b"\0\x06\0\0"), (0x010F, 2, 4, b"Leit"), order=">"))
    assert (exif.orientation, exif.values) == (6, {"Orientation": "6", "Make": "Leit"})


def test_bigtiff() -> None:
    data = encoded(noise(), "TIFF", big_tiff=True, exif=exif_block(Orientation=6, Make="Canon"))
    image = decode_image(data, name="a")
    np.testing.assert_array_equal(image.pixels, np.rot90(noise(), -1))
    assert (image.facts.exif["Make"], image.facts.orientation) == ("Canon", 6)


def test_a_picture_without_exif() -> None:
    assert decode_image(encoded(corners(), "PNG"), name="a").facts.exif == {}


def test_long_values_are_bounded_and_say_so() -> None:
    many = struct.pack("<1000H", *range(1000))
    exif = read_exif(
        block(
            (0x9000, 3, 1000, struct.pack("<I", 50)),
            (0x010E, 2, 1000, struct.pack("<I", 50)),
            (0x927C, 7, 1000, struct.pack("<I", 50)),
            after=many,
        )
    )
    assert all(len(text) <= MAX_TEXT for text in exif.values.values())
    assert exif.values["ExifVersion"].endswith("15, … (1000 values)")
    assert exif.values["MakerNote"].endswith("… (1000 bytes)")


def test_control_characters_do_not_get_out() -> None:
    exif = read_exif(block((0x010F, 2, 50, struct.pack("<I", 26)), after=b"Ca\x1b[31mnon\n\xe2\x80\xaeKP\0".ljust(50)))
    assert exif.values["Make"].isprintable()


def test_unknown_tags_go_by_number() -> None:
    assert read_exif(block((0xBEEF, 3, 1, b"\x07\0\0\0"))).values == {"0xbeef": "7"}


def test_directories_that_point_at_each_other_end() -> None:
    loop = struct.pack("<I", 8)
    assert read_exif(block((0x8769, 4, 1, loop), (0x8825, 4, 1, loop), (0xA005, 4, 1, loop))).values == {}


def test_more_tags_than_anyone_needs() -> None:
    entries = [(0x4000 + i, 3, 1, b"\x01\0\0\0") for i in range(3000)]
    assert len(read_exif(block(*entries)).values) == MAX_TAGS


@pytest.mark.parametrize("content", [b"", b"II", b"II*\0", b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"nonsense"])
def test_torn_blocks_are_empty(content: bytes) -> None:
    assert read_exif(content).values == {}


@settings(max_examples=300, deadline=None)
@given(position=st.integers(0, len(CAMERA) - 1), patch=st.binary(min_size=1, max_size=12), cut=st.integers(0, 60))
def test_no_damage_raises(position: int, patch: bytes, cut: int) -> None:
    damaged = CAMERA[:position] + patch + CAMERA[position + len(patch) : len(CAMERA) - cut]
    exif = read_exif(damaged)
    assert exif.orientation in range(1, 9)
    assert all(text.isprintable() for text in exif.values.values())


def test_a_photograph_is_not_refused_for_its_exif() -> None:
    torn = b"Exif\0\0II*\0" + struct.pack("<I", 8) + b"\xff\xff" + b"\xfe" * 40
    image = decode_image(encoded(corners(), "JPEG", exif=torn, quality=95), name="a")
    assert image.facts.width == 48
    assert Pillow.fromarray(image.pixels).size == (48, 32)
