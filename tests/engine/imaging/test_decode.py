"""Every format, mode and orientation gives the picture that was put in; facts say what was done."""

import hashlib

import numpy as np
import pytest
from PIL import Image as Pillow

from antigone.engine.imaging import decode_image
from builders.heic import heic
from builders.pictures import BLUE, GREEN, RED, WHITE, corners, encoded, exif_block, noise

LOSSLESS = {
    "PNG": {},
    "BMP": {},
    "TIFF": {},
    "WEBP": {"lossless": True},
}
# Where the stored picture's first row meets its first column, and where its first row ends (EXIF 2.32, tag 274).
TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT = (4, 4), (4, -4), (-4, 4), (-4, -4)
ORIENTATIONS = {
    1: (TOP_LEFT, TOP_RIGHT),
    2: (TOP_RIGHT, TOP_LEFT),
    3: (BOTTOM_RIGHT, BOTTOM_LEFT),
    4: (BOTTOM_LEFT, BOTTOM_RIGHT),
    5: (TOP_LEFT, BOTTOM_LEFT),
    6: (TOP_RIGHT, BOTTOM_RIGHT),
    7: (BOTTOM_RIGHT, TOP_RIGHT),
    8: (BOTTOM_LEFT, TOP_LEFT),
}


@pytest.mark.parametrize("form", LOSSLESS)
def test_lossless_formats_come_back_to_the_bit(form: str) -> None:
    image = decode_image(encoded(noise(), form, **LOSSLESS[form]), name="a")
    np.testing.assert_array_equal(image.pixels, noise())
    assert (image.facts.format, image.facts.notes) == (form, ())


@pytest.mark.parametrize(("form", "options"), [("JPEG", {"quality": 95, "subsampling": 0}), ("WEBP", {"quality": 95})])
def test_lossy_formats_come_back_nearly(form: str, options: dict[str, int]) -> None:
    image = decode_image(encoded(corners(), form, **options), name="a")
    assert np.abs(image.pixels.astype(int) - corners()).mean() < 6
    for place, colour in zip((TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT), (RED, GREEN, BLUE, WHITE), strict=True):
        np.testing.assert_allclose(image.pixels[place].astype(int), colour, atol=12)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_compressed_tiff(compression: str) -> None:
    image = decode_image(encoded(noise(), "TIFF", compression=compression), name="a")
    np.testing.assert_array_equal(image.pixels, noise())


def test_facts_are_of_the_original_bytes_and_the_upright_picture() -> None:
    data = encoded(corners(48, 32), "JPEG", exif=exif_block(Orientation=6, Make="Canon"))
    facts = decode_image(data, name="портрет.jpg").facts
    assert (facts.name, facts.size, facts.sha256) == ("портрет.jpg", len(data), hashlib.sha256(data).hexdigest())
    assert (facts.format, facts.width, facts.height, facts.orientation) == ("JPEG", 32, 48, 6)
    assert facts.exif["Make"] == "Canon"


def test_pixels_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        decode_image(encoded(corners(), "PNG"), name="a").pixels[0, 0] = 0


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_exif_orientation_is_applied(form: str, orientation: int) -> None:
    options = {"lossless": True} if form == "WEBP" else {}
    image = decode_image(encoded(corners(), form, exif=exif_block(Orientation=orientation), **options), name="a")
    red, green = ORIENTATIONS[orientation]
    np.testing.assert_allclose(image.pixels[red].astype(int), RED, atol=12)
    np.testing.assert_allclose(image.pixels[green].astype(int), GREEN, atol=12)
    assert image.facts.orientation == orientation


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_orientation_that_means_nothing_is_none(orientation: int) -> None:
    image = decode_image(encoded(corners(), "PNG", exif=exif_block(Orientation=orientation)), name="a")
    np.testing.assert_array_equal(image.pixels, corners())
    assert image.facts.orientation == 1


def test_a_picture_of_several_bands_has_no_seams() -> None:
    tall = noise(width=1200, height=2000)
    image = decode_image(encoded(tall, "PNG", compress_level=1, exif=exif_block(Orientation=8)), name="a")
    np.testing.assert_array_equal(image.pixels, np.rot90(tall))


def grey(mode: str) -> np.ndarray:
    return np.asarray(Pillow.fromarray(noise()).convert(mode))


@pytest.mark.parametrize("form", ["PNG", "TIFF", "JPEG"])
def test_grey_becomes_three_equal_channels(form: str) -> None:
    image = decode_image(encoded(np.full((8, 8), 77, np.uint8), form), name="a")
    np.testing.assert_array_equal(image.pixels, np.full((8, 8, 3), 77))


@pytest.mark.parametrize("form", ["PNG", "TIFF", "BMP"])
def test_one_bit_is_black_and_white(form: str) -> None:
    bits = Pillow.fromarray(grey("L")).point(lambda value: 255 * (value > 127)).convert("1")
    image = decode_image(encoded(bits, form), name="a")
    np.testing.assert_array_equal(image.pixels[..., 0], np.where(grey("L") > 127, 255, 0))


@pytest.mark.parametrize("form", ["PNG", "TIFF", "BMP", "GIF"])
def test_palette_colours(form: str) -> None:
    few = corners()
    image = decode_image(encoded(Pillow.fromarray(few).quantize(4), form), name="a")
    np.testing.assert_allclose(image.pixels.astype(int), few, atol=4)


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_transparent_palette_entry_is_laid_on_grey(form: str) -> None:
    picture = Pillow.fromarray(np.array([[0, 1]] * 8, np.uint8), "P")
    picture.putpalette([200, 0, 0, 0, 200, 0])
    image = decode_image(encoded(picture, form, transparency=1), name="a")
    np.testing.assert_array_equal(image.pixels[0], [[200, 0, 0], [128, 128, 128]])
    assert image.facts.notes == ("transparent parts laid on mid grey",)


@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
def test_alpha_is_laid_on_grey_in_proportion(form: str) -> None:
    picture = np.zeros((8, 8, 4), np.uint8)
    picture[:, :4] = (200, 100, 50, 255)
    picture[:, 4:] = (200, 100, 50, 51)  # one fifth
    options = {"lossless": True} if form == "WEBP" else {}
    image = decode_image(encoded(picture, form, **options), name="a")
    np.testing.assert_array_equal(image.pixels[0, 0], (200, 100, 50))
    np.testing.assert_allclose(image.pixels[0, 7].astype(int), (142, 122, 112), atol=1)
    assert image.facts.notes == ("transparent parts laid on mid grey",)


def test_full_alpha_changes_nothing_and_is_not_noted() -> None:
    opaque = np.dstack([noise(), np.full(noise().shape[:2], 255, np.uint8)])
    image = decode_image(encoded(opaque, "PNG"), name="a")
    np.testing.assert_array_equal(image.pixels, noise())
    assert image.facts.notes == ()


def test_grey_with_alpha() -> None:
    picture = np.array([[[90, 255], [90, 0]]] * 8, np.uint8)
    image = decode_image(encoded(Pillow.fromarray(picture, "LA"), "PNG"), name="a")
    np.testing.assert_array_equal(image.pixels[0], [[90] * 3, [128] * 3])


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_not_clipped(form: str) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    image = decode_image(encoded(ramp, form), name="a")
    np.testing.assert_array_equal(image.pixels[..., 0].ravel(), np.arange(256))
    assert image.facts.notes == ("values 0 to 65535 scaled to 8 bits",)


def test_twelve_bits_in_sixteen_are_not_left_black() -> None:
    ramp = np.linspace(0, 4095, 256).astype(np.uint16).reshape(16, 16)
    image = decode_image(encoded(ramp, "TIFF"), name="a")
    np.testing.assert_array_equal(image.pixels[..., 1].ravel(), np.arange(256))
    assert image.facts.notes == ("values 0 to 4095 scaled to 8 bits",)


def test_big_endian_sixteen_bits() -> None:
    ramp = np.linspace(0, 65535, 256).astype(">u2").reshape(16, 16)
    image = decode_image(encoded(Pillow.frombytes("I;16B", (16, 16), ramp.tobytes()), "TIFF"), name="a")
    np.testing.assert_array_equal(image.pixels[..., 0].ravel(), np.arange(256))


def test_sixteen_bits_of_white_ink_are_turned_round() -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    image = decode_image(encoded(ramp, "TIFF", tiffinfo={262: 0}), name="a")
    np.testing.assert_array_equal(image.pixels[..., 0].ravel(), np.arange(256)[::-1])


def test_floats_within_one_are_shares_of_white() -> None:
    ramp = np.linspace(0, 0.5, 128, dtype=np.float32).reshape(8, 16)
    image = decode_image(encoded(ramp, "TIFF"), name="a")
    assert image.pixels.max() == 128
    assert image.pixels.min() == 0


def test_floats_beyond_one_are_stretched_and_what_is_no_number_is_black() -> None:
    values = np.linspace(-10, 90, 256, dtype=np.float32).reshape(16, 16)
    values[0, 0] = np.nan
    image = decode_image(encoded(values, "TIFF"), name="a")
    assert image.pixels[15, 15, 0] == 255
    assert abs(int(image.pixels[0, 0, 0]) - 26) <= 1  # 0 on the way from -10 to 90


def test_wide_integers_with_negative_values() -> None:
    values = np.array([[-1000, 0, 1000]] * 4, np.int32)
    image = decode_image(encoded(values, "TIFF"), name="a")
    np.testing.assert_array_equal(image.pixels[0, :, 0], [0, 128, 255])


def cmyk_jpeg() -> bytes:
    ink = np.zeros((16, 16, 4), np.uint8)
    ink[..., 1], ink[..., 2] = 255, 255  # magenta and yellow: red
    return encoded(Pillow.fromarray(ink, "CMYK"), "JPEG", quality=95)


def test_cmyk_as_adobe_writes_it() -> None:
    image = decode_image(cmyk_jpeg(), name="a")
    np.testing.assert_allclose(image.pixels[8, 8].astype(int), (255, 0, 0), atol=6)
    assert image.facts.notes == ("printing colours (CMYK) turned to RGB without a colour profile",)


def test_cmyk_without_adobes_mark_is_not_inverted() -> None:
    data = cmyk_jpeg()
    mark = data.index(b"\xff\xee")
    length = int.from_bytes(data[mark + 2 : mark + 4], "big")
    without = data[:mark] + data[mark + 2 + length :]
    # The same samples mean the opposite inks now: cyan and black, which is black.
    np.testing.assert_allclose(decode_image(without, name="a").pixels[8, 8].astype(int), (0, 0, 0), atol=6)


def test_cmyk_tiff() -> None:
    ink = np.zeros((16, 16, 4), np.uint8)
    ink[..., 0] = 255
    image = decode_image(encoded(Pillow.fromarray(ink, "CMYK"), "TIFF"), name="a")
    np.testing.assert_array_equal(image.pixels[8, 8], (0, 255, 255))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_the_first_of_many_frames(form: str) -> None:
    first, second = (Pillow.fromarray(np.full((16, 16, 3), value, np.uint8)) for value in (200, 50))
    options = {"lossless": True} if form == "WEBP" else {}
    image = decode_image(encoded(first, form, save_all=True, append_images=[second, first], **options), name="a")
    np.testing.assert_allclose(image.pixels.astype(int), 200, atol=2)
    assert "first of 3 frames" in image.facts.notes


# Y, Cb, Cr of full range, and the RGB that BT.601 makes of them.
GREY_LEVEL, REDDISH = (200, 128, 128), (76, 85, 255)


def test_heic_colours() -> None:
    image = decode_image(heic([[GREY_LEVEL, REDDISH], [(0, 128, 128), (255, 128, 128)]]), name="a.heic")
    assert (image.facts.format, image.facts.width, image.facts.height) == ("HEIC", 32, 32)
    expected = {(8, 8): (200, 200, 200), (8, 24): (254, 0, 0), (24, 8): (0, 0, 0), (24, 24): (255, 255, 255)}
    for place, colour in expected.items():
        np.testing.assert_allclose(image.pixels[place].astype(int), colour, atol=2)


def test_heic_is_turned_once_by_its_container_and_not_again_by_exif() -> None:
    data = heic([[GREY_LEVEL, (0, 128, 128)]], quarter_turns=1, exif=exif_block(Orientation=8, Make="Apple")[6:])
    image = decode_image(data, name="a.heic")
    assert (image.facts.width, image.facts.height, image.facts.orientation) == (16, 32, 1)
    np.testing.assert_allclose(image.pixels[4, 4].astype(int), 0, atol=2)  # the right end came up
    np.testing.assert_allclose(image.pixels[-4, 4].astype(int), 200, atol=2)
    assert image.facts.exif == {"Make": "Apple", "Orientation": "8"}
