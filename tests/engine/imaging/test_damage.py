"""Damage of any kind gives an image or an AntigoneError, no warning, and never half a picture for a file cut short."""

import struct

import numpy as np
import pytest
from PIL import Image as Pillow

from antigone.engine.errors import AntigoneError, DamagedImage, PhotographError
from antigone.engine.imaging import Limits, decode_image
from builders.heic import heic
from builders.pictures import encoded, exif_block, noise

ROUNDS = 60
PALETTE = Pillow.fromarray(noise()).quantize(64)
SECOND = Pillow.fromarray(noise(seed=2))
EXIF = exif_block(Orientation=6, Make="Canon", GPSInfo={1: "N", 2: (50.0, 27.0, 1.0)})
WIDE = np.arange(64 * 48, dtype=np.uint16).reshape(48, 64) * 20
SAMPLES = {
    "jpeg": encoded(noise(), "JPEG", exif=EXIF),
    "jpeg, progressive": encoded(noise(), "JPEG", progressive=True),
    "jpeg, cmyk": encoded(Pillow.fromarray(noise()).convert("CMYK"), "JPEG"),
    "png": encoded(noise(), "PNG", exif=EXIF),
    "png, 16 bits": encoded(WIDE, "PNG"),
    "png, palette": encoded(PALETTE, "PNG", transparency=3),
    "png, animated": encoded(noise(), "PNG", save_all=True, append_images=[SECOND]),
    "webp": encoded(noise(), "WEBP", exif=EXIF),
    "webp, lossless": encoded(noise(), "WEBP", lossless=True),
    "webp, animated": encoded(noise(), "WEBP", save_all=True, append_images=[SECOND]),
    "tiff": encoded(noise(), "TIFF", exif=EXIF),
    "tiff, 16 bits": encoded(WIDE, "TIFF"),
    "tiff, lzw": encoded(noise(), "TIFF", compression="tiff_lzw"),
    "tiff, jpeg": encoded(noise(), "TIFF", compression="jpeg"),
    "tiff, big": encoded(noise(), "TIFF", big_tiff=True),
    "bmp": encoded(noise(), "BMP"),
    "gif": encoded(PALETTE, "GIF"),
    "gif, animated": encoded(PALETTE, "GIF", save_all=True, append_images=[SECOND.quantize(32)]),
    "heic": heic([[(50, 100, 100), (200, 128, 128)], [(0, 128, 255), (90, 9, 9)]], quarter_turns=1, exif=EXIF[6:]),
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_cut_short_it_is_whole_or_nothing(sample: str) -> None:
    data = SAMPLES[sample]
    whole = decode_image(data, name=sample).pixels
    cuts = {*np.linspace(0, len(data) - 1, ROUNDS, dtype=int).tolist(), *range(len(data) - 24, len(data))}
    refused = 0
    for cut in sorted(cuts):
        try:
            image = decode_image(data[:cut], name=sample)
        except PhotographError:
            refused += 1
        else:
            np.testing.assert_array_equal(image.pixels, whole)
    assert refused > ROUNDS // 3


def flipped(data: bytes, rng: np.random.Generator) -> bytes:
    """A few bits turned over, half of them in the headers, where they do most."""
    damaged = bytearray(data)
    for _ in range(rng.integers(1, 8)):
        reach = len(data) if rng.random() < 0.5 else min(len(data), 200)
        damaged[rng.integers(0, reach)] ^= 1 << rng.integers(0, 8)
    return bytes(damaged)


@pytest.mark.parametrize("sample", SAMPLES)
def test_flipped_bits_give_an_image_or_our_error(sample: str) -> None:
    rng = np.random.default_rng(20)
    outcomes = []
    for _ in range(ROUNDS):
        try:
            image = decode_image(flipped(SAMPLES[sample], rng), name=sample, limits=Limits(max_pixels=10**6))
            outcomes.append(image.facts.name)
        except AntigoneError as error:
            outcomes.append(error.message)
    assert all(outcome.startswith(sample) for outcome in outcomes)


def test_a_truncated_jpeg_says_what_to_do() -> None:
    data = SAMPLES["jpeg"]
    with pytest.raises(DamagedImage) as caught:
        decode_image(data[: len(data) // 2], name="a.jpg")
    expected = "a.jpg: the JPEG picture is cut off or corrupt. Fetch the file again from where it came from."
    assert caught.value.diagnostics() == expected
    assert caught.value.__cause__ is not None


def test_heic_with_a_binary_item_type() -> None:
    """pi-heif 1.4 dies of it: without our check this test ends the test run."""
    data = heic([[(0, 0, 0)]], exif=EXIF[6:])
    broken = data.replace(b"Exif", b"E\xd2if", 1)
    assert broken != data
    with pytest.raises(DamagedImage):
        decode_image(broken, name="a.heic")


def test_heic_whose_boxes_overlap() -> None:
    data = heic([[(0, 0, 0)]])
    place = data.index(b"iinf") - 4
    broken = data[:place] + struct.pack(">I", 1 << 20) + data[place + 4 :]
    with pytest.raises(DamagedImage):
        decode_image(broken, name="a.heic")
